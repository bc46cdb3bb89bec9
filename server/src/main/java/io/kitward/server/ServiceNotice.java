package io.kitward.server;

import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells systemd how far the server is, where it was started as a unit of the type {@code notify}:
 * what waits for the unit goes on from then. Elsewhere it does nothing.
 */
final class ServiceNotice {

  private static final Logger LOG = LoggerFactory.getLogger(ServiceNotice.class);

  private ServiceNotice() {}

  /** The server does what it can do now; the words stand in {@code systemctl status}. */
  static void send(String words) {
    String socket = System.getenv("NOTIFY_SOCKET");
    if (socket == null || socket.isEmpty()) {
      return;
    }
    try {
      // Java has no datagrams over Unix sockets.
      Process process =
          new ProcessBuilder(List.of("systemd-notify", "--ready", "--status=" + words))
              .inheritIO()
              .start();
      if (process.waitFor() != 0) {
        LOG.warn("systemd was not told: systemd-notify ended with {}", process.exitValue());
      }
    } catch (IOException e) {
      LOG.warn("systemd was not told: {}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
