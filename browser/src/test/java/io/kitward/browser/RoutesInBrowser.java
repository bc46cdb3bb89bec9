package io.kitward.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** That no page of the console is forgotten here. */
class RoutesInBrowser {

  private static final Path CONSOLE = Path.of("../server/src/main/java/io/kitward/server/console");

  private static final Pattern REGISTERED = Pattern.compile("\\.add\\(\\s*\"(/[^\"]*)\"\\s*,");

  @Test
  void eachPageThatTheConsoleRegistersIsLookedAt() throws IOException {
    var registered = new TreeSet<String>();
    try (Stream<Path> files = Files.list(CONSOLE)) {
      for (Path file : files.filter(one -> one.toString().endsWith(".java")).toList()) {
        REGISTERED
            .matcher(Files.readString(file))
            .results()
            .forEach(hit -> registered.add(hit.group(1)));
      }
    }

    assertThat(registered).contains("/", "/nodes", "/nodes/{certname}", "/exceptions");
    var there = new Landmarks("n", "p-1", "g", "n", "p-2", "p-3", "1", "2");
    assertThat(
            Stops.full(there).stream()
                .filter(stop -> stop.status() == 200)
                .map(Stop::route)
                .collect(Collectors.toSet()))
        .as("pages that are looked at with something on them")
        .containsAll(registered);
  }
}
