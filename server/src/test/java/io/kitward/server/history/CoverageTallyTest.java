package io.kitward.server.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.server.desired.Phase;
import io.kitward.server.history.Past.Away;
import io.kitward.server.history.Past.InstanceWas;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Who had what, added up. */
class CoverageTallyTest {

  private static final Instant BEGIN = Instant.parse("2026-10-01T00:00:00Z");
  private static final Instant END = Instant.parse("2026-11-01T00:00:00Z");
  private static final UUID NODE = new UUID(0, 1);
  private static final UUID OTHER = new UUID(0, 2);

  private final CoverageTally tally = new CoverageTally(BEGIN, END);

  private static Instant day(int day) {
    return BEGIN.plus(Duration.ofDays(day));
  }

  private static InstanceWas was(
      UUID node, Instant from, @Nullable Instant to, boolean wanted, Phase phase, String cause) {
    return new InstanceWas(node, "exporter", from, Optional.ofNullable(to), wanted, phase, cause);
  }

  @Test
  void timeOutsideTheMonthDoesNotCount() {
    tally.add(was(NODE, day(-10), day(10), true, Phase.OK, ""), "", List.of());
    tally.add(was(NODE, day(10), null, true, Phase.FAILED, "Running: Stopped"), "", List.of());
    Coverage.Line line = tally.lines().getFirst();
    assertThat(line.wanted()).isEqualTo(Duration.ofDays(31));
    assertThat(line.functional()).isEqualTo(Duration.ofDays(10));
    assertThat(line.gaps())
        .containsExactly(new Coverage.Gap("failed", "Running: Stopped", 1, Duration.ofDays(21)));
    assertThat(line.should()).isOne();
    assertThat(line.had()).isOne();
    assertThat(line.now()).isZero();
  }

  @Test
  void timeInWhichTheNodeCouldNotBeReachedIsAGapOfItsOwn() {
    var away =
        List.of(
            new Away(NODE, day(-3), Optional.of(day(2))),
            new Away(NODE, day(30), Optional.empty()));
    tally.add(was(NODE, day(-10), null, true, Phase.OK, ""), "", away);
    Coverage.Line line = tally.lines().getFirst();
    assertThat(line.functional()).isEqualTo(Duration.ofDays(28));
    assertThat(line.gaps())
        .containsExactly(
            new Coverage.Gap("stale", "the node could not be reached", 1, Duration.ofDays(3)));
    assertThat(line.now()).as("it is away at the end").isZero();
  }

  @Test
  void whatWasNotWantedDoesNotCount() {
    tally.add(was(NODE, day(0), day(5), false, Phase.REMOVING, ""), "", List.of());
    assertThat(tally.lines()).isEmpty();
  }

  @Test
  void groupsAndCausesAreCountedApartAndTheLongestGapComesFirst() {
    tally.add(was(NODE, day(0), day(1), true, Phase.PENDING, "waits"), "a", List.of());
    tally.add(was(OTHER, day(0), day(3), true, Phase.DEGRADED, "Proven: NoData"), "a", List.of());
    tally.add(was(OTHER, day(3), null, true, Phase.OK, ""), "b", List.of());
    List<Coverage.Line> lines = tally.lines();
    assertThat(lines).extracting(Coverage.Line::group).containsExactly("a", "b");
    assertThat(lines.getFirst().gaps())
        .extracting(Coverage.Gap::phase)
        .containsExactly("degraded", "pending");
    assertThat(lines.getFirst().had()).isZero();
    assertThat(lines.getLast().now()).isOne();
    assertThat(lines.getLast().share()).isEqualTo(100);
  }
}
