package io.kitward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What commands that change something ask the server for: all of it in one request. */
class ChangesTest {
  private static final String PLAN =
      """
      {"id":"p-1","state":"open","documents":[{"kind":"Policy","name":"old","effect":"deleted"}],"tags":[],
       "sources":["import/hiera"],"tagged":2,"warnings":[{"code":"comes-back","document":"","message":"web comes back"}],
       "totals":{"fleet":9,"touched":1,"gaining":0,"losing":1,"byService":{}}}
      """;

  @TempDir Path home;
  private final CannedServer server = new CannedServer();

  @AfterEach
  void stop() {
    server.close();
  }

  private Shell.Outcome run(String... arguments) {
    Path token = home.resolve("token");
    try {
      Files.writeString(token, "secret\n");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    Map<String, String> environment =
        Map.of("KITWARD_SERVER", server.url(), "KITWARD_TOKEN_FILE", token.toString());
    return new Shell(home, 0, environment, "").run(arguments);
  }

  private JsonNode body() {
    String asked = server.asked.getFirst();
    return Api.MAPPER.readTree(asked.substring(asked.indexOf('{')));
  }

  @Test
  void aFolderItsDeletionsAndASourceAreOnePlanInTextAndJson() throws Exception {
    Path folder = Files.createDirectories(home.resolve("policies/deep"));
    Files.writeString(folder.resolve("a.yaml"), "kind: Group\n");
    Files.writeString(home.resolve("policies/b.yaml"), "kind: Policy\n");
    server
        .on("POST /v1/plans", 201, PLAN)
        .on("GET /v1/plans/p-1/nodes?limit=20", 200, "{\"items\":[]}");
    String[] change = {
      "plan",
      "-f",
      home.resolve("policies").toString(),
      "--prune",
      "--delete=Policy/old",
      "--remove-source=import/hiera"
    };

    Shell.Outcome text = run(change);
    assertThat(text.err()).isEmpty();
    assertThat(text.out())
        .contains("Policy/old deleted")
        .contains("1 of 9 nodes touched, 0 gain, 1 lose, 2 tagged otherwise")
        .contains("warning: web comes back")
        .contains("next: kitward apply p-1");
    assertThat(body().path("documents").asString(""))
        .contains("kind: Group")
        .contains("kind: Policy");
    assertThat(body().path("prune").asBoolean(false)).isTrue();
    assertThat(body().path("delete").path(0).asString("")).isEqualTo("Policy/old");
    assertThat(body().path("removeSources").path(0).asString("")).isEqualTo("import/hiera");

    String[] json = java.util.Arrays.copyOf(change, change.length + 2);
    json[change.length] = "-o";
    json[change.length + 1] = "json";
    JsonNode plan = Api.MAPPER.readTree(run(json).out());
    assertThat(plan.path("kind").asString("")).isEqualTo("Plan");
    assertThat(plan.path("sources").path(0).asString("")).isEqualTo("import/hiera");
  }

  @Test
  void tagsThatEndGoInOneRequestOrNotAtAll() {
    server
        .on("GET /v1/nodes/a.lab", 200, "{\"certname\":\"a.lab\"}")
        .on("POST /v1/nodes/a.lab/tags/user/admin?expires=2h", 200, "{\"tags\":[\"a\",\"b=1\"]}");
    Shell.Outcome outcome = run("tag", "a.lab", "b=1", "a", "--expires=2h");
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out()).contains("ends in 2h").contains("+ a\n").contains("+ b=1\n");
    assertThat(server.asked)
        .containsExactly(
            "GET /v1/nodes/a.lab",
            "POST /v1/nodes/a.lab/tags/user/admin?expires=2h {\"tags\":[\"a\",\"b=1\"]}");

    server.asked.clear();
    assertThat(run("tag", "a.lab", "a", "not a tag", "--expires=2h").exit()).isEqualTo(Exit.FAILED);
    assertThat(server.asked).noneMatch(line -> line.startsWith("POST"));
  }

  @Test
  void whatAReleaseWouldLetGoIsShownWholeAndNothingIsReleased() {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 60; i++) {
      lines.append(i == 0 ? "" : ",").append("\"remove agent from n").append(i).append("\"");
    }
    server.on(
        "GET /v1/exceptions?limit=1000&state=open",
        200,
        "{\"items\":[{\"id\":\"x-1\",\"kind\":\"brake\",\"message\":\"60 removals held\",\"details\":["
            + lines
            + "]}]}");
    Shell.Outcome outcome = run("exception", "release", "x-1", "--dry-run");
    assertThat(outcome.out()).startsWith("60 removals held\n").contains("n0\n").contains("n59\n");
    assertThat(server.asked).hasSize(1);
    assertThat(run("exception", "release", "x-2", "--dry-run").exit()).isEqualTo(Exit.NOT_FOUND);
    assertThat(run("exception", "release", "x-1", "--dry-run", "-o", "json").out())
        .contains("\"remove agent from n59\"");
  }

  @Test
  void anExplanationSaysWhatTheServiceWaitsFor() {
    server.on(
        "GET /v1/nodes/a.lab/explain?service=agent",
        200,
        "{\"node\":\"a.lab\",\"service\":\"agent\",\"state\":\"not-required\",\"reasons\":[],"
            + "\"versions\":[],\"conflicts\":[],\"parameters\":[],"
            + "\"waiting\":\"the brake holds its removal until a person releases it\"}");
    assertThat(run("explain", "a.lab/agent").out())
        .isEqualTo(
            """
            a.lab/agent is not required
              waiting: the brake holds its removal until a person releases it
            """);
  }
}
