package io.kitward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.cli.Shell.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people see and what scripts may rely on: golden output and exit codes. */
class KitwardTest {
  @TempDir private Path home = Path.of("");
  private CannedServer server = new CannedServer();

  @BeforeEach
  void answers() {
    server
        .on("GET /v1/nodes?limit=100", 200, resource("nodes.json"))
        .on(
            "GET /v1/nodes?limit=1",
            200,
            "{\"items\":[{\"certname\":\"a\",\"phase\":\"ok\"}],\"next\":\"c\"}")
        .on("GET /v1/nodes/db1.example", 200, resource("node.json"))
        .on("GET /v1/nodes/db1.example/tags", 200, resource("tags.json"))
        .on("GET /v1/nodes/db1.example/instances?limit=1000", 200, resource("instances.json"))
        .on("GET /v1/nodes/db1.example/events?limit=10", 200, resource("events.json"))
        .on("GET /v1/instances?limit=100", 200, resource("instances.json"))
        .on("GET /v1/exceptions?limit=1000&state=open", 200, "{\"items\":[]}")
        .on("GET /v1/status", 200, resource("status.json"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static String resource(String name) {
    try (InputStream in =
        Objects.requireNonNull(KitwardTest.class.getResourceAsStream("/api/" + name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private Outcome run(int width, Map<String, String> environment, String... arguments) {
    var all = new java.util.HashMap<>(environment);
    all.put("KITWARD_SERVER", server.url());
    return new Shell(home, width, all, "").run(arguments);
  }

  private Outcome run(String... arguments) {
    return run(0, Map.of(), arguments);
  }

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

  private static String problem(int status, String code) {
    return "{\"code\":\"%s\",\"status\":%d,\"detail\":\"What.\",\"next\":\"Do.\",\"requestId\":\"r-1\"}"
        .formatted(code, status);
  }

  private static final String PLAN =
      "{\"id\":\"p-3\",\"state\":\"open\",\"documents\":[{\"kind\":\"Policy\",\"name\":\"web\",\"effect\":\"changed\"}],"
          + "\"tags\":[],\"sources\":[],\"totals\":{\"fleet\":20,\"touched\":12,\"gaining\":11,\"losing\":1,"
          + "\"byService\":{\"agent\":{\"added\":11,\"changed\":0,\"removed\":1,\"conflicted\":0,\"settled\":0}}},"
          + "\"tagged\":0,\"confirmation\":{\"figure\":12,\"because\":[\"it touches 12 of 20 nodes, more than 10%\"]},"
          + "\"warnings\":[{\"code\":\"unknown-key\",\"document\":\"Policy/web\",\"message\":\"no node has the tag wbe\"}]}";

  @Test
  void aPlanIsShownNodeByNodeWithItsFigureAndHowToGoOn() {
    server
        .on("GET /v1/plans/p-3", 200, PLAN)
        .on(
            "GET /v1/plans/p-3/nodes?limit=20",
            200,
            "{\"items\":[{\"node\":\"a.lab\",\"tags\":[{\"source\":\"user/ada\",\"added\":[\"web\"],\"removed\":[]}],"
                + "\"instances\":[{\"service\":\"agent\",\"effect\":\"removed\",\"before\":\"x\",\"after\":\"\",\"offboarding\":\"purge\"}]}]}");
    Outcome outcome = run("plan", "p-3");
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out())
        .isEqualTo(
            """
            a.lab
              tags +web (user/ada)
              - agent removed: purge
            plan/p-3 open
              Policy/web changed
              12 of 20 nodes touched, 11 gain, 1 lose
                agent: 11 added, 1 removed
              warning: Policy/web: no node has the tag wbe
              ! it touches 12 of 20 nodes, more than 10%
              next: kitward apply p-3 --confirm=12
            """);
    assertThat(outcome.exit()).isZero();
  }

  @Test
  void yesNeverStandsForTheFigure() {
    server.on("POST /v1/plans/p-3/apply", 409, problem(409, "confirmation-needed"));
    Outcome outcome = run("apply", "p-3", "--yes");
    assertThat(outcome.exit()).isEqualTo(6);
    assertThat(server.asked).containsExactly("POST /v1/plans/p-3/apply");
  }

  @Test
  void theFigureGoesWithThePlan() {
    server.on("POST /v1/plans/p-3/apply?confirm=12", 200, PLAN.replace("\"open\"", "\"applied\""));
    assertThat(run("apply", "p-3", "--confirm=12").exit()).isZero();
  }

  @Test
  void anExplanationShowsTheWinnerTheLosersAndWhoSetTheTags() {
    server.on(
        "GET /v1/nodes/a.lab/explain?service=agent&leaf=port",
        200,
        "{\"node\":\"a.lab\",\"service\":\"agent\",\"state\":\"wanted\",\"reasons\":[{\"effect\":\"requires\",\"document\":\"Policy/web\","
            + "\"bundle\":\"\",\"priority\":0,\"selector\":\"web\",\"words\":\"\",\"facts\":{},\"tags\":[{\"tag\":\"web\",\"source\":\"user/ada\",\"setBy\":\"token/admin\",\"setAt\":\"2026-11-22T05:00:00Z\"}]}],"
            + "\"versions\":[],\"conflicts\":[],\"parameters\":[{\"name\":\"port\",\"winner\":{\"value\":\"1000\",\"origin\":\"policy web (priority 0)\"},"
            + "\"losers\":[{\"value\":\"9100\",\"origin\":\"default of service agent\",\"why\":\"policy goes before default\"}]}]}");
    assertThat(run("explain", "a.lab/agent.port").out())
        .isEqualTo(
            """
            a.lab/agent is wanted
              requires Policy/web: web
                  web from user/ada, set by token/admin 60 min ago
              port = 1000  from policy web (priority 0)
                  ✗ 9100 from default of service agent: policy goes before default
            """);
  }

  @Test
  void whatWouldBringAServiceIsTheSmallestChange() {
    server.on(
        "GET /v1/nodes/a.lab/explain?would-get=agent",
        200,
        "{\"node\":\"a.lab\",\"service\":\"agent\",\"already\":false,\"inTheWay\":[],\"complete\":true,\"ways\":[{\"changes\":[{\"action\":\"add\",\"tag\":\"web\",\"sources\":[]}],\"policies\":[\"web\"],\"conflicts\":[]}]}");
    assertThat(run("explain", "a.lab", "--would-get", "agent").out())
        .isEqualTo("  +web: then asked for by web\n");
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
  void aServerWithoutHttpsIsRefusedUnlessItIsThisMachine() {
    Outcome outcome = run("status", "--server", "http://kitward.example");
    assertThat(outcome.exit()).isEqualTo(Exit.USAGE);
    assertThat(outcome.err()).contains("is not an https:// URL");
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
            "PUT" + path + " {\"tags\":[\"new\",\"old\"]}");
  }

  @Test
  void taggingWhatIsThereChangesNothing() {
    server.on("GET /v1/nodes/n/tags/user/admin", 200, "{\"tags\":[\"a\"]}");
    assertThat(run("tag", "n", "a", "b-").out()).isEqualTo("node/n unchanged (user/admin)\n");
    assertThat(server.asked).hasSize(1);
  }

  @Test
  void faultsAreShownInTheFileThatTheyAreIn() throws IOException {
    Path folder = Files.createDirectories(home.resolve("docs"));
    Files.writeString(folder.resolve("a.yaml"), "kind: Bundle\nmetadata: {name: a}\n");
    Files.writeString(folder.resolve("b.yaml"), "---\nkind: Policy\nspec:\n  selektor: all\n");
    server.on(
        "POST /v1/documents",
        422,
        "{\"code\":\"documents-invalid\",\"status\":422,\"detail\":\"Unknown field.\",\"next\":\"Do.\",\"errors\":[{\"detail\":\"Unknown field “selektor”.\",\"line\":7,\"column\":3,\"pointer\":\"/spec/selektor\"}]}");
    Outcome outcome = run("apply", "-f", folder.toString());
    assertThat(outcome.exit()).isEqualTo(Exit.FAILED);
    assertThat(server.asked.getFirst())
        .isEqualTo(
            "POST /v1/documents ---\nkind: Bundle\nmetadata: {name: a}\n---\nkind: Policy\nspec:\n  selektor: all\n");
    assertThat(outcome.err())
        .contains(
            folder.resolve("b.yaml")
                + ":4:3: /spec/selektor: Unknown field “selektor”.\n      selektor: all\n      ^\n");
  }

  @Test
  void applyTellsWhatBecameOfEachDocument() {
    server.on(
        "POST /v1/documents",
        200,
        "{\"items\":[{\"kind\":\"Policy\",\"name\":\"p\",\"revision\":2,\"outcome\":\"changed\"}]}");
    var shell = new Shell(home, 0, Map.of("KITWARD_SERVER", server.url()), "kind: Policy\n");
    assertThat(shell.run("apply", "-f", "-").out()).isEqualTo("policy/p changed (revision 2)\n");
  }

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
  void aDocumentIsDeletedByTheNameThatApplyPrints() {
    server.on("DELETE /v1/documents/Policy/m1", 204, "");
    assertThat(run("delete", "policy/m1").out()).isEqualTo("policy/m1 deleted\n");
  }

  @ParameterizedTest
  @CsvSource({"''", "'# nothing\n---\n'"})
  void anEmptyFileIsNothingToApply(String text) {
    var shell =
        new Shell(home, 0, Map.of("KITWARD_SERVER", server.url()), text.replace("\\n", "\n"));
    Outcome outcome = shell.run("apply", "-f", "-");
    assertThat(outcome.exit()).isEqualTo(Exit.USAGE);
    assertThat(outcome.err()).contains("nothing-to-apply: There are no documents in -.");
    assertThat(server.asked).isEmpty();
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
  void aContextIsKeptForItsOwnerAloneAndUsed() throws IOException {
    var shell = new Shell(home, 0, Map.of(), "");
    Path token = Files.writeString(home.resolve("token"), "t\n");
    shell.run("context", "set", "demo", "--server", server.url(), "--token-file", token.toString());
    Path file = home.resolve(".config/kitward/config.yaml");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(shell.run("context", "list").out()).contains("*  demo  " + server.url());
    assertThat(shell.run("get", "nodes", "-o", "name").exit()).isZero();
    assertThat(shell.run("context", "use", "other").exit()).isEqualTo(Exit.NOT_FOUND);
  }

  @Test
  void aDeletedContextIsForgottenAndTheOthersStay() {
    var shell = new Shell(home, 0, Map.of(), "");
    shell.run("context", "set", "home", "--server", "https://home:8443");
    shell.run("context", "set", "demo", "--server", "https://demo:8443");
    shell.run("context", "use", "demo");
    assertThat(shell.run("context", "delete", "demo").exit()).isZero();
    assertThat(shell.run("context", "list").out())
        .contains("home  https://home:8443")
        .doesNotContain("demo")
        .doesNotContain("*");
    assertThat(shell.run("context", "delete", "demo").exit()).isEqualTo(Exit.NOT_FOUND);
  }

  @Test
  void theTokenOfAContextIsNotSentToAServerNamedOutright() {
    new Shell(home, 0, Map.of(), "")
        .run("context", "set", "demo", "--server", "https://demo:8443", "--token-file", "/nowhere");
    assertThat(run("get", "nodes", "-o", "name").exit()).isZero();
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
