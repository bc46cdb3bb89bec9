package io.kitward.server.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ReconcileQueueTest {

  private static final BackOff FAST = new BackOff(Duration.ofMillis(1), Duration.ofMillis(4));
  private static final int ALONE = 1;
  private static final Key ONE = new Key.NodeKey(new UUID(0, 1));

  @Test
  void aKeyAddedManyTimesBeforeTheWorkIsWorkedOnOnce() throws Exception {
    var seen = new CopyOnWriteArrayList<Key>();
    try (var queue =
        new ReconcileQueue(
            key -> {
              seen.add(key);
              return Outcome.done();
            },
            FAST,
            ALONE)) {
      for (int i = 0; i < 100; i++) {
        queue.add(ONE);
      }
      queue.start(4);
      assertThat(queue.awaitIdle(Duration.ofSeconds(10))).isTrue();
      assertThat(seen).containsExactly(ONE);
    }
  }

  @Test
  void aKeyAddedDuringTheWorkIsWorkedOnOnceMore() {
    assertOnceMore(
        queue -> {
          queue.add(ONE);
          queue.add(ONE);
        });
  }

  @Test
  void neverTwoWorkersHoldOneKey() {
    Set<Key> held = ConcurrentHashMap.newKeySet();
    var clashes = new AtomicInteger();
    var total = new AtomicInteger();
    try (var queue =
        new ReconcileQueue(
            key -> {
              if (!held.add(key)) {
                clashes.incrementAndGet();
              }
              total.incrementAndGet();
              held.remove(key);
              return Outcome.done();
            },
            FAST,
            ALONE)) {
      queue.start(8);
      List<Key> keys =
          List.of(ONE, new Key.NodeKey(new UUID(0, 2)), new Key.BackendKey("prometheus"));
      for (int i = 0; i < 5000; i++) {
        queue.add(keys.get(i % 3));
      }
      await().untilAsserted(() -> assertThat(queue.backlog()).isZero());
      assertThat(clashes).hasValue(0);
      assertThat(total.get()).isGreaterThanOrEqualTo(3);
    }
  }

  @Test
  void aFailedKeyIsTriedAgainUntilItSucceeds() {
    var tries = new AtomicInteger();
    try (var queue =
        new ReconcileQueue(
            key -> {
              if (tries.incrementAndGet() < 5) {
                throw new IllegalStateException("not yet");
              }
              return Outcome.done();
            },
            FAST,
            ALONE)) {
      queue.start(1);
      queue.add(ONE);
      await().untilAsserted(() -> assertThat(tries).hasValue(5));
    }
  }

  @Test
  void aKeyComesBackAfterTheTimeThatItAskedFor() {
    var tries = new AtomicInteger();
    try (var queue =
        new ReconcileQueue(
            key ->
                tries.incrementAndGet() < 3 ? Outcome.again(Duration.ofMillis(2)) : Outcome.done(),
            FAST,
            ALONE)) {
      queue.start(2);
      queue.add(ONE);
      await().untilAsserted(() -> assertThat(tries).hasValue(3));
    }
  }

  @Test
  void theWaitDoublesUpToItsLimit() {
    var backOff = new BackOff(Duration.ofMillis(100), Duration.ofSeconds(30));
    assertThat(backOff.after(1)).isEqualTo(Duration.ofMillis(100));
    assertThat(backOff.after(2)).isEqualTo(Duration.ofMillis(200));
    assertThat(backOff.after(1000)).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void manyDueKeysOfOneKindShareAStepAndOthersDoNot() throws Exception {
    var shared = new CopyOnWriteArrayList<List<Key>>();
    var backend = new Key.BackendKey("mon");
    var reconciler =
        new Reconciler() {
          @Override
          public Outcome reconcile(Key key) {
            shared.add(List.of(key));
            return Outcome.done();
          }

          @Override
          public Map<Key, Outcome> reconcile(List<Key> keys) {
            shared.add(keys);
            return Map.of();
          }
        };
    try (var queue = new ReconcileQueue(reconciler, FAST, 4)) {
      for (int i = 0; i < 6; i++) {
        queue.add(node(i));
      }
      queue.add(backend);
      queue.add(node(6));
      queue.start(1);
      assertThat(queue.awaitIdle(Duration.ofSeconds(10))).isTrue();
      assertThat(shared)
          .containsExactly(
              List.of(node(0), node(1), node(2), node(3)),
              List.of(node(4), node(5)),
              List.of(backend),
              List.of(node(6)));
    }
  }

  @Test
  void oneKeysTroubleIsNoOthers() throws Exception {
    var done = ConcurrentHashMap.<Key>newKeySet();
    Key bad = node(2);
    var tries = new AtomicInteger();
    Reconciler reconciler =
        key -> {
          if (key.equals(bad) && tries.incrementAndGet() < 4) {
            throw new IllegalStateException("not yet");
          }
          done.add(key);
          return Outcome.done();
        };
    try (var queue = new ReconcileQueue(reconciler, FAST, 8)) {
      for (int i = 0; i < 5; i++) {
        queue.add(node(i));
      }
      queue.start(1);
      await().untilAsserted(() -> assertThat(done).hasSize(5).contains(bad));
      assertThat(tries).hasValueGreaterThanOrEqualTo(4);
    }
  }

  private static Key node(int number) {
    return new Key.NodeKey(new UUID(0, number));
  }

  @Test
  void keysThatAreDueComeBeforeThoseThatWaitForTime() throws Exception {
    var seen = new CopyOnWriteArrayList<Key>();
    try (var queue = noting(seen)) {
      for (int i = 0; i < 20; i++) {
        queue.addInTime(node(100 + i));
      }
      for (int i = 0; i < 5; i++) {
        queue.add(node(i));
      }
      queue.start(1);
      assertThat(queue.awaitIdle(Duration.ofSeconds(10))).isTrue();
    }
    assertThat(seen).hasSize(25);
    assertThat(seen.subList(0, 5)).containsExactly(node(0), node(1), node(2), node(3), node(4));
  }

  @Test
  void thoseThatWaitForTimeAreNotKeptWaitingForGood() throws Exception {
    var seen = new CopyOnWriteArrayList<Key>();
    try (var queue = noting(seen)) {
      queue.addInTime(ONE);
      for (int i = 0; i < 100; i++) {
        queue.add(node(100 + i));
      }
      queue.start(1);
      assertThat(queue.awaitIdle(Duration.ofSeconds(10))).isTrue();
    }
    assertThat(seen.indexOf(ONE)).isBetween(0, 20);
  }

  @Test
  void aKeyThatWaitsForTimeAndIsDueIsWorkedOnOnce() throws Exception {
    var seen = new CopyOnWriteArrayList<Key>();
    try (var queue = noting(seen)) {
      queue.addInTime(ONE);
      queue.add(ONE);
      queue.addInTime(ONE);
      queue.start(2);
      assertThat(queue.awaitIdle(Duration.ofSeconds(10))).isTrue();
    }
    assertThat(seen).containsExactly(ONE);
  }

  @Test
  void aKeyThatIsToWaitWhileItIsWorkedOnIsWorkedOnOnceMore() {
    assertOnceMore(queue -> queue.addInTime(ONE));
  }

  /** What happens while the key is worked on makes one more turn, and no further one. */
  private static void assertOnceMore(Consumer<ReconcileQueue> meanwhile) {
    var entered = new CountDownLatch(1);
    var leave = new CountDownLatch(1);
    var count = new AtomicInteger();
    try (var queue =
        new ReconcileQueue(
            _ -> {
              if (count.incrementAndGet() == 1) {
                entered.countDown();
                leave.await();
              }
              return Outcome.done();
            },
            FAST,
            ALONE)) {
      queue.start(4);
      queue.add(ONE);
      await().until(() -> entered.getCount() == 0);
      meanwhile.accept(queue);
      leave.countDown();
      await().untilAsserted(() -> assertThat(queue.backlog()).isZero());
      assertThat(count).hasValue(2);
    }
  }

  private static ReconcileQueue noting(CopyOnWriteArrayList<Key> seen) {
    return new ReconcileQueue(
        key -> {
          seen.add(key);
          return Outcome.done();
        },
        FAST,
        ALONE);
  }
}
