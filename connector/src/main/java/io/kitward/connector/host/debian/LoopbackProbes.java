package io.kitward.connector.host.debian;

import io.kitward.connector.host.Probes;
import io.kitward.protocol.Check;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Probes over the loopback address. A slow answer is a failure after a few seconds. */
final class LoopbackProbes implements Probes {

  private static final int TIMEOUT_MILLIS = 3_000;
  private static final int BODY_LIMIT = 16 << 20;

  @Override
  public Optional<String> failing(Check check) {
    return switch (check) {
      case Check.UnitActive ignored -> Optional.empty();
      case Check.ProcessRuns ignored -> unknown(check);
      case Check.PortOwner ignored -> unknown(check);
      case Check.CommandSucceeds ignored -> unknown(check);
      case Check.FileFresh ignored -> unknown(check);
      case Check.MetricsAnswer ignored -> unknown(check);
      case Check.LogShows ignored -> unknown(check);
      case Check.TcpOpen tcp -> tcp(tcp);
      case Check.HttpAnswers http -> http(http);
    };
  }

  private static Optional<String> unknown(Check check) {
    return Optional.of("this connector cannot try " + check + "; it needs a newer one");
  }

  private static Optional<String> tcp(Check.TcpOpen check) {
    try (var socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), check.port()), TIMEOUT_MILLIS);
      return Optional.empty();
    } catch (IOException | IllegalArgumentException e) {
      return Optional.of("TCP port " + check.port() + ": " + e.getMessage());
    }
  }

  private static Optional<String> http(Check.HttpAnswers check) {
    try {
      var connection =
          (HttpURLConnection) URI.create(check.url()).toURL().openConnection(Proxy.NO_PROXY);
      connection.setConnectTimeout(TIMEOUT_MILLIS);
      connection.setReadTimeout(TIMEOUT_MILLIS);
      connection.setInstanceFollowRedirects(false);
      try {
        int status = connection.getResponseCode();
        if (status != check.status()) {
          return Optional.of(check.url() + " answers with status " + status);
        }
        if (check.contains().isEmpty()) {
          return Optional.empty();
        }
        return contains(connection.getInputStream(), check.contains())
            ? Optional.empty()
            : Optional.of(check.url() + " answers without \"" + check.contains() + "\"");
      } finally {
        connection.disconnect();
      }
    } catch (IOException | IllegalArgumentException | ClassCastException e) {
      return Optional.of(check.url() + ": " + e.getMessage());
    }
  }

  /** Looks through the body piece by piece, so that a large page costs no memory. */
  private static boolean contains(InputStream body, String text) throws IOException {
    long deadline = System.nanoTime() + 2L * TIMEOUT_MILLIS * 1_000_000;
    byte[] buffer = new byte[16_384];
    String carried = "";
    int total = 0;
    for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
      total += count;
      String window = carried + new String(buffer, 0, count, StandardCharsets.ISO_8859_1);
      if (window.contains(
          new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1))) {
        return true;
      }
      if (total > BODY_LIMIT || System.nanoTime() > deadline) {
        return false;
      }
      carried = window.substring(Math.max(0, window.length() - 4 * text.length()));
    }
    return false;
  }
}
