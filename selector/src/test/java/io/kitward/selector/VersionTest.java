package io.kitward.selector;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VersionTest {
  @Test
  void versionsAreOrderedAsDebianOrdersThem() throws IOException {
    List<String[]> pairs = lines().map(line -> line.split(" ")).toList();
    assertThat(pairs).hasSizeGreaterThan(300);
    for (String[] pair : pairs) {
      int order = version(pair[0]).compareTo(version(pair[2]));
      assertThat("<=>".charAt(Integer.signum(order) + 1))
          .as(String.join(" ", pair))
          .isEqualTo(pair[1].charAt(0));
      assertThat(Integer.signum(version(pair[2]).compareTo(version(pair[0]))))
          .isEqualTo(-Integer.signum(order));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "-5", "+5", "v1", "sid", "1 2", "1,5", "1é", "1:", "1:a", ":1", "1a:2", "١"})
  void whatIsNoVersionIsNotCompared(String text) {
    assertThat(Version.parse(text)).isEmpty();
  }

  private static Version version(String text) {
    return Version.parse(text).orElseThrow();
  }

  private static Stream<String> lines() throws IOException {
    try (InputStream file =
        Objects.requireNonNull(VersionTest.class.getResourceAsStream("versions.txt"))) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"));
    }
  }
}
