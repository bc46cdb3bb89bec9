package io.kitward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.cli.Shell.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class OperationCommandsTest extends AtCannedServer {

  private static final String AT = "/v1/nodes/db1.example/operations";

  private static String operation(String state, boolean over, int size, String message) {
    return """
        {"id":"0b0a","certname":"db1.example","kind":"logs","service":"rsyslog","by":"token/admin",
         "askedAt":"2026-06-01T12:00:00Z","deadline":"2026-06-01T12:01:00Z","state":"%s",
         "over":%s,"message":"%s","size":%d}
        """
        .formatted(state, over, message, size);
  }

  @Test
  void aLogIsAskedForWaitedForAndPrintedWithoutControlCharacters() {
    server
        .on("POST " + AT, 202, operation("sent", false, 0, ""))
        .on("GET " + AT + "/0b0a", 200, operation("done", true, 9, ""))
        .on("GET " + AT + "/0b0a/result", 200, "one\ntwo\\u001b[31m\n");
    Outcome outcome = run("logs", "db1.example/rsyslog", "--lines=5");
    assertThat(outcome.exit()).as(outcome.toString()).isZero();
    assertThat(outcome.out()).startsWith("one\n").doesNotContain("\u001b");
  }

  @Test
  void whatTheNodeDidNotDoIsAFailureWithItsWords() {
    server.on("POST " + AT, 202, operation("failed", true, 0, "nothing is looked after here"));
    Outcome outcome = run("check", "db1.example");
    assertThat(outcome.exit()).isEqualTo(Exit.FAILED);
    assertThat(outcome.err()).contains("nothing is looked after here");
  }

  @Test
  void anAnswerThatDidNotComeInTimeHasItsOwnExitCode() {
    server.on("POST " + AT, 202, operation("overdue", true, 0, "the node did not answer in time"));
    assertThat(run("check", "db1.example/rsyslog").exit()).isEqualTo(Exit.TIMEOUT);
  }

  @Test
  void anArchiveIsWrittenToAFile() throws Exception {
    server
        .on("POST " + AT, 202, operation("done", true, 7, ""))
        .on("GET " + AT + "/0b0a/result", 200, "archive");
    Path file = home.resolve("db1.tar.gz");
    Outcome outcome = run("diagnostics", "db1.example", "-f", file.toString());
    assertThat(outcome.exit()).as(outcome.toString()).isZero();
    assertThat(Files.readString(file)).isEqualTo("archive");
  }

  @Test
  void aLogNeedsAService() {
    assertThat(run("logs", "db1.example").exit()).isEqualTo(Exit.USAGE);
  }

  @Test
  void toolsAreListedWithWhoseTheyAre() {
    server
        .on("POST " + AT, 202, operation("done", true, 9, ""))
        .on(
            "GET " + AT + "/0b0a/result",
            200,
            """
            {"tools":[{"service":"snmpd","relation":"FOREIGN","packages":{"snmpd":"5.9.3"},
             "units":{"snmpd.service":"active"},"notes":[]}]}
            """);
    Outcome outcome = run("tools", "db1.example");
    assertThat(outcome.exit()).as(outcome.toString()).isZero();
    assertThat(outcome.out()).contains("SERVICE", "snmpd", "foreign", "5.9.3", "active");
    assertThat(run("tools", "db1.example", "-o", "json").out())
        .contains("\"kind\" : \"Tools\"", "db1.example");
  }
}
