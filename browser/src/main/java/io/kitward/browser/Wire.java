package io.kitward.browser;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A connection between browsers and a server that can be cut and mended. Thread-safe. */
final class Wire implements AutoCloseable {

  private final ServerSocket door;
  private final int server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile boolean cut;

  private Wire(ServerSocket door, int server) {
    this.door = door;
    this.server = server;
  }

  /** Leads to a server on this machine. */
  static Wire to(String url) {
    try {
      var wire =
          new Wire(
              new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), URI.create(url).getPort());
      Thread.ofVirtual().start(wire::listen);
      return wire;
    } catch (IOException e) {
      throw new UncheckedIOException("no port is free", e);
    }
  }

  String url() {
    return "https://localhost:" + door.getLocalPort();
  }

  /** Nothing goes through any more, and what was open ends. */
  void cut() {
    cut = true;
    open.forEach(Wire::end);
  }

  void mend() {
    cut = false;
  }

  private void listen() {
    while (!door.isClosed()) {
      try {
        Socket browser = door.accept();
        if (cut) {
          end(browser);
        } else {
          Socket kitward = new Socket(InetAddress.getLoopbackAddress(), server);
          carry(browser, kitward);
          carry(kitward, browser);
        }
      } catch (IOException e) {
        // The server is away, or the door was closed: browsers see a connection that ends.
      }
    }
  }

  private void carry(Socket from, Socket to) {
    open.add(from);
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                long _ = from.getInputStream().transferTo(to.getOutputStream());
              } catch (IOException e) {
                // One of them left.
              } finally {
                end(from);
                end(to);
                open.remove(from);
              }
            });
  }

  private static void end(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It had ended.
    }
  }

  @Override
  public void close() throws IOException {
    cut();
    door.close();
  }
}
