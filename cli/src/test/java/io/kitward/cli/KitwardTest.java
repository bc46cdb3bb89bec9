package io.kitward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.cli.Shell.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people see and what scripts may rely on: golden output and exit codes. */
class KitwardTest extends AtCannedServer {

  @ParameterizedTest
  @CsvSource({
    "nodes-pipe, 0, get nodes",
    "nodes-wide, 0, get nodes -o wide",
    "nodes-60, 60, get nodes --color=never",
    "nodes-80-color, 80, get nodes",
    "nodes-ascii, 0, get nodes --ascii",
    "nodes-json, 0, get nodes -o json",
    "nodes-yaml, 0, get nodes -o yaml",
    "nodes-name, 0, get nodes -o name",
    "node-json, 0, get node db1.example -o json",
    "tags, 0, get tags db1.example",
    "instances-pipe, 0, get instances",
    "instances-wide, 0, get instances -o wide",
    "instances-80, 80, get instances --color=never",
    "describe, 0, describe db1.example",
    "status, 0, status",
    "status-json, 0, status -o json",
    "version, 0, version"
  })
  void theOutputIsTheGoldenOne(String golden, int width, String line) throws IOException {
    Outcome outcome = run(width, Map.of(), line.split(" "));
    assertThat(outcome.err()).isEmpty();
    String shown = outcome.out().replace(server.url().substring("http://".length()), "SERVER");
    Path file = Path.of("src/test/resources/golden", golden + ".txt");
    if (Boolean.getBoolean("golden.write")) {
      Files.writeString(file, shown);
    }
    assertThat(shown).isEqualTo(Files.readString(file));
    assertThat(outcome.exit()).isZero();
    if (width > 0 && !golden.endsWith("color")) {
      assertThat(shown.lines())
          .allSatisfy(each -> assertThat(Text.width(each)).isLessThanOrEqualTo(width));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "400, selector-malformed, 2",
    "400, cursor-invalid, 1",
    "400, query-unknown, 2",
    "400, query-invalid, 2",
    "401, credential-invalid, 4",
    "403, forbidden, 4",
    "404, node-unknown, 5",
    "409, document-in-use, 6",
    "412, precondition-failed, 6",
    "422, documents-invalid, 1",
    "500, internal, 1",
    "503, store-unavailable, 75"
  })
  void eachRefusalHasItsExitCode(int status, String code, int exit) {
    server.on("GET /v1/backends", status, problem(status, code));
    Outcome outcome = run("get", "backends");
    assertThat(outcome.exit()).isEqualTo(exit);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).startsWith("error " + code + ": What.\n  next: Do.\n");
    assertThat(outcome.err().contains("request: r-1")).isEqualTo(status >= 500);
  }

  @Test
  void withJsonTheProblemGoesToStandardErrorAsItIs() {
    server.on("GET /v1/backends", 403, problem(403, "forbidden"));
    Outcome outcome = run("get", "backends", "-o", "json");
    assertThat(outcome.err()).isEqualTo(problem(403, "forbidden") + "\n");
  }

  @Test
  void anUnreachableServerIsOneClearLineAndExit75() {
    server.close();
    Outcome outcome = run("status");
    assertThat(outcome.exit()).isEqualTo(Exit.UNREACHABLE);
    assertThat(outcome.err())
        .startsWith("error server-unreachable: 127.0.0.1:")
        .contains("nothing listens there");
  }

  @ParameterizedTest
  @CsvSource({
    "frobnicate",
    "get",
    "get teapots",
    "get nodes --frob",
    "get nodes -o toml",
    "wait n --for joy",
    "wait n --for phase=okay",
    "wait n --for condition=proven",
    "delete teapot x",
    "delete policy"
  })
  void wrongUsageIsExit2(String line) {
    assertThat(run(line.split(" ")).exit()).isEqualTo(Exit.USAGE);
  }

  @Test
  void aSelectorErrorShowsACaretUnderThePlace() {
    server.on(
        "GET /v1/nodes?limit=100&selector=a%20and%20%28b",
        400,
        "{\"code\":\"selector-malformed\",\"status\":400,\"detail\":\"What.\",\"next\":\"Do.\",\"position\":{\"offset\":6,\"line\":1,\"column\":7}}");
    Outcome outcome = run("get", "nodes", "-l", "a and (b");
    assertThat(outcome.exit()).isEqualTo(Exit.USAGE);
    assertThat(outcome.err())
        .isEqualTo("error selector-malformed: What.\n  a and (b\n        ^\n  next: Do.\n");
  }

  @Test
  void morePagesAreNamedOnStandardErrorOnly() {
    Outcome outcome = run("get", "nodes", "--limit", "1", "-o", "name");
    assertThat(outcome.out()).isEqualTo("node/a\n");
    assertThat(outcome.err()).contains("--all");
  }

  @Test
  void allPagesAreRead() {
    server
        .on(
            "GET /v1/nodes?limit=1000",
            200,
            "{\"items\":[{\"certname\":\"a\",\"phase\":\"ok\"}],\"next\":\"c\"}")
        .on(
            "GET /v1/nodes?limit=1000&after=c",
            200,
            "{\"items\":[{\"certname\":\"b\",\"phase\":\"ok\"}]}");
    assertThat(run("get", "nodes", "--all", "-o", "name").out()).isEqualTo("node/a\nnode/b\n");
  }

  @ParameterizedTest
  @CsvSource({"db1, db1.example", "db2.exmple, db2.example", "bd1, db1.example"})
  void aNodeThatIsMistypedIsGuessed(String typed, String meant) {
    server
        .on(
            "GET /v1/nodes?limit=1000",
            200,
            "{\"items\":[{\"certname\":\"db1.example\"},{\"certname\":\"db2.example\"}]}")
        .on("GET /v1/nodes/" + typed + "/instances?limit=1000", 404, problem(404, "node-unknown"));
    Outcome outcome = run("describe", typed);
    assertThat(outcome.exit()).isEqualTo(Exit.NOT_FOUND);
    assertThat(outcome.err()).contains("  next: Did you mean " + meant + "?\n");
  }

  @Test
  void anExceptionIsFoundByItsNameInEveryState() {
    server.on(
        "GET /v1/exceptions?limit=1000&state=all",
        200,
        "{\"items\":[{\"id\":\"x-2\",\"state\":\"open\"},{\"id\":\"x-1\",\"state\":\"released\"}]}");
    assertThat(run("get", "exceptions", "x-1").out()).contains("released").doesNotContain("x-2");
    assertThat(run("get", "exceptions", "x-9").err()).contains("There is no exception “x-9”");
  }

  @Test
  void aReleaseSaysWhatWentWithIt() {
    server.on(
        "POST /v1/exceptions/x-1/release",
        200,
        "{\"id\":\"x-1\",\"kind\":\"brake\",\"message\":\"22 removals (rsyslog 22) released\"}");
    assertThat(run("exception", "release", "x-1").out())
        .isEqualTo("exception/x-1: 22 removals (rsyslog 22) released\n");
  }

  @Test
  void aNodeWithoutServicesHasAnEmptyListNotAnError() {
    server.on("GET /v1/nodes/n/instances?limit=100", 200, "{\"items\":[]}");
    Outcome outcome = run("get", "instances", "n");
    assertThat(outcome.exit()).isZero();
    assertThat(outcome.err()).isEqualTo("No instances.\n");
  }

  @Test
  void aConsoleThatIsNotAskedIsNoWarning() {
    try (var calm = new CannedServer()) {
      calm.on(
          "GET /v1/status",
          200,
          "{\"at\":\"2026-11-22T06:00:00Z\",\"backends\":[{\"name\":\"logs\",\"status\":\"not-asked\"},{\"name\":\"mon\",\"status\":\"unknown\"}]}");
      var shell = new Shell(home, 0, Map.of("KITWARD_SERVER", calm.url()), "");
      assertThat(shell.run("status").out()).contains("mon: not asked yet").doesNotContain("logs");
    }
  }

  @Test
  void eventsReadByTheirOwnTimeNewestFirst() {
    server
        .on(
            "GET /v1/nodes/n/instances?limit=1000&service=s",
            200,
            "{\"items\":[{\"service\":\"s\"}]}")
        .on(
            "GET /v1/nodes/n/events?limit=10&service=s",
            200,
            "{\"items\":[{\"at\":\"2026-11-22T05:46:00.8Z\",\"message\":\"healthy\"},{\"at\":\"2026-11-22T05:46:00.82Z\",\"message\":\"mended\"}]}");
    assertThat(run("describe", "n/s").out()).containsSubsequence("mended", "healthy");
  }

  @Test
  void healthBelowWhatIsAskedForIsExit8() {
    assertThat(run("status", "--fail-on", "failed,stale").exit()).isEqualTo(Exit.UNHEALTHY);
    assertThat(run("status", "--fail-on", "stale").exit()).isZero();
  }

  @Test
  void whatAServerStoresCannotSteerTheTerminal() {
    server.on("GET /v1/backends", 200, "{\"items\":[{\"name\":\"a\\u001b[2Jb\\nc\"}]}");
    assertThat(run("get", "backends").out())
        .doesNotContain("\u001b")
        .contains("a\ufffd[2Jb\ufffdc");
  }

  @Test
  void emptyListsSaySoOnStandardError() {
    server.on("GET /v1/backends", 200, "{\"items\":[]}");
    Outcome outcome = run("get", "backends");
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).isEqualTo("No backends.\n");
    assertThat(outcome.exit()).isZero();
  }

  @Test
  void noColorIsObeyed() {
    assertThat(run(80, Map.of("NO_COLOR", "1"), "get", "nodes").out()).doesNotContain("\u001b");
    assertThat(run(0, Map.of("CLICOLOR_FORCE", "1"), "get", "nodes").out()).contains("\u001b[31m");
  }
}
