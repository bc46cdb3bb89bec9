package io.kitward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** What {@code get} lists, against the API's own description. */
class NounsTest {

  private static final Path API = Path.of("../server/src/main/resources/openapi.yaml");
  private static final String LIMIT = "#/components/parameters/Limit";

  static Stream<Noun> nouns() {
    return Nouns.all().stream();
  }

  @ParameterizedTest
  @MethodSource("nouns")
  void aLimitIsSentWhereTheApiTakesOneAndNowhereElse(Noun noun) throws Exception {
    JsonNode paths = YAMLMapper.builder().build().readTree(Files.readString(API)).path("paths");
    String path =
        noun.path()
            .replaceFirst("^/v1/documents/.*", "/v1/documents/{kind}")
            .replaceFirst("^$", "/v1/nodes/{certname}/" + noun.word());
    JsonNode list = paths.path(path).path("get");

    assertThat(list.isMissingNode()).as(path).isFalse();
    assertThat(
            list.path("parameters")
                .valueStream()
                .anyMatch(parameter -> parameter.path("$ref").asString("").equals(LIMIT)))
        .as(path)
        .isEqualTo(Nouns.isPaged(noun));
  }
}
