package io.kitward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.cli.Shell.Outcome;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Waiting until services are as they should be. */
class WaitCommandTest extends AtCannedServer {

  @Test
  void waitingEndsWhenAllServicesAreAsTheyShouldBe() {
    String path = "GET /v1/nodes/n/instances?limit=1000";
    server
        .on(path, 404, problem(404, "node-unknown"))
        .on(path, 200, "{\"items\":[]}")
        .on(path, 200, "{\"items\":[{\"service\":\"s\",\"phase\":\"applying\"}]}")
        .on(path, 200, "{\"items\":[{\"service\":\"s\",\"phase\":\"ok\"}]}");
    Outcome outcome = run("wait", "n", "--for", "phase=ok");
    assertThat(outcome.exit()).isZero();
    assertThat(outcome.err())
        .contains("waiting: no node n is known yet")
        .contains("no services there yet")
        .contains("s is applying");
  }

  @Test
  void withoutAGoalItWaitsForOk() {
    String path = "GET /v1/nodes/n/instances?limit=1000";
    server
        .on(path, 200, "{\"items\":[{\"service\":\"s\",\"phase\":\"failed\"}]}")
        .on(path, 200, "{\"items\":[{\"service\":\"s\",\"phase\":\"ok\"}]}");
    Outcome outcome = run("wait", "n");
    assertThat(outcome.exit()).isZero();
    assertThat(outcome.err()).contains("waiting: s is failed");
    assertThat(outcome.out()).isEqualTo("n phase=ok\n");
  }

  @Test
  void waitingTooLongIsExit7() {
    server.on("GET /v1/nodes/n/instances?limit=1000", 200, "{\"items\":[]}");
    assertThat(run("wait", "n", "--for", "condition=Proven", "--timeout", "0s").exit())
        .isEqualTo(Exit.TIMEOUT);
  }

  @Test
  void waitingForWhatDoesNotApplyEndsAtOnce() {
    server.on(
        "GET /v1/nodes/n/instances?limit=1000",
        200,
        "{\"items\":[{\"service\":\"s\",\"conditions\":[{\"type\":\"Proven\",\"status\":\"NotApplicable\"}]}]}");
    Outcome outcome = run("wait", "n", "--for", "condition=Proven");
    assertThat(outcome.exit()).isEqualTo(Exit.FAILED);
    assertThat(outcome.err()).contains("Proven applies to none of the services there");
  }

  @Test
  void aServerThatIsAwayIsNoSignThatServicesAreGone() {
    String path = "GET /v1/nodes/n/instances?limit=1000";
    server.on(path, 503, problem(503, "not-ready")).on(path, 200, "{\"items\":[]}");
    Outcome outcome = run("wait", "n", "--for", "gone");
    assertThat(outcome.exit()).isZero();
    assertThat(outcome.err()).contains("waiting: What.");
  }

  @Test
  void aConflictOverSomethingNewIsSaidWhereverThatIsAskedFor() {
    String gaps = "GET /v1/exceptions?limit=1000&state=open";
    try (var blocked = new CannedServer()) {
      blocked
          .on(
              gaps,
              200,
              "{\"items\":[{\"id\":\"x-1\",\"kind\":\"conflict\",\"node\":\"n\",\"service\":\"s\",\"message\":\"a and b differ\"},{\"node\":\"m\",\"service\":\"s\",\"message\":\"c and d differ\"}]}")
          .on("GET /v1/nodes/n", 200, "{\"certname\":\"n\"}")
          .on("GET /v1/nodes/n/tags", 200, "{\"items\":[]}")
          .on("GET /v1/nodes/n/events?limit=10", 200, "{\"items\":[]}")
          .on("GET /v1/nodes/n/instances?limit=1000", 200, "{\"items\":[]}")
          .on("GET /v1/nodes/n/instances?limit=1000&service=s", 200, "{\"items\":[]}");
      var shell = new Shell(home, 0, Map.of("KITWARD_SERVER", blocked.url()), "");
      assertThat(shell.run("describe", "n").out())
          .contains("a and b differ")
          .doesNotContain("c and d differ")
          .doesNotContain("no policy selects");
      assertThat(shell.run("describe", "n/s").err())
          .contains("There is no service “s” on n yet: a and b differ");
      assertThat(shell.run("wait", "n/s", "--for", "phase=ok", "--timeout", "0s").err())
          .contains("waiting: s is blocked, a and b differ");
    }
  }

  @Test
  void allThatASelectorPicksIsWaitedForOverAllPages() {
    String first = "GET /v1/instances?limit=1000&selector=web";
    String second = "GET /v1/instances?limit=1000&after=c&selector=web";
    server
        .on(first, 200, "{\"items\":[]}")
        .on(
            first,
            200,
            "{\"items\":[{\"node\":\"a\",\"service\":\"s\",\"phase\":\"ok\"}],\"next\":\"c\"}")
        .on(second, 200, "{\"items\":[{\"node\":\"b\",\"service\":\"s\",\"phase\":\"failed\"}]}")
        .on(second, 200, "{\"items\":[{\"node\":\"b\",\"service\":\"s\",\"phase\":\"repaired\"}]}");
    Outcome outcome = run("wait", "-l", "web", "--for", "phase=ok");
    assertThat(outcome.exit()).isZero();
    assertThat(outcome.out()).isEqualTo("web phase=ok\n");
    assertThat(outcome.err())
        .isEqualTo("waiting: no services there yet\nwaiting: 1 of 2 left, b/s is failed\n");
  }

  @Test
  void ofASelectorOneServiceCanBeWaitedFor() {
    server.on(
        "GET /v1/instances?limit=1000&selector=web&service=s",
        200,
        "{\"items\":[{\"node\":\"a\",\"service\":\"s\",\"phase\":\"ok\"}]}");
    assertThat(run("wait", "-l", "web", "--service", "s").exit()).isZero();
  }

  @Test
  void eitherANodeOrASelectorIsNamed() {
    assertThat(run("wait").exit()).isEqualTo(Exit.USAGE);
    assertThat(run("wait", "n", "-l", "web").exit()).isEqualTo(Exit.USAGE);
    assertThat(run("wait", "n", "--service", "s").exit()).isEqualTo(Exit.USAGE);
  }

  @Test
  void aSelectorThatCannotBeReadShowsWhere() {
    server.on(
        "GET /v1/instances?limit=1000&selector=a%20and%20%28",
        400,
        "{\"code\":\"selector-malformed\",\"status\":400,\"detail\":\"What.\",\"position\":{\"offset\":6}}");
    Outcome outcome = run("wait", "-l", "a and (");
    assertThat(outcome.exit()).isEqualTo(Exit.USAGE);
    assertThat(outcome.err()).contains("  a and (\n        ^\n");
  }
}
