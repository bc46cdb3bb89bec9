package io.kitward.server.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetriesTest {

  @Test
  void theWaitsGrowToAnHourAndStayThere() {
    assertThat(IntStream.rangeClosed(1, 7).mapToObj(Retries::after))
        .containsExactly(
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofMinutes(2),
            Duration.ofMinutes(10),
            Duration.ofHours(1),
            Duration.ofHours(1),
            Duration.ofHours(1));
  }

  @Test
  void aDayAfterTheFirstTryItIsOver() {
    Instant first = Instant.parse("2026-11-30T00:00:00Z");
    assertThat(Retries.over(first, first.plus(Duration.ofDays(1)).minusMillis(1))).isFalse();
    assertThat(Retries.over(first, first.plus(Duration.ofDays(1)))).isTrue();
  }
}
