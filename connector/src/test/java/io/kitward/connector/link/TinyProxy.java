package io.kitward.connector.link;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An HTTP proxy that knows CONNECT and nothing else. */
final class TinyProxy implements AutoCloseable {

  private final ServerSocket listening;
  private final String credentials;
  private final List<Socket> open = new CopyOnWriteArrayList<>();

  /** The requests that it granted, such as {@code CONNECT localhost:4320 HTTP/1.1}. */
  final List<String> granted = new CopyOnWriteArrayList<>();

  /** How often it asked for credentials. */
  final List<String> refused = new CopyOnWriteArrayList<>();

  /**
   * @param userInfo {@code user:password}, or empty for everybody
   */
  TinyProxy(String userInfo) {
    credentials =
        userInfo.isEmpty()
            ? ""
            : Base64.getEncoder().encodeToString(userInfo.getBytes(StandardCharsets.UTF_8));
    try {
      listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listening.accept();
        open.add(client);
        Thread.ofVirtual().start(() -> serve(client));
      }
    } catch (SocketException e) {
      // closed
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void serve(Socket client) {
    try {
      while (true) {
        String head = head(client.getInputStream());
        String request = head.lines().findFirst().orElse("");
        if (request.isEmpty()) {
          client.close();
          return;
        }
        OutputStream out = client.getOutputStream();
        if (!credentials.isEmpty() && !head.contains("Basic " + credentials)) {
          refused.add(request);
          out.write(
              """
              HTTP/1.1 407 Proxy Authentication Required\r
              Proxy-Authenticate: Basic realm="lab"\r
              Content-Length: 0\r
              \r
              """
                  .getBytes(StandardCharsets.US_ASCII));
          continue;
        }
        String[] target = request.split(" ")[1].split(":");
        Socket there = new Socket(target[0], Integer.parseInt(target[1]));
        open.add(there);
        granted.add(request);
        out.write("HTTP/1.1 200 Connected\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        Thread.ofVirtual().start(() -> pump(there, client));
        pump(client, there);
        return;
      }
    } catch (IOException e) {
      // the client went, which is its right
    }
  }

  private static String head(InputStream in) throws IOException {
    var head = new StringBuilder();
    int next = in.read();
    while (next >= 0) {
      head.append((char) next);
      if (head.length() > 3 && head.substring(head.length() - 4).equals("\r\n\r\n")) {
        return head.toString();
      }
      next = in.read();
    }
    return "";
  }

  private static void pump(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      // one of them went
    }
  }

  @Override
  public void close() {
    try {
      listening.close();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
