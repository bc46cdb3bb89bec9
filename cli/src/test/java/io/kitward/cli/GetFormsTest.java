package io.kitward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.cli.Shell.Outcome;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The forms in which a list is printed, over several pages and none of them kept. */
class GetFormsTest extends AtCannedServer {

  private static final String FIRST =
      "{\"items\":[{\"name\":\"a\",\"revision\":1,\"description\":\"one\\ttwo\"}],\"next\":\"c\"}";
  private static final String SECOND =
      "{\"items\":[{\"name\":\"a-much-longer-name\",\"revision\":12,\"description\":\"2\"}]}";

  @BeforeEach
  void pages() {
    server
        .on("GET /v1/documents/Service?limit=1000", 200, FIRST)
        .on("GET /v1/documents/Service?limit=1000&after=c", 200, SECOND)
        .on("GET /v1/documents/Bundle?limit=100", 200, "{\"items\":[]}")
        .on("GET /v1/documents/Policy?limit=1000", 200, FIRST)
        .on("GET /v1/documents/Policy?limit=1000&after=c", 500, problem(500, "internal"));
  }

  @Test
  void jsonAndYamlOfAllPagesAreOneDocument() {
    String json = run("get", "services", "--all", "-o", "json").out();
    String yaml = run("get", "services", "--all", "-o", "yaml").out();
    JsonNode list = Api.MAPPER.readTree(json);
    assertThat(list.path("kind").asString()).isEqualTo("ServiceList");
    assertThat(list.path("items").size()).isEqualTo(2);
    assertThat(YAMLMapper.builder().build().readTree(yaml)).isEqualTo(list);
  }

  @Test
  void anEmptyListIsOneInEveryForm() {
    JsonNode list = Api.MAPPER.readTree(run("get", "bundles", "-o", "json").out());
    assertThat(list.path("items").isArray()).isTrue();
    assertThat(YAMLMapper.builder().build().readTree(run("get", "bundles", "-o", "yaml").out()))
        .isEqualTo(list);
    assertThat(run("get", "bundles", "-o", "jsonl").out()).isEmpty();
  }

  @Test
  void jsonLinesAreWholeThings() {
    List<String> lines = run("get", "services", "--all", "-o", "jsonl").out().lines().toList();
    assertThat(lines).hasSize(2);
    assertThat(Api.MAPPER.readTree(lines.get(1)))
        .isEqualTo(
            Api.MAPPER.readTree(
                "{\"apiVersion\":\"kitward/v1\",\"kind\":\"Service\",\"name\":\"a-much-longer-name\",\"revision\":12,\"description\":\"2\"}"));
  }

  @Test
  void tabsSeparateWholeCellsAndAreInNone() {
    String text =
        run(40, Map.of(), "get", "services", "--all", "-o", "tsv", "--columns=name,description")
            .out();
    assertThat(text).isEqualTo("NAME\tDESCRIPTION\na\tone\ufffdtwo\na-much-longer-name\t2\n");
  }

  @Test
  void columnsAreChosenInTheirOrder() {
    assertThat(run("get", "nodes", "--columns", "Phase,name").out().lines().findFirst())
        .hasValueSatisfying(heading -> assertThat(heading).matches("PHASE +NAME"));
  }

  @Test
  void aColumnThatIsMistypedIsGuessed() {
    Outcome outcome = run("get", "nodes", "--columns=phsae");
    assertThat(outcome.exit()).isEqualTo(Exit.USAGE);
    assertThat(outcome.err()).contains("no column “phsae” of nodes").contains("mean PHASE?");
  }

  @Test
  void aTableGoesOnBelowItselfWithOneHeading() {
    assertThat(run("get", "services", "--all", "--columns=name,revision").out())
        .isEqualTo("NAME  REVISION\na            1\na-much-longer-name        12\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"json", "yaml", "jsonl", "table", "tsv", "name"})
  void whatFailsBeforeTheFirstPagePrintsNothing(String form) {
    server.on("GET /v1/backends", 403, problem(403, "forbidden"));
    Outcome outcome = run("get", "backends", "-o", form);
    assertThat(outcome.exit()).isEqualTo(Exit.NOT_PERMITTED);
    assertThat(outcome.out()).isEmpty();
  }

  @Test
  void whatFailsHalfWayIsAFailure() {
    Outcome outcome = run("get", "policies", "--all", "-o", "name");
    assertThat(outcome.exit()).isEqualTo(Exit.FAILED);
    assertThat(outcome.out()).isEqualTo("policy/a\n");
  }

  @Test
  void aPagerThatWasLeftEndsItQuietlyAndNoFurtherPageIsRead() {
    var gone = new ClosedPlace();
    int exit = gone.run(home, server.url(), "get", "services", "--all");
    assertThat(exit).isZero();
    assertThat(server.asked).containsExactly("GET /v1/documents/Service?limit=1000");
  }

  @ParameterizedTest
  @CsvSource({"-o tsv version", "get nodes -o csv", "get nodes --limit 0", "get nodes --limit=-3"})
  void whatDoesNotFitIsWrongUsage(String line) {
    assertThat(run(line.split(" ")).exit()).isEqualTo(Exit.USAGE);
  }

  @Test
  void oneObjectOnOneLine() {
    assertThat(run("version", "-o", "jsonl").out().lines()).hasSize(1);
  }

  @Test
  void aNounThatIsMistypedIsGuessed() {
    assertThat(run("get", "nodse").err()).contains("Did you mean nodes?");
  }
}
