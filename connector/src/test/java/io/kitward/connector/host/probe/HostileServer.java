package io.kitward.connector.host.probe;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A server on the loopback address that answers every connection in one way. */
final class HostileServer implements AutoCloseable {

  /** What it does with a connection once something was asked. */
  interface Behaviour {
    void answer(OutputStream out, CountDownLatch end) throws IOException, InterruptedException;
  }

  private final ServerSocket socket;
  private final CountDownLatch end = new CountDownLatch(1);

  HostileServer(Behaviour behaviour) throws IOException {
    socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(() -> accept(behaviour));
  }

  /** Answers with these bytes and closes. */
  static HostileServer saying(String text) throws IOException {
    return new HostileServer((out, end) -> out.write(text.getBytes(StandardCharsets.ISO_8859_1)));
  }

  /** Says one piece of text again and again, for ever. */
  static HostileServer endless(String first, String again, long pauseMillis) throws IOException {
    return new HostileServer(
        (out, end) -> {
          out.write(first.getBytes(StandardCharsets.ISO_8859_1));
          byte[] bytes = again.getBytes(StandardCharsets.ISO_8859_1);
          do {
            out.write(bytes);
            out.flush();
          } while (!end.await(pauseMillis, TimeUnit.MILLISECONDS));
        });
  }

  private void accept(Behaviour behaviour) {
    try {
      while (true) {
        Socket connection = socket.accept();
        Thread.ofVirtual().start(() -> serve(connection, behaviour));
      }
    } catch (IOException e) {
      end.countDown();
    }
  }

  private void serve(Socket connection, Behaviour behaviour) {
    try (connection) {
      byte[] asked = new byte[4_096];
      if (connection.getInputStream().read(asked) > 0) {
        behaviour.answer(connection.getOutputStream(), end);
      }
    } catch (IOException e) {
      return; // the other side had enough
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  String url() {
    return "http://127.0.0.1:" + socket.getLocalPort() + "/metrics";
  }

  int port() {
    return socket.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    end.countDown();
    socket.close();
  }
}
