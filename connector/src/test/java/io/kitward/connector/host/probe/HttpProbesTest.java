package io.kitward.connector.host.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.kitward.protocol.Check;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** HTTP and metrics checks against a real server that behaves, and against hostile ones. */
class HttpProbesTest {

  private static final String OK = "HTTP/1.1 200 OK\r\n\r\n";
  private static final Duration GENEROUS = Duration.ofSeconds(60);

  private final MachineProbes probes =
      new MachineProbes(
          Clock.systemUTC(),
          (limit, command, environment) -> new MachineProbes.Ended(0, ""),
          (path, most) -> Optional.empty());

  @Test
  void statusAndTextMustBeAsDesired() throws IOException {
    try (var server = HostileServer.saying("HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy")) {
      assertThat(http(server, "", 200)).hasValueSatisfying(has("status 503"));
      assertThat(http(server, "busy", 503)).isEmpty();
      assertThat(http(server, "free", 503)).hasValueSatisfying(has("without \"free\""));
    }
  }

  @Test
  void textIsFoundAcrossPiecesAndChunks() throws IOException {
    String chunked =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nnee\r\n3;x=y\r\ndle\r\n0\r\n\r\n";
    try (var server = HostileServer.saying(chunked)) {
      assertThat(http(server, "needle", 200)).isEmpty();
      assertThat(http(server, "dle\r\n0", 200)).isPresent();
    }
  }

  @Test
  void samplesAreCountedAndTheMetricIsLookedFor() throws IOException {
    String text =
        """
        # HELP up Whether.
        # TYPE up gauge
        up 1
        http_requests_total{path="/a b}",code="200"} 1.5e3 1700000000000
        temperature NaN
        pressure{a="b"} +Inf
        broken{a="b" 1
        broken one
        7up 1
        """;
    try (var server = HostileServer.saying(OK + text)) {
      assertThat(metrics(server, "http_requests_total", 4)).isEmpty();
      assertThat(metrics(server, "", 4)).isEmpty();
      assertThat(metrics(server, "", 5)).hasValueSatisfying(has("4 samples, fewer than 5"));
      assertThat(metrics(server, "down", 1)).hasValueSatisfying(has("without a sample of down"));
    }
    try (var server = HostileServer.saying(OK + "<html>It works</html>\n")) {
      assertThat(metrics(server, "", 0)).hasValueSatisfying(has("0 samples"));
    }
  }

  @Test
  void anEndlessBodyEndsTheProbe() throws IOException {
    try (var server = HostileServer.endless(OK, "x".repeat(60_000), 0)) {
      within(() -> assertThat(http(server, "y", 200)).isPresent());
      within(() -> assertThat(metrics(server, "y", 1)).isPresent());
    }
  }

  @Test
  void aBodyByteByByteEndsTheProbe() throws IOException {
    try (var server = HostileServer.endless(OK, "x", 200)) {
      within(() -> assertThat(http(server, "y", 200)).hasValueSatisfying(has("within 5 s")));
    }
  }

  @Test
  void headersByteByByteAndEndlessOnesEndTheProbe() throws IOException {
    try (var server = HostileServer.endless("HTTP/1.1 200 OK\r\n", "x", 200)) {
      within(() -> assertThat(http(server, "", 200)).hasValueSatisfying(has("within 5 s")));
    }
    try (var server = HostileServer.endless("HTTP/1.1 200 OK\r\n", "a: b\r\n".repeat(99), 0)) {
      within(() -> assertThat(http(server, "", 200)).hasValueSatisfying(has("64 KiB")));
    }
    try (var server = HostileServer.endless("HTTP/1.1 200 ", "x".repeat(9_999), 0)) {
      within(() -> assertThat(http(server, "", 200)).hasValueSatisfying(has("64 KiB")));
    }
  }

  @Test
  void silenceEndsTheProbe() throws IOException {
    try (var server = new HostileServer((out, end) -> end.await())) {
      within(() -> assertThat(http(server, "", 200)).hasValueSatisfying(has("within 5 s")));
      within(
          () ->
              assertThat(
                      probes.failing(
                          new Check.HttpAnswers("https://127.0.0.1:" + server.port() + "/", "")))
                  .isPresent());
    }
  }

  @Test
  void hugeLinesAndBytesThatAreNoTextDoNoHarm() throws IOException {
    String huge = "a{b=\"" + "x".repeat(1 << 20) + "\"} 1\n";
    String bytes = "\u00ff\u00fe\u0000\u0001 1\nfine 2\n";
    try (var server = HostileServer.saying(OK + huge + bytes)) {
      assertThat(metrics(server, "fine", 1)).isEmpty();
      assertThat(metrics(server, "a", 1)).hasValueSatisfying(has("without a sample of a"));
    }
  }

  @Test
  void whatIsNoHttpIsSaid() throws IOException {
    for (String answer :
        new String[] {
          "SSH-2.0-OpenSSH\r\n\r\n",
          "",
          "HTTP/1.1 abc\r\n\r\n",
          "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"
        }) {
      try (var server = HostileServer.saying(answer)) {
        assertThat(http(server, "x", 200)).as(answer).isPresent();
      }
    }
  }

  @Test
  void aRedirectIsNotFollowed() throws IOException {
    try (var server =
        HostileServer.saying("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n\r\n")) {
      assertThat(http(server, "", 200)).hasValueSatisfying(has("status 302"));
    }
  }

  @Test
  void aPortIsOpenOrNot() throws IOException {
    int port;
    try (var listening =
        new java.net.ServerSocket(0, 5, java.net.InetAddress.getLoopbackAddress())) {
      port = listening.getLocalPort();
      assertThat(probes.failing(new Check.TcpOpen(port))).isEmpty();
    }
    assertThat(probes.failing(new Check.TcpOpen(port))).hasValueSatisfying(has("TCP port " + port));
  }

  private static void within(org.junit.jupiter.api.function.Executable work) {
    assertTimeoutPreemptively(GENEROUS, work);
  }

  private Optional<String> http(HostileServer server, String contains, int status) {
    return probes.failing(new Check.HttpAnswers(server.url(), contains, status));
  }

  private Optional<String> metrics(HostileServer server, String metric, int samples) {
    return probes.failing(new Check.MetricsAnswer(server.url(), metric, samples));
  }

  private static java.util.function.Consumer<String> has(String text) {
    return message -> assertThat(message).contains(text);
  }
}
