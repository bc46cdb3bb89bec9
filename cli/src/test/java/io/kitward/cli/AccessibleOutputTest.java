package io.kitward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.cli.Shell.Outcome;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Output that is read aloud, colours as they were asked for, and words that were mistyped. */
class AccessibleOutputTest extends AtCannedServer {

  private static final Map<String, String> ALOUD = Map.of("KITWARD_ACCESSIBLE", "1");

  @Test
  void aTableIsLinesWithLabelsAndNoShapes() {
    String out = run(80, ALOUD, "get", "nodes", "--columns=name,phase", "--color=never").out();
    assertThat(out).contains("NAME: db1.example\nPHASE: failed\n\n").isASCII();
  }

  @Test
  void theStatusHasSharesOfAHundred() {
    assertThat(run(80, ALOUD, "status", "--color=never").out())
        .contains("ok 99,639 (99.6%)", "failed 312 (0.3%)");
  }

  @Test
  void itCanBeSwitchedOffAgain() {
    assertThat(run(0, Map.of("KITWARD_ACCESSIBLE", "0"), "get", "nodes").out())
        .contains("✗ failed");
  }

  @ParameterizedTest
  @CsvSource({
    "80, always, NO_COLOR, true",
    "0, always, NO_COLOR, true",
    "80, never, CLICOLOR_FORCE, true",
    "80, never, NO_COLOR, false",
    "80, auto, NO_COLOR, false",
    "0, auto, CLICOLOR_FORCE, true",
    "0, auto, OTHER, false",
    "80, auto, OTHER, true"
  })
  void coloursAreAsAskedFor(int width, String when, String variable, boolean colours) {
    assertThat(
            run(width, Map.of(variable, "1"), "get", "nodes", "--color", when)
                .out()
                .contains("\u001b["))
        .isEqualTo(colours);
  }

  @Test
  void anotherWordForColoursIsWrongUsage() {
    Outcome outcome = run("get", "nodes", "--color=blue");
    assertThat(outcome.exit()).isEqualTo(Exit.USAGE);
    assertThat(outcome.err()).contains("auto, always or never");
  }

  @ParameterizedTest
  @CsvSource({"staus, status", "exception lsit, list", "get nodes --selctor=a, --selector"})
  void aCommandOrOptionThatIsMistypedIsGuessed(String line, String meant) {
    Outcome outcome = run(line.split(" "));
    assertThat(outcome.exit()).isEqualTo(Exit.USAGE);
    assertThat(outcome.err()).contains(meant);
  }

  @Test
  void aKeyThatNoNodeHasIsGuessed() {
    server
        .on("GET /v1/nodes?limit=100&selector=rol%3Dweb", 200, "{\"items\":[]}")
        .on(
            "GET /v1/completions?text=",
            200,
            "{\"choices\":[{\"text\":\"role\",\"kind\":\"key\"}]}")
        .on(
            "GET /v1/completions?text=rol",
            200,
            "{\"choices\":[{\"text\":\"role\",\"kind\":\"key\"}]}");
    Outcome outcome = run("get", "nodes", "-l", "rol=web");
    assertThat(outcome.exit()).isZero();
    assertThat(outcome.err())
        .isEqualTo(
            "No nodes match the selector.\n  No node has the tag “rol” – did you mean “role”?\n");
  }
}
