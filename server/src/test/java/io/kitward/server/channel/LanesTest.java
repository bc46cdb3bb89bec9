package io.kitward.server.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LanesTest {

  private final Lanes<String> lanes = new Lanes<>();

  @Test
  void tasksOfOneKeyNeverRunAtTheSameTime() {
    var inside = new AtomicInteger();
    var most = new AtomicInteger();
    var count = new AtomicInteger();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 2_000; i++) {
        threads.execute(
            () ->
                lanes.run(
                    "one",
                    () -> {
                      most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                      Thread.onSpinWait();
                      count.incrementAndGet();
                      inside.decrementAndGet();
                    }));
      }
    }
    assertThat(most).hasValue(1);
    assertThat(count).hasValue(2_000);
  }

  @Test
  void tasksOfDifferentKeysRunAtTheSameTime() {
    var both = new CyclicBarrier(2);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var one = threads.submit(() -> lanes.run("one", () -> meet(both)));
      var two = threads.submit(() -> lanes.run("two", () -> meet(both)));
      assertThat(one).succeedsWithin(java.time.Duration.ofSeconds(30));
      assertThat(two).succeedsWithin(java.time.Duration.ofSeconds(30));
    }
  }

  private static void meet(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aTaskThatFailsFreesItsLane() {
    assertThatThrownBy(
            () ->
                lanes.run(
                    "one",
                    () -> {
                      throw new IllegalStateException("no");
                    }))
        .hasMessage("no");
    var ran = new AtomicInteger();
    lanes.run("one", ran::incrementAndGet);
    assertThat(ran).hasValue(1);
  }
}
