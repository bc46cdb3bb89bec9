package io.kitward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.Command;

/** Only the commands that a line may mean are made ready, and nobody notices. */
class CommandsTest {

  @TempDir Path home = Path.of("");

  @Test
  void eachCommandStandsUnderItsOwnName() {
    assertThat(Commands.ALL)
        .allSatisfy(
            each ->
                assertThat(each.getValue().getAnnotation(Command.class).name())
                    .isEqualTo(each.getKey()));
  }

  @ParameterizedTest
  @CsvSource({
    "--context home version -o json, true",
    "-o name get node, true",
    "--help, false",
    "staus, false",
    "__complete -- get, false"
  })
  void aLineThatNamesACommandNeedsNoOther(String line, boolean named) {
    assertThat(Commands.isAnyNamed(List.of(line.split(" ")))).isEqualTo(named);
  }

  @Test
  void optionsInFrontOfTheCommandCountAsBehindIt() {
    var shell = new Shell(home, 0, java.util.Map.of(), "");
    assertThat(shell.run("-o", "jsonl", "version").out())
        .isEqualTo(shell.run("version", "-o", "jsonl").out());
  }

  @Test
  void whoeverMistypedIsGuessedFromAllCommandsAlsoWhereALineNamesOne() {
    assertThat(new Shell(home, 0, java.util.Map.of(), "").run("dscribe", "node").err())
        .contains("Did you mean kitward describe?");
  }
}
