package io.kitward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The documentation of the commands is what the commands say of themselves. */
class CommandReferenceTest {

  private static final Path PAGE = Path.of("../docs/reference/cli.md");
  private static final String FROM = "<!-- from here on: made from the commands -->\n";

  @TempDir Path home = Path.of("");

  @Test
  void theDocumentationIsThatOfTheCommands() throws IOException {
    String page = Files.readString(PAGE);
    String made = CommandReference.of(Kitward.whole(Here.at(home)).getCommandSpec()).strip() + "\n";
    assertThat(page).contains(FROM);
    String written = page.substring(0, page.indexOf(FROM) + FROM.length()) + "\n" + made;
    if (Boolean.getBoolean("golden.write")) {
      Files.writeString(PAGE, written);
    }
    assertThat(Files.readString(PAGE))
        .as(
            "%s differs from the commands; make it anew with: ./mvnw -pl cli -am test"
                + " -Dsuite=unit -Dtest=CommandReferenceTest -Dsurefire.failIfNoSpecifiedTests=false"
                + " -Dgolden.write=true",
            PAGE)
        .isEqualTo(written);
  }
}
