package io.kitward.server.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kitward.server.desired.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Samples in longer stretches, and times in classes. */
class SampleTest {

  private static final Instant ZERO = Instant.parse("2026-03-01T00:00:00Z");

  @Test
  void averagesAreWeightedByTimeAndCountsAreAdded() {
    var hour = new Sample(ZERO, Duration.ofHours(1), Map.of(Phase.OK, 10.0), 3, times(2.0, 2.0));
    var minute =
        new Sample(
            ZERO.plus(Duration.ofHours(1)),
            Duration.ofMinutes(60),
            Map.of(Phase.FAILED, 10.0),
            1,
            times(8.0));
    Sample both = Sample.every(Duration.ofDays(1), List.of(hour, minute)).getFirst();
    assertThat(both.at()).isEqualTo(ZERO);
    assertThat(both.functional().orElseThrow()).isEqualTo(50, within(1e-9));
    assertThat(both.repairs()).isEqualTo(4);
    assertThat(both.provenCount()).isEqualTo(3);
  }

  @Test
  void aStretchWithoutSamplesIsLeftOut() {
    var first = new Sample(ZERO, Duration.ofMinutes(1), Map.of(), 0, List.of());
    var later = new Sample(ZERO.plusSeconds(7_200), Duration.ofMinutes(1), Map.of(), 0, List.of());
    assertThat(Sample.every(Duration.ofHours(1), List.of(first, later)))
        .extracting(Sample::at)
        .containsExactly(ZERO, ZERO.plusSeconds(7_200));
    assertThat(first.functional()).isEmpty();
  }

  @Test
  void aQuantileIsExactToTheWidthOfAClass() {
    List<Integer> counts = times(2, 2, 2, 2, 2, 2, 2, 2, 2, 100);
    assertThat(Times.quantile(counts, 0.5).orElseThrow()).isBetween(1.5, 2.0);
    assertThat(Times.quantile(counts, 0.95).orElseThrow()).isBetween(90.0, 120.0);
    assertThat(Times.quantile(times(1e9), 0.5).orElseThrow()).isEqualTo(86_400);
    assertThat(Times.quantile(List.of(), 0.5)).isEmpty();
  }

  private static List<Integer> times(double... seconds) {
    var counts = new ArrayList<>(Collections.nCopies(Times.CLASSES, 0));
    for (double time : seconds) {
      counts.set(Times.of(time), counts.get(Times.of(time)) + 1);
    }
    return counts;
  }
}
