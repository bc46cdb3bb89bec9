package io.kitward.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.server.MovableClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class BackOffTest {
  private final MovableClock clock = new MovableClock(Instant.parse("2026-11-22T05:51:12Z"));
  private final BackOff backOff = new BackOff(clock);

  @Test
  void theFirstThreeAttemptsAreFreeThenEachWaitDoublesUpToAMinute() {
    for (int i = 0; i < 3; i++) {
      assertThat(backOff.attempt("a")).isZero();
    }
    for (int seconds : new int[] {1, 2, 4, 8, 16, 32, 60, 60}) {
      assertThat(backOff.attempt("a")).isEqualTo(Duration.ofSeconds(seconds));
      clock.pass(Duration.ofSeconds(seconds));
      assertThat(backOff.attempt("a")).isZero();
    }
  }

  @Test
  void oneAddressDoesNotHoldUpAnotherAndSuccessStartsAfresh() {
    for (int i = 0; i < 3; i++) {
      backOff.attempt("a");
    }
    assertThat(backOff.attempt("b")).isZero();
    backOff.succeeded("a");
    assertThat(backOff.attempt("a")).isZero();
  }

  @Test
  void anAddressIsForgottenAfterAQuarterOfAnHour() {
    for (int i = 0; i < 3; i++) {
      backOff.attempt("a");
    }
    clock.pass(Duration.ofMinutes(16));
    assertThat(backOff.attempt("a")).isZero();
    assertThat(backOff.attempt("a")).isZero();
  }
}
