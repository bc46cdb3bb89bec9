package io.kitward.cli.imports;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Dotted paths in nested values. */
class TreeTest {

  @Test
  void aKeyMayHaveDotsItself() {
    var row =
        Map.of(
            "facts.os.name",
            "Debian",
            "trusted.extensions",
            Map.of("1.3.6.1.4.1.34380.1.2.1", "x", "pp_role", "db"),
            "facts",
            Map.of("os", Map.of("release", Map.of("major", "12")), "cpus", List.of("a", "b")));

    assertThat(Tree.at(row, "facts.os.name")).contains("Debian");
    assertThat(Tree.at(row, "facts.os.release.major")).contains("12");
    assertThat(Tree.at(row, "trusted.extensions.1.3.6.1.4.1.34380.1.2.1")).contains("x");
    assertThat(Tree.at(row, "trusted.extensions.pp_role")).contains("db");
    assertThat(Tree.at(row, "facts.cpus.1")).contains("b");
    assertThat(Tree.at(row, "facts.cpus.2")).isEmpty();
    assertThat(Tree.at(row, "facts.os.name.x")).isEmpty();
    assertThat(Tree.at(row, "facts..os")).isEmpty();
  }
}
