package io.kitward.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The short form of the benchmark: all engines give the same answers, whatever the times. */
class QuickBenchIT {

  @Test
  void everyEngineGivesTheSameAnswersAndEveryFigureIsThere() {
    JsonNode figures = figures("--quick", "-o", "json", "--nodes", "10000");
    Set<String> measured = new HashSet<>();
    for (JsonNode figure : figures) {
      measured.add(figure.get("id").asString().replaceAll("\\..*", ""));
      assertThat(figure.propertyNames())
          .contains(
              "id", "what", "figure", "unit", "peer", "peerFigure", "ratio", "goal", "reached");
      assertThat(figure.get("figure").isNumber()).as("%s", figure).isTrue();
    }
    assertThat(measured).containsExactlyInAnyOrder("G1", "G2", "G3", "G4", "G5", "G10");
  }

  @Test
  void aMixOfOnesOwnIsMeasured(@TempDir Path place) throws Exception {
    Path mix =
        Files.writeString(
            place.resolve("mine.yaml"),
            """
            name: mine
            shapes:
              - {share: 3, terms: [{operator: equal, keys: tier}, {operator: notin, keys: any, values: 5}]}
              - {share: 1, alternatives: 3, terms: [{operator: not-exists, keys: flag}]}
            """);
    JsonNode figures = figures("--quick", "-o", "json", "--only", "G1", "--mix", mix.toString());
    assertThat(figures).isNotEmpty();
    for (JsonNode figure : figures) {
      assertThat(figure.get("id").asString()).startsWith("G1.mine.");
    }
  }

  private static JsonNode figures(String... arguments) {
    var out = new ByteArrayOutputStream();
    int status = PolicyBench.run(new PrintStream(out, true, StandardCharsets.UTF_8), arguments);
    assertThat(status).isZero();
    return JsonMapper.shared().readTree(out.toString(StandardCharsets.UTF_8));
  }
}
