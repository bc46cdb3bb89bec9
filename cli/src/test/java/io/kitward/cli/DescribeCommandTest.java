package io.kitward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.cli.Shell.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A node as people read it, and the ways to name it. */
class DescribeCommandTest extends AtCannedServer {

  @ParameterizedTest
  @CsvSource({"node db1.example", "nodes db1.example", "Node db1.example", "node/db1.example"})
  void theNounMayStandInFront(String words) {
    Outcome outcome = run(("describe " + words).split(" "));
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out()).isEqualTo(run("describe", "db1.example").out());
  }

  @ParameterizedTest
  @CsvSource({
    "policy web, kitward get policy web -o yaml",
    "exception x-1, kitward get exception x-1 -o yaml",
    "db1.example rsyslog, kitward describe db1.example/rsyslog"
  })
  void whatIsNoNodeIsToldWhatToWrite(String words, String next) {
    Outcome outcome = run(("describe " + words).split(" "));
    assertThat(outcome.exit()).isEqualTo(Exit.USAGE);
    assertThat(outcome.err()).endsWith("  next: " + next + "\n");
    assertThat(server.asked).isEmpty();
  }

  @Test
  void factsAreSortedByNameAndReadable() {
    String node =
        "{\"certname\":\"m\",\"phase\":\"ok\",\"lastSeen\":\"2026-11-22T05:59:58.123456789Z\",\"facts\":{\"os.name\":\"Debian\",\"memory.bytes\":\"25276059648\",\"architecture\":\"amd64\"}}";
    server
        .on("GET /v1/nodes/m", 200, node)
        .on("GET /v1/nodes/m/tags", 200, "{\"items\":[]}")
        .on("GET /v1/nodes/m/events?limit=10", 200, "{\"items\":[]}")
        .on("GET /v1/nodes/m/instances?limit=1000", 200, "{\"items\":[]}");
    assertThat(run("describe", "m").out())
        .contains("  Last seen    2026-11-22T05:59:58Z\n")
        .containsSubsequence(
            "  architecture amd64\n",
            "  memory.bytes 23.5 GiB (25276059648)\n",
            "  os.name      Debian\n");
    assertThat(run("describe", "m", "-o", "json").out())
        .contains("\"25276059648\"")
        .contains("2026-11-22T05:59:58.123456789Z");
  }
}
