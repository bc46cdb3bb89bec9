package io.kitward.server.api.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UntilTest {
  private static final Instant NOW = Instant.parse("2026-11-30T10:00:00Z");

  @Test
  void aDayCountsWholeAMomentIsExactAndALengthBeginsNow() {
    assertThat(Until.read("2026-11-30", NOW)).contains(Instant.parse("2026-12-01T00:00:00Z"));
    assertThat(Until.read(" 2026-12-24T18:00:00+01:00 ", NOW))
        .contains(Instant.parse("2026-12-24T17:00:00Z"));
    assertThat(Until.read("12h", NOW)).contains(NOW.plus(Duration.ofHours(12)));
    assertThat(Until.read("366d", NOW)).contains(NOW.plus(Duration.ofDays(366)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "soon",
        "2026-11-29",
        "2026-13-01",
        "0d",
        "-1d",
        "367d",
        "99999d",
        "2026-11-30T09:59:59Z",
        "+999999999-12-31",
        "2028-01-01",
        "1w"
      })
  void whatIsNoTimeAheadWithinAYearIsNone(String text) {
    assertThat(Until.read(text, NOW)).isEmpty();
  }

  @Test
  void wordsAreKeptWithoutBlanksAroundThemAndRefusedWhenTheyAreNone() {
    assertThat(new ExceptionAct.Comment("  a\nb ").text()).isEqualTo("a\nb");
    assertThat(new ExceptionAct.Assign("").to()).isEmpty();
    for (String text : new String[] {"", " ", "a\u0000b", "a\u001bb", "x".repeat(2_001)}) {
      assertThatThrownBy(() -> new ExceptionAct.Comment(text))
          .isInstanceOf(IllegalArgumentException.class);
    }
    for (String name : new String[] {" ", "a b", "-a", "a\nb", "<b>", "x".repeat(101)}) {
      assertThatThrownBy(() -> new ExceptionAct.Assign(name))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
