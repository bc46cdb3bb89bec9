package io.kitward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.cli.Shell.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Explanations as people read them, and what is said to those who ask for something else. */
class ExplainCommandTest extends AtCannedServer {

  private void explained(String state, String change) {
    server.on(
        "GET /v1/nodes/n/explain?service=s",
        200,
        "{\"node\":\"n\",\"service\":\"s\",\"state\":\"%s\",\"reasons\":[]%s}"
            .formatted(state, change));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "conflict|proof|looked at again at 2026-11-30T14:41:34Z, when a proof from Puppet ends: then undecided, and left as it is; Puppet's next run renews the proof",
        "not-required|time|from 2026-11-30T14:41:34Z on not required: what was said for a time ends then",
        "wanted|time|from 2026-11-30T14:41:34Z on wanted with another content: what was said for a time ends then"
      })
  void whatBecomesOfItByItselfIsSaidWithWhy(String to, String with, String words) {
    explained(
        "wanted",
        ",\"changesAt\":\"2026-11-30T14:41:34.123456Z\",\"changesTo\":\"%s\",\"changesWith\":\"%s\""
            .formatted(to, with));
    assertThat(run("explain", "n/s").out()).isEqualTo("n/s is wanted\n  " + words + "\n");
  }

  @Test
  void aServerThatOnlySaysWhenClaimsNoChange() {
    explained("wanted", ",\"changesAt\":\"2026-11-30T14:41:34Z\"");
    assertThat(run("explain", "n/s").out())
        .isEqualTo("n/s is wanted\n  looked at again at 2026-11-30T14:41:34Z\n");
  }

  @Test
  void aServiceThatIsMistypedIsGuessed() {
    server
        .on("GET /v1/nodes/n/explain?service=node-exportr", 404, problem(404, "document-unknown"))
        .on(
            "GET /v1/documents/Service?limit=1000",
            200,
            "{\"items\":[{\"name\":\"rsyslog\"},{\"name\":\"node-exporter\"}]}");
    Outcome outcome = run("explain", "n/node-exportr");
    assertThat(outcome.exit()).isEqualTo(Exit.NOT_FOUND);
    assertThat(outcome.err())
        .startsWith("error document-unknown: ")
        .endsWith("  next: Did you mean node-exporter?\n");
  }

  @Test
  void withoutAServiceTheNodesServicesAreNamed() {
    Outcome outcome = run("explain", "db1.example");
    assertThat(outcome.exit()).isEqualTo(Exit.USAGE);
    assertThat(outcome.err())
        .startsWith("error usage: Name a service on the node")
        .contains("\n  kitward explain db1.example/node-exporter\n")
        .contains("\n  kitward explain db1.example/rsyslog\n");
  }

  @Test
  void theNounMayStandInFront() {
    explained("wanted", "");
    assertThat(run("explain", "node", "n/s").out()).isEqualTo("n/s is wanted\n");
    assertThat(run("explain", "node/n/s").out()).isEqualTo("n/s is wanted\n");
  }

  @Test
  void aNodeMayBeCalledNode() {
    server.on(
        "GET /v1/nodes/node/explain?service=s&leaf=port",
        200,
        "{\"node\":\"node\",\"service\":\"s\",\"state\":\"wanted\",\"reasons\":[]}");
    assertThat(run("explain", "node/s.port").out()).isEqualTo("node/s is wanted\n");
  }
}
