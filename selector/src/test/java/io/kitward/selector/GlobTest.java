package io.kitward.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GlobTest {
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void aGlobMatchesWhatTheSameRegularExpressionMatches(long seed) {
    Random random = new Random(seed);
    String[] letters = {"a", "b", "😀", "?", "*", ".", "\n"};
    for (int round = 0; round < 20_000; round++) {
      StringBuilder pattern = new StringBuilder();
      StringBuilder regex = new StringBuilder();
      StringBuilder value = new StringBuilder();
      for (int i = random.nextInt(7); i > 0; i--) {
        String letter = letters[random.nextInt(6)];
        pattern.append(letter);
        regex.append(letter.equals("*") ? ".*" : letter.equals("?") ? "." : Pattern.quote(letter));
      }
      for (int i = random.nextInt(9); i > 0; i--) {
        value.append(letters[random.nextInt(7)]);
      }
      boolean expected = Pattern.compile(regex.toString(), Pattern.DOTALL).matcher(value).matches();
      assertThat(new Glob(pattern.toString()).matches(value.toString()))
          .as("%s on %s", pattern, value)
          .isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @CsvSource({"a**b, a*b", "*?, ?*", "*?*?*a, ??*a", "***, *", "a?b, a?b", "?*?x*, ??*x*"})
  void patternsThatMeanTheSameAreEqual(String pattern, String canonical) {
    assertThat(new Glob(pattern)).isEqualTo(new Glob(canonical)).hasToString(canonical);
  }

  @Test
  void aHostileValueOrPatternCostsNoMoreThanTheirProduct() {
    Glob glob = new Glob("*a".repeat(120) + "*b");
    assertThat(glob.matches("a".repeat(100_000))).isFalse();
    assertThat(new Glob("*" + "a".repeat(250) + "b").matches("a".repeat(100_000))).isFalse();
  }

  @Test
  void overlongAndUnprintablePatternsAreRefused() {
    assertThat(new Glob("a".repeat(Glob.LIMIT)).matches("a".repeat(Glob.LIMIT))).isTrue();
    assertThatThrownBy(() -> new Glob("a".repeat(Glob.LIMIT + 1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Glob("a\u0000")).isInstanceOf(IllegalArgumentException.class);
  }
}
