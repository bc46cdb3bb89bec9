package io.kitward.server.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SlotsTest {

  private static final UUID A = new UUID(0, 1);
  private static final UUID B = new UUID(0, 2);
  private static final UUID C = new UUID(0, 3);
  private static final UUID D = new UUID(0, 4);

  @Test
  void aNodeThatHasASlotKeepsIt() {
    var slots = new Slots(1);
    assertThat(slots.take(A)).isTrue();
    assertThat(slots.take(A)).isTrue();
    assertThat(slots.take(B)).isFalse();
    assertThat(slots.acting()).isEqualTo(1);
  }

  @Test
  void whoWaitsLongestIsNext() {
    var slots = new Slots(1);
    assertThat(slots.take(A)).isTrue();
    assertThat(slots.take(C)).isFalse();
    assertThat(slots.take(B)).isFalse();
    assertThat(slots.take(C)).isFalse();
    assertThat(slots.done(A)).contains(C);
    assertThat(slots.done(C)).contains(B);
  }

  @Test
  void twoSlotsThatAreFreedOneAfterTheOtherWakeTwoNodes() {
    var slots = new Slots(2);
    assertThat(slots.take(A)).isTrue();
    assertThat(slots.take(B)).isTrue();
    assertThat(slots.take(C)).isFalse();
    assertThat(slots.take(D)).isFalse();
    assertThat(slots.done(A)).contains(C);
    assertThat(slots.done(B)).contains(D);
  }

  @Test
  void whoIsWokenAndNeedsNothingPassesTheSlotOn() {
    var slots = new Slots(1);
    assertThat(slots.take(A)).isTrue();
    assertThat(slots.take(B)).isFalse();
    assertThat(slots.take(C)).isFalse();
    assertThat(slots.done(A)).contains(B);
    assertThat(slots.done(B)).contains(C);
    assertThat(slots.take(C)).isTrue();
  }

  @Test
  void whoGoesAwayWaitsNoLonger() {
    var slots = new Slots(1);
    assertThat(slots.take(A)).isTrue();
    assertThat(slots.take(B)).isFalse();
    assertThat(slots.done(B)).isEmpty();
    assertThat(slots.done(A)).isEmpty();
    assertThat(slots.acting()).isZero();
  }

  @Test
  void aLimitBelowOneIsRefused() {
    assertThatThrownBy(() -> new Slots(0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void noSequenceLosesAWakeUp() {
    for (long seed = 0; seed < 2_000; seed++) {
      sequence(seed);
    }
  }

  /** Nodes ask and finish in a random order; in the end everybody who asked had a slot. */
  private static void sequence(long seed) {
    var random = new Random(seed);
    int limit = 1 + random.nextInt(4);
    var slots = new Slots(limit);
    Set<UUID> acting = new TreeSet<>();
    List<UUID> waiting = new ArrayList<>();
    for (int step = 0; step < 60; step++) {
      UUID node = new UUID(0, random.nextInt(8));
      if (random.nextBoolean()) {
        boolean taken = slots.take(node);
        assertThat(taken)
            .as("seed %d", seed)
            .isEqualTo(acting.contains(node) || acting.size() < limit);
        if (taken) {
          acting.add(node);
        } else if (!waiting.contains(node)) {
          waiting.add(node);
        }
      } else {
        boolean freed = acting.remove(node);
        waiting.remove(node);
        Optional<UUID> next = slots.done(node);
        if (freed && !waiting.isEmpty()) {
          assertThat(next).as("seed %d", seed).contains(waiting.removeFirst());
          acting.add(next.orElseThrow());
        } else {
          assertThat(next).as("seed %d", seed).isEmpty();
        }
      }
      assertThat(slots.acting()).as("seed %d", seed).isEqualTo(acting.size());
      assertThat(waiting.isEmpty() || acting.size() == limit).as("seed %d", seed).isTrue();
    }
    var finishing = new ArrayDeque<>(acting);
    while (!finishing.isEmpty()) {
      slots
          .done(finishing.poll())
          .ifPresent(
              next -> {
                waiting.remove(next);
                finishing.add(next);
              });
    }
    assertThat(waiting).as("seed %d", seed).isEmpty();
  }
}
