package io.kitward.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/** Documents that come from Git repositories, as people see them through the API. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RepositoriesIT {

  private final TestServer server;
  private final Caller admin;
  private GitFolder git;
  private int count;
  private String name = "";

  RepositoriesIT() throws Exception {
    server = TestServer.with("--repositories.allowed=file,https,ssh");
    admin = server.admin();
    git = new GitFolder();
  }

  @BeforeEach
  void begin() throws Exception {
    git.close();
    git = new GitFolder();
    name = "repo" + ++count;
  }

  /** No repository of one test has anything to say in the next. */
  @AfterEach
  void end() {
    assertThat(admin.send("DELETE", "/v1/documents/Repository/" + name, new byte[0]).status())
        .isIn(204, 404);
  }

  @AfterAll
  void stop() throws IOException {
    admin.close();
    server.close();
    git.close();
  }

  private static String group(String name, String selector) {
    return "apiVersion: kitward/v1\nkind: Group\nmetadata: {name: %s}\nspec: {selector: '%s'}\n---\n"
        .formatted(name, selector);
  }

  private String repository(String more) {
    return "apiVersion: kitward/v1\nkind: Repository\nmetadata: {name: %s}\nspec: {url: '%s', interval: 10s, %s}\n"
        .formatted(name, git.url(), more);
  }

  private void follow(String more) {
    Reply reply = admin.apply(repository(more));
    assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
  }

  private Reply post(String path, String body) {
    return admin.send(
        "POST", path, body.getBytes(StandardCharsets.UTF_8), "content-type", "application/json");
  }

  private JsonNode standing() {
    return admin.get("/v1/repositories/" + name).json();
  }

  /** Waits until it has seen a commit and stands so; how it stands then. */
  private JsonNode until(String state, String commit) {
    await()
        .untilAsserted(
            () -> {
              JsonNode now = standing();
              assertThat(now.path("seen").path("id").asString(""))
                  .as(now.toString())
                  .isEqualTo(commit);
              assertThat(now.path("state").asString("")).as(now.toString()).isEqualTo(state);
            });
    return standing();
  }

  private void check() {
    assertThat(post("/v1/repositories/" + name + "/check-now", "").status()).isEqualTo(202);
  }

  private Reply group(String group) {
    return admin.get("/v1/documents/Group/" + group);
  }

  private String selector(String group) {
    return group(group).json().path("document").path("spec").path("selector").asString("");
  }

  @Test
  void aCommitTakesEffectByItselfAndItsDocumentsAreManaged() throws Exception {
    String first = git.put("prod/a.yaml", group("auto-a", "env = a")).push("one");
    follow("branch: main, path: prod, approval: automatic, prune: true");
    JsonNode standing = until("in-step", first);
    assertThat(standing.path("applied").path("id").asString("")).isEqualTo(first);
    assertThat(standing.path("appliedBy").asString("")).isEqualTo("repository/" + name);
    assertThat(standing.path("documents").asInt(0)).isEqualTo(1);
    JsonNode managed = group("auto-a").json().path("managed");
    assertThat(managed.path("source").asString("")).isEqualTo("repository/" + name);
    assertThat(managed.path("place").asString("")).isEqualTo("prod/a.yaml");

    Reply refused = admin.apply(group("auto-a", "env = b"));
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.problem()).isEqualTo("document-managed");
    assertThat(refused.body()).contains("prod/a.yaml", "--take-over");
    assertThat(admin.send("DELETE", "/v1/documents/Group/auto-a", new byte[0]).problem())
        .isEqualTo("document-managed");

    git.remove("prod/a.yaml").put("prod/b.yaml", group("auto-b", "env = b"));
    String second = git.push("two");
    check();
    until("in-step", second);
    assertThat(group("auto-a").status()).as("it was pruned").isEqualTo(404);
    assertThat(selector("auto-b")).isEqualTo("env = b");
  }

  @Test
  void aCommitWaitsForAPersonWhoNamesIt() throws Exception {
    String first = git.put("a.yaml", group("manual-a", "env = a")).push("one");
    follow("branch: main, approval: manual, prune: true");
    JsonNode standing = until("waiting", first);
    assertThat(standing.path("plan").asString("")).startsWith("p-");
    assertThat(group("manual-a").status()).isEqualTo(404);
    String approve = "/v1/repositories/" + name + "/approve";
    assertThat(post(approve, "{\"commit\":\"%s\"}".formatted("0".repeat(40))).problem())
        .isEqualTo("commit-not-waiting");
    Reply approved = post(approve, "{\"commit\":\"%s\"}".formatted(first.substring(0, 10)));
    assertThat(approved.status()).as(approved.toString()).isEqualTo(200);
    assertThat(approved.json().path("state").asString("")).isEqualTo("in-step");
    assertThat(approved.json().path("appliedBy").asString("")).isEqualTo("token/admin");
    assertThat(selector("manual-a")).isEqualTo("env = a");
    assertThat(post(approve, "{\"commit\":\"%s\"}".formatted(first)).problem())
        .as("twice")
        .isEqualTo("commit-not-waiting");
    String second = git.put("README", "nothing of ours").push("two");
    check();
    assertThat(until("in-step", second).path("applied").path("id").asString(""))
        .as("a commit that changes no document needs nobody")
        .isEqualTo(second);
  }

  @Test
  void whatIsWrongIsSaidWithItsPlaceAndTheLastGoodStateStays() throws Exception {
    git.put("a.yaml", group("good-a", "env = a"));
    String first = git.push("one");
    follow("branch: main, approval: automatic, prune: true");
    until("in-step", first);
    git.put("a.yaml", group("good-a", "env = b"));
    String second = git.put("b.yaml", "apiVersion: kitward/v1\nkind: Bundel\n").push("two");
    check();
    JsonNode broken = until("broken", second);
    assertThat(broken.path("faults").path(0).path("file").asString("")).isEqualTo("b.yaml");
    assertThat(broken.path("faults").path(0).path("line").asInt(0)).isPositive();
    assertThat(broken.path("applied").path("id").asString("")).isEqualTo(first);
    assertThat(selector("good-a")).as("nothing half").isEqualTo("env = a");
    String third = git.remove("b.yaml").push("three");
    check();
    until("in-step", third);
    assertThat(selector("good-a")).isEqualTo("env = b");
  }

  @Test
  void aBranchThatWasRewrittenWaitsForAPerson() throws Exception {
    String first = git.put("a.yaml", group("rewritten-a", "env = a")).push("one");
    follow("branch: main, approval: automatic, prune: true");
    until("in-step", first);
    git.run("checkout", "-q", "--orphan", "other");
    String second = git.put("a.yaml", group("rewritten-a", "env = b")).push("another past");
    check();
    JsonNode waiting = until("waiting", second);
    assertThat(waiting.path("message").asString("")).contains("rewritten");
    assertThat(selector("rewritten-a")).isEqualTo("env = a");
    assertThat(
            post("/v1/repositories/" + name + "/approve", "{\"commit\":\"%s\"}".formatted(second))
                .status())
        .isEqualTo(200);
    assertThat(selector("rewritten-a")).isEqualTo("env = b");
  }

  @Test
  void aRepositoryThatDoesNotAnswerChangesNothing() throws Exception {
    String first = git.put("a.yaml", group("away-a", "env = a")).push("one");
    follow("branch: main, approval: automatic, prune: true");
    until("in-step", first);
    git.run("--git-dir=" + git.bare(), "update-ref", "-d", "refs/heads/main");
    check();
    await()
        .untilAsserted(
            () -> assertThat(standing().path("state").asString("")).isEqualTo("unreachable"));
    assertThat(standing().path("message").asString("")).contains("refs/heads/main");
    assertThat(standing().path("applied").path("id").asString("")).isEqualTo(first);
    assertThat(selector("away-a")).isEqualTo("env = a");
    String second = git.put("a.yaml", group("away-a", "env = b")).push("two");
    check();
    until("in-step", second);
  }

  @Test
  void whatPeopleWroteOtherwiseIsNotTakenUnlessSo() throws Exception {
    assertThat(admin.apply(group("ours-a", "env = people")).status()).isEqualTo(200);
    String first = git.put("a.yaml", group("ours-a", "env = git")).push("one");
    follow("branch: main, approval: automatic");
    JsonNode conflict = until("conflict", first);
    assertThat(conflict.path("message").asString("")).contains("Group/ours-a", "people");
    assertThat(selector("ours-a")).isEqualTo("env = people");
    follow("branch: main, approval: automatic, takeOver: true");
    until("in-step", first);
    assertThat(selector("ours-a")).isEqualTo("env = git");

    Reply back =
        admin.send(
            "POST",
            "/v1/documents?take-over=true",
            group("ours-a", "env = mine").getBytes(StandardCharsets.UTF_8),
            "content-type",
            "application/yaml");
    assertThat(back.status()).as(back.toString()).isEqualTo(200);
    assertThat(group("ours-a").json().has("managed")).isFalse();
  }

  @Test
  void twoRepositoriesDoNotClaimOneDocument() throws Exception {
    String first = git.put("a.yaml", group("both-a", "env = a")).push("one");
    follow("branch: main, approval: automatic, takeOver: true");
    until("in-step", first);
    String one = name;
    name = "repo" + ++count;
    follow("branch: main, approval: automatic, takeOver: true");
    JsonNode conflict = until("conflict", first);
    assertThat(conflict.path("message").asString("")).contains("repository/" + one);
    assertThat(admin.send("DELETE", "/v1/documents/Repository/" + one, new byte[0]).status())
        .isEqualTo(204);
    assertThat(group("both-a").json().has("managed")).as("it stays, and is people's").isFalse();
    check();
    until("in-step", first);
  }

  @Test
  void aNamedSourcePrunesOnlyWhatIsItsOwn() {
    assertThat(admin.apply(group("src-person", "env = a")).status()).isEqualTo(200);
    String both = group("src-a", "env = a") + group("src-b", "env = b");
    assertThat(applySource("ci", both, true, false).status()).isEqualTo(200);
    assertThat(group("src-a").json().path("managed").path("source").asString("")).isEqualTo("ci");
    Reply plan = plan("ci", group("src-a", "env = a"), true, false);
    assertThat(plan.status()).isEqualTo(201);
    assertThat(plan.body()).contains("src-b").doesNotContain("src-person");
    assertThat(applySource("ci", group("src-a", "env = a"), true, false).status()).isEqualTo(200);
    assertThat(group("src-b").status()).isEqualTo(404);
    assertThat(group("src-person").status()).isEqualTo(200);

    Reply other = plan("cd", group("src-a", "env = c"), true, false);
    assertThat(other.problem()).isEqualTo("document-managed");
    assertThat(applySource("cd", group("src-a", "env = c"), true, true).status()).isEqualTo(200);
    assertThat(group("src-a").json().path("managed").path("source").asString("")).isEqualTo("cd");
    assertThat(plan("repository/x", group("src-c", "env = c"), false, true).problem())
        .isEqualTo("field-invalid");
  }

  private Reply plan(String source, String documents, boolean prune, boolean takeOver) {
    return post(
        "/v1/plans",
        io.kitward.protocol.Json.MAPPER.writeValueAsString(
            java.util.Map.of(
                "documents", documents, "prune", prune, "source", source, "takeOver", takeOver)));
  }

  private Reply applySource(String source, String documents, boolean prune, boolean takeOver) {
    Reply plan = plan(source, documents, prune, takeOver);
    assertThat(plan.status()).as(plan.toString()).isEqualTo(201);
    return post("/v1/plans/" + plan.json().path("id").asString("") + "/apply", "");
  }

  @Test
  void hostileContentIsRefusedAndChangesNothing() throws Exception {
    String bomb =
        "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\n";
    follow("branch: main, path: docs, approval: automatic, prune: true");
    for (List<String> hostile :
        List.of(
            List.of("bomb.yaml", bomb),
            List.of("name.yaml", group("x".repeat(10_000), "all")),
            List.of("deep.yaml", "[".repeat(50_000)),
            List.of(
                "repository.yaml",
                "apiVersion: kitward/v1\nkind: Repository\nmetadata: {name: self}\nspec: {url: 'https://git.example/x', branch: main, approval: automatic}\n"))) {
      git.put("docs/good.yaml", group("hostile-good", "all"));
      git.put("docs/" + hostile.getFirst(), hostile.getLast());
      String commit = git.push(hostile.getFirst());
      check();
      JsonNode broken = until("broken", commit);
      assertThat(broken.toString()).contains("docs/" + hostile.getFirst()).hasSizeLessThan(20_000);
      assertThat(group("hostile-good").status()).isEqualTo(404);
      git.remove("docs/" + hostile.getFirst());
    }
    java.nio.file.Files.createSymbolicLink(
        git.work().resolve("docs/link.yaml"), java.nio.file.Path.of("/etc/passwd"));
    String link = git.push("a link");
    check();
    assertThat(until("broken", link).path("message").asString(""))
        .contains("docs/link.yaml", "link");
    git.remove("docs/link.yaml");
    java.nio.file.Files.write(git.work().resolve("docs/latin.yaml"), new byte[] {'a', (byte) 0xe9});
    String latin = git.push("not UTF-8");
    check();
    assertThat(until("broken", latin).path("message").asString("")).contains("UTF-8");
    git.remove("docs/latin.yaml").remove("docs/good.yaml").put("other/a.yaml", group("x", "all"));
    String gone = git.push("the folder is gone");
    check();
    assertThat(until("broken", gone).path("message").asString("")).contains("docs is no folder");
  }

  @Test
  void aServerThatStartsAgainGoesOnWhereItWas() throws Exception {
    String first = git.put("a.yaml", group("restart-a", "env = a")).push("one");
    follow("branch: main, approval: manual, prune: true");
    String plan = until("waiting", first).path("plan").asString("");
    server.restart();
    JsonNode after = until("waiting", first);
    assertThat(after.path("plan").asString("")).isEqualTo(plan);
    assertThat(
            post("/v1/repositories/" + name + "/approve", "{\"commit\":\"%s\"}".formatted(first))
                .status())
        .isEqualTo(200);
    assertThat(selector("restart-a")).isEqualTo("env = a");
  }

  @Test
  void onlyWhatIsAllowedIsAskedAndOnlyByAdministrators() throws Exception {
    String url = git.url();
    assertThat(
            admin
                .apply(
                    "apiVersion: kitward/v1\nkind: Repository\nmetadata: {name: %s}\nspec: {url: 'http://127.0.0.1:9/x', branch: main, approval: manual}\n"
                        .formatted(name))
                .status())
        .isEqualTo(200);
    await()
        .untilAsserted(
            () ->
                assertThat(standing().path("message").asString(""))
                    .contains("repositories.allowed"));
    Reply made = post("/v1/tokens", "{\"name\":\"op" + count + "\",\"role\":\"operator\"}");
    assertThat(made.status()).as(made.toString()).isEqualTo(201);
    try (Caller operator = server.bearing(made.json().path("value").asString(""))) {
      Reply refused = operator.apply(repository("branch: main, approval: automatic"));
      assertThat(refused.problem()).as(refused + url).isEqualTo("document-privileged");
    }
  }
}
