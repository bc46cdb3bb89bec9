package io.kitward.connector;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The connector's package leaves the general JSON mapper out, so none of its classes may need it.
 */
class SmallTest {

  private static final Pattern CLASS = Pattern.compile("io/kitward/protocol/Json(?![A-Za-z])");

  @Test
  void noClassOfTheConnectorNamesTheGeneralMapper() throws IOException {
    Path classes = Path.of("target/classes");
    List<String> naming;
    try (var files = Files.walk(classes)) {
      naming =
          files
              .filter(file -> file.toString().endsWith(".class"))
              .filter(SmallTest::namesMapper)
              .map(file -> classes.relativize(file).toString())
              .toList();
    }

    assertThat(naming)
        .as("use io.kitward.protocol.Payload instead of Json: Json needs jackson-databind")
        .isEmpty();
  }

  private static boolean namesMapper(Path file) {
    try {
      String constants = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
      return CLASS.matcher(constants).find() || constants.contains("tools/jackson/databind/");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
