package io.kitward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.cli.Shell.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tags that people attach and take away. */
class TagCommandTest extends AtCannedServer {

  @Test
  void taggingSendsTheWholeSetOnConditionThatNobodyElseChangedIt() {
    String path = " /v1/nodes/db1.example/tags/user/admin";
    server
        .on("GET" + path, 200, "{\"tags\":[\"old\",\"role=db\",\"role=web\"]}")
        .on("PUT" + path, 412, problem(412, "precondition-failed"))
        .on("PUT" + path, 200, "{\"tags\":[]}");
    Outcome outcome = run("tag", "db1.example", "new", "role-");
    assertThat(outcome.out())
        .isEqualTo("node/db1.example tagged (user/admin)\n  - role=db\n  - role=web\n  + new\n");
    assertThat(server.asked)
        .containsExactly(
            "GET" + path,
            "PUT" + path + " {\"tags\":[\"new\",\"old\"]}",
            "GET" + path,
            "PUT" + path + " {\"tags\":[\"new\",\"old\"]}",
            "GET /v1/nodes/db1.example/tags");
  }

  @Test
  void taggingWhatIsThereChangesNothing() {
    server.on("GET /v1/nodes/n/tags/user/admin", 200, "{\"tags\":[\"a\"]}");
    assertThat(run("tag", "n", "a").out()).isEqualTo("node/n unchanged (user/admin)\n");
    assertThat(server.asked).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "database-|database is there from node; only that source takes it away: Puppet's code",
        "web-|web is there from rule/webs; only that source takes it away: the tag rule webs",
        "tier=1-|tier=1 is there from user/ann; only that source takes it away: kitward tag n tier=1- --source user/ann",
        "tier-|tier=1 is there from user/ann",
        "gone-|gone is not there: no source has set it on n."
      })
  void aRemovalThatCannotTakeATagAwaySaysWhoseItIs(String change, String words) {
    server
        .on("GET /v1/nodes/n/tags/user/admin", 200, "{\"tags\":[\"a\"]}")
        .on(
            "GET /v1/nodes/n/tags",
            200,
            "{\"items\":[{\"tag\":\"a\",\"source\":\"user/admin\"},{\"tag\":\"database\",\"source\":\"node\"},{\"tag\":\"tier=1\",\"source\":\"user/ann\"},{\"tag\":\"web\",\"source\":\"rule/webs\"}]}");
    Outcome outcome = run("tag", "n", change);
    assertThat(outcome.exit()).isZero();
    assertThat(outcome.out()).isEqualTo("node/n unchanged (user/admin)\n");
    assertThat(outcome.err()).startsWith(words).hasLineCount(1);
  }

  @ParameterizedTest
  @CsvSource({"node/db1.lab", "node", "user/", "user/a/b", "user/a b", "ann"})
  void aSourceThatNobodyWritesIsRefusedBeforeTheServerIsAsked(String source) {
    Outcome outcome = run("tag", "n", "a", "--source", source);
    assertThat(outcome.exit()).isEqualTo(Exit.USAGE);
    assertThat(outcome.err()).contains(source).contains("user/NAME, token/NAME or import/NAME");
    assertThat(server.asked).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"tier gold|4", "tier=go ld|7", "tier==gold|5", "=gold|0", "-|0", "Tier/x/y|-1"})
  void aTagThatTheServerWouldRefuseIsRefusedInADryRunToo(String tag, int caret) {
    server.on("GET /v1/nodes/n/tags/user/admin", 200, "{\"tags\":[\"a\"]}");
    Outcome outcome = run("tag", "--dry-run", "--", "n", tag);
    assertThat(outcome.exit()).isEqualTo(Exit.FAILED);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).startsWith("error tag-malformed: ");
    if (caret >= 0) {
      assertThat(outcome.err()).contains("\n  " + " ".repeat(caret) + "^\n");
    }
  }
}
