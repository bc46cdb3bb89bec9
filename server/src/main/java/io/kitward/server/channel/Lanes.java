package io.kitward.server.channel;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** One lane per key: at most one task of a key runs at a time. Keeps nothing of a key at rest. */
final class Lanes<K> {

  private static final class Lane {
    final ReentrantLock lock = new ReentrantLock(true);

    /** Tasks that run or wait; guarded by the map's entry. */
    int tasks;
  }

  private final ConcurrentHashMap<K, Lane> lanes = new ConcurrentHashMap<>();

  /** Runs a task on this thread, after those of its key that came before. */
  void run(K key, Runnable task) {
    Lane lane = lanes.compute(key, (_, there) -> enter(there));
    lane.lock.lock();
    try {
      task.run();
    } finally {
      lane.lock.unlock();
      lanes.computeIfPresent(key, (_, there) -> --there.tasks == 0 ? null : there);
    }
  }

  private static Lane enter(@Nullable Lane there) {
    Lane lane = there == null ? new Lane() : there;
    lane.tasks++;
    return lane;
  }
}
