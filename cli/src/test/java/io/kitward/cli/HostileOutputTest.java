package io.kitward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.cli.Shell.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Names, messages and log lines that would steer a terminal, wherever a server answers them. */
class HostileOutputTest extends AtCannedServer {

  private static final String STEERS = ".*[\\p{Cc}\\p{Cf}&&[^\n]].*";

  /** A name as JSON has it: escape, CSI of C1, an override of direction, a tag character. */
  private static final String NAME = "a\\u001b[2J\\u009b2J\\u202egpj.\\udb40\\udc41b";

  private static final String READ = "a\u001b[2J\u009b2J\u202egpj.\udb40\udc41b";
  private static final String SHOWN = "a\ufffd[2J\ufffd2J\ufffdgpj.\ufffdb";

  @ParameterizedTest
  @ValueSource(strings = {"table", "wide", "name"})
  void aHostileNameIsShownInEveryFormForPeople(String form) {
    server.on("GET /v1/backends", 200, "{\"items\":[{\"name\":\"" + NAME + "\"}]}");
    Outcome outcome = run("get", "backends", "-o", form);
    assertThat(outcome.out()).contains(SHOWN).doesNotMatch("(?s)" + STEERS);
  }

  @Test
  void jsonAndYamlKeepTheValueAndAreHarmlessAllTheSame() {
    server.on("GET /v1/backends", 200, "{\"items\":[{\"name\":\"" + NAME + "\"}]}");
    String json = run("get", "backends", "-o", "json").out();
    String yaml = run("get", "backends", "-o", "yaml").out();
    assertThat(json).doesNotMatch("(?s)" + STEERS);
    assertThat(yaml).doesNotMatch("(?s)" + STEERS);
    assertThat(name(Api.MAPPER.readTree(json))).isEqualTo(READ);
    assertThat(name(YAMLMapper.builder().build().readTree(yaml))).isEqualTo(READ);
  }

  private static String name(JsonNode list) {
    return list.path("items").path(0).path("name").asString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"table", "json"})
  void whatTheServerSaysOfAFailureIsHarmless(String form) {
    server.on(
        "GET /v1/backends",
        400,
        "{\"code\":\"c\\u009b\",\"status\":400,\"detail\":\"%s\",\"next\":\"%s\",\"requestId\":\"%s\",\"errors\":[{\"detail\":\"%s\"}]}"
            .formatted(NAME, NAME, NAME, NAME));
    Outcome outcome = run("get", "backends", "-o", form);
    assertThat(outcome.err()).isNotEmpty().doesNotMatch("(?s)" + STEERS);
  }

  @Test
  void logLinesAreShownAndStayLines() {
    server
        .on(
            "POST /v1/nodes/n/operations",
            200,
            "{\"id\":\"o-1\",\"over\":true,\"state\":\"done\",\"size\":9}")
        .on("GET /v1/nodes/n/operations/o-1/result", 200, "one\u009b31m\ntwo\u202e\n");
    assertThat(run("logs", "n/s").out()).isEqualTo("one\ufffd31m\ntwo\ufffd\n");
  }

  @Test
  void whatSomebodyTypedIsHarmlessInTheAnswer() {
    Outcome outcome = run("get", "tea\u009bpots\u202e");
    assertThat(outcome.exit()).isEqualTo(Exit.USAGE);
    assertThat(outcome.err()).contains("tea\ufffdpots\ufffd").doesNotMatch("(?s)" + STEERS);
  }

  @Test
  void aChangeNamedByTheServerIsHarmless() {
    server.on(
        "POST /v1/plans/p-1/apply", 200, "{\"id\":\"%s\",\"state\":\"%s\"}".formatted(NAME, NAME));
    Outcome outcome = run("apply", "p-1");
    assertThat(outcome.out()).contains(SHOWN).doesNotMatch("(?s)" + STEERS);
  }

  @Test
  void ourOwnColoursStay() {
    assertThat(run(80, java.util.Map.of(), "get", "nodes").out())
        .contains("\u001b[1m", "\u001b[0m");
  }
}
