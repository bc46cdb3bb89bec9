package io.kitward.connector.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.connector.apply.Ladder.Move;
import io.kitward.connector.apply.Ladder.Rung;
import io.kitward.connector.apply.Ladder.Try;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LadderTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void whatDoesTheLeastHarmIsTriedFirstAndAtOnce() {
    assertThat(Ladder.next(List.of(), true, NOW)).isEqualTo(new Move.Take(Rung.RESTART));
  }

  @Test
  void eachRungIsHigherThanTheOneBeforeAndTheLastIsGivingUp() {
    assertThat(climb(true))
        .containsExactly(
            Rung.RESTART, Rung.RESTART, Rung.RECONFIGURE, Rung.REINSTALL, Rung.RESTART);
  }

  @Test
  void whatHasNoPackagesIsNotReinstalled() {
    assertThat(climb(false)).doesNotContain(Rung.REINSTALL).contains(Rung.RECONFIGURE);
  }

  @Test
  void theWaitGrowsAndDiffersFromNodeToNode() {
    Instant least = until(tries(2, 0.0));
    Instant most = until(tries(2, 1.0));
    assertThat(Duration.between(NOW, least))
        .isBetween(Duration.ofSeconds(2), Duration.ofSeconds(5));
    assertThat(most).isAfter(least);
    assertThat(until(tries(3, 0.5))).isAfter(until(tries(2, 0.5)));
  }

  @Test
  void afterTheLastRungItIsTriedSeldom() {
    var tries = tries(4, 0.0);
    assertThat(Ladder.next(tries, true, NOW.plusSeconds(60)))
        .isInstanceOfSatisfying(
            Move.Wait.class,
            wait -> {
              assertThat(wait.givenUp()).isTrue();
              assertThat(wait.until()).isAfter(NOW.plusSeconds(20 * 60));
            });
    assertThat(Ladder.next(tries, true, NOW.plusSeconds(60 * 60)))
        .isEqualTo(new Move.Take(Rung.RESTART));
  }

  private static List<Rung> climb(boolean packaged) {
    var rungs = new ArrayList<Rung>();
    var tries = new ArrayList<Try>();
    Instant now = NOW;
    for (int hour = 0; hour < 5; hour++) {
      if (Ladder.next(tries, packaged, now) instanceof Move.Take(Rung rung)) {
        rungs.add(rung);
        tries.add(new Try(rung, now, 0.5));
      }
      now = now.plus(Duration.ofHours(1));
    }
    return rungs;
  }

  private static List<Try> tries(int count, double spread) {
    var tries = new ArrayList<Try>();
    for (int i = 0; i < count; i++) {
      tries.add(new Try(Rung.RESTART, NOW, spread));
    }
    return tries;
  }

  private static Instant until(List<Try> tries) {
    return ((Move.Wait) Ladder.next(tries, true, NOW)).until();
  }
}
