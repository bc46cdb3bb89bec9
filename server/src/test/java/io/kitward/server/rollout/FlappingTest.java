package io.kitward.server.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FlappingTest {

  private static final Instant START = Instant.parse("2026-06-01T12:00:00Z");

  private static List<Instant> everyMinute(int times) {
    return IntStream.range(0, times).mapToObj(i -> START.plusSeconds(60L * i)).toList();
  }

  @Test
  void fiveRemovalsInTenMinutesAreNoFlapping() {
    assertThat(Flapping.USUAL.until(everyMinute(5), START.plusSeconds(300))).isEmpty();
  }

  @Test
  void theSixthWithinTenMinutesIsAndEndsWhenSoManyAreOld() {
    assertThat(Flapping.USUAL.until(everyMinute(6), START.plusSeconds(301)))
        .contains(START.plusSeconds(600));
    assertThat(Flapping.USUAL.until(everyMinute(6), START.plusSeconds(600))).isEmpty();
  }

  @Test
  void theOftenerTheLongerItLasts() {
    assertThat(Flapping.USUAL.until(everyMinute(9), START.plusSeconds(540)))
        .contains(START.plusSeconds(780));
  }
}
