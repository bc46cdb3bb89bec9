package io.kitward.selector.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.selector.Selector;
import io.kitward.selector.Subject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Readers of a snapshot get one moment's answers, however fast the index changes. */
class ConcurrentReadersTest {
  private static final int CHANGES = 1_500;

  @Test
  void everySnapshotAnswersForItsOwnMomentWhileTheIndexChanges() throws Exception {
    var world = new RandomWorld(Seed.of(41));
    List<Subject> subjects = Stream.generate(world::subject).limit(30).toList();
    var index = new CodedPolicyIndex(Shares.GUESSED);
    Map<Integer, Selector> selectors = new HashMap<>();
    for (int policy = 0; policy < 60; policy++) {
      selectors.put(policy, world.selector());
    }
    index.change(selectors, Set.of());
    var done = new AtomicBoolean();
    try (ExecutorService readers = Executors.newFixedThreadPool(2)) {
      List<Future<Long>> read = new ArrayList<>();
      for (int reader = 0; reader < 2; reader++) {
        read.add(readers.submit(() -> readTwice(index, subjects, done)));
      }
      for (int change = 0; change < CHANGES; change++) {
        int policy = world.random().nextInt(60);
        index.change(Map.of(policy, world.selector()), Set.of(world.random().nextInt(60)));
      }
      done.set(true);
      for (Future<Long> each : read) {
        assertThat(each.get()).isPositive();
      }
    }
  }

  /** What a snapshot says once it must say again, though the index has changed since. */
  private static long readTwice(
      CodedPolicyIndex index, List<Subject> subjects, AtomicBoolean done) {
    long snapshots = 0;
    do {
      PolicySnapshot snapshot = index.snapshot();
      List<int[]> first = subjects.stream().map(snapshot.matcher()::policies).toList();
      List<int[]> again = subjects.stream().map(snapshot.matcher()::policies).toList();
      for (int i = 0; i < first.size(); i++) {
        assertThat(again.get(i)).isEqualTo(first.get(i));
        assertThat(first.get(i).length).isLessThanOrEqualTo(snapshot.size());
      }
      snapshots++;
    } while (!done.get());
    return snapshots;
  }
}
