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
    "delete teapot x"
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
                + ":4:3: Unknown field “selektor”.\n      selektor: all\n      ^\n");
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
        .on(path, 200, "{\"items\":[{\"service\":\"s\",\"phase\":\"applying\"}]}")
        .on(path, 200, "{\"items\":[{\"service\":\"s\",\"phase\":\"ok\"}]}");
    Outcome outcome = run("wait", "n", "--for", "phase=ok");
    assertThat(outcome.exit()).isZero();
    assertThat(outcome.err()).contains("no services there yet").contains("s is applying");
  }

  @Test
  void waitingTooLongIsExit7() {
    server.on("GET /v1/nodes/n/instances?limit=1000", 200, "{\"items\":[]}");
    assertThat(run("wait", "n", "--for", "condition=Proven", "--timeout", "0s").exit())
        .isEqualTo(Exit.TIMEOUT);
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
