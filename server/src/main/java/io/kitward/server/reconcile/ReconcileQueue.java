package io.kitward.server.reconcile;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A queue of keys that holds each key once, gives it to one worker at a time and decides when it is
 * tried again. Thread-safe.
 *
 * <p>A key that is added while it is being worked on is worked on once more afterwards, so no
 * change is missed.
 */
public final class ReconcileQueue implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ReconcileQueue.class);

  /** So often the next keys are some that wait for time, though others are due. */
  private static final int IN_TIME_ONE_IN = 8;

  private record Due(Key key, long at) {}

  private final Reconciler reconciler;
  private final BackOff backOff;
  private final int together;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /**
   * Keys that are due, in order. Invariant: a key is never in here while it is in {@code
   * processing}.
   */
  private final LinkedHashSet<Key> ready = new LinkedHashSet<>();

  /**
   * Keys that wait for those in {@code ready}, in order. Invariant: a key is never in here while it
   * is in {@code ready}.
   */
  private final LinkedHashSet<Key> inTime = new LinkedHashSet<>();

  /** Keys that a worker holds. */
  private final Set<Key> processing = new HashSet<>();

  /** Keys that became due while a worker held them. Invariant: a subset of {@code processing}. */
  private final Set<Key> dirty = new HashSet<>();

  /**
   * Keys that become due later, earliest first; {@code dueAt} holds each key's earliest time,
   * others are outdated.
   */
  private final PriorityQueue<Due> later =
      new PriorityQueue<>((a, b) -> Long.compare(a.at(), b.at()));

  private final Map<Key, Long> dueAt = new HashMap<>();
  private final Map<Key, Integer> failures = new HashMap<>();

  /** Since when a key is in {@code ready}. Invariant: it has the keys of {@code ready}. */
  private final Map<Key, Long> since = new HashMap<>();

  private final List<Thread> workers = new ArrayList<>();
  private boolean closed;
  private long taken;

  /**
   * Makes a queue; {@link #start} begins the work.
   *
   * @param reconciler called by several workers at once, never for one key at the same moment
   * @param together how many keys of one kind a worker takes at most when many are due
   */
  public ReconcileQueue(Reconciler reconciler, BackOff backOff, int together) {
    this.reconciler = reconciler;
    this.backOff = backOff;
    this.together = together;
  }

  /** Starts so many workers, each a virtual thread. */
  public void start(int count) {
    for (int i = 0; i < count; i++) {
      workers.add(Thread.ofVirtual().name("reconcile-" + i).start(this::work));
    }
  }

  /** Makes a key due now. Adding it many times is the same as adding it once. */
  public void add(Key key) {
    lock.lock();
    try {
      dueAt.remove(key);
      due(key);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Makes a key due once there is time: after those that are due now, and so that these never keep
   * it waiting for good.
   */
  public void addInTime(Key key) {
    lock.lock();
    try {
      if (processing.contains(key)) {
        dirty.add(key);
      } else if (!ready.contains(key) && inTime.add(key)) {
        changed.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Needs the lock. */
  private void due(Key key) {
    inTime.remove(key);
    if (processing.contains(key)) {
      dirty.add(key);
    } else if (ready.add(key)) {
      since.put(key, System.nanoTime());
      changed.signal();
    }
  }

  /** Makes a key due after a time, unless it is due earlier anyway. */
  public void addAfter(Key key, Duration delay) {
    lock.lock();
    try {
      long at = System.nanoTime() + delay.toNanos();
      Long earlier = dueAt.get(key);
      if (ready.contains(key) || (earlier != null && earlier - at <= 0)) {
        return;
      }
      dueAt.put(key, at);
      later.add(new Due(key, at));
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /**
   * How much there is to do.
   *
   * @param ready keys that are due
   * @param inTime keys that wait for those
   * @param working keys that workers hold
   * @param later keys that become due later
   * @param failing keys whose last try failed
   * @param lag for how long the oldest of those that are due is waiting
   */
  public record Standing(
      int ready, int inTime, int working, int later, int failing, Duration lag) {}

  /** How much there is to do now. */
  public Standing standing() {
    lock.lock();
    try {
      long now = System.nanoTime();
      Long oldest = ready.isEmpty() ? null : since.get(ready.getFirst());
      return new Standing(
          ready.size(),
          inTime.size(),
          processing.size(),
          dueAt.size(),
          failures.size(),
          oldest == null ? Duration.ZERO : Duration.ofNanos(now - oldest));
    } finally {
      lock.unlock();
    }
  }

  /** How many keys are due or being worked on; keys for later don't count. */
  public int backlog() {
    lock.lock();
    try {
      return ready.size() + inTime.size() + processing.size();
    } finally {
      lock.unlock();
    }
  }

  private void work() {
    try {
      while (true) {
        List<Key> keys = take();
        if (keys.isEmpty()) {
          return;
        }
        step(keys);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Keys of one kind that are due, oldest first; none only when the queue is closed. */
  private List<Key> take() throws InterruptedException {
    lock.lock();
    try {
      while (!closed) {
        long now = System.nanoTime();
        promote(now);
        if (!ready.isEmpty() || !inTime.isEmpty()) {
          Set<Key> lane = lane();
          List<Key> keys = alike(lane);
          keys.forEach(lane::remove);
          keys.forEach(since::remove);
          processing.addAll(keys);
          return keys;
        }
        Due next = later.peek();
        if (next == null) {
          changed.await();
        } else {
          long _ = changed.awaitNanos(next.at() - now);
        }
      }
      return List.of();
    } finally {
      lock.unlock();
    }
  }

  /** Where the next keys come from. Needs the lock. */
  private Set<Key> lane() {
    taken++;
    boolean turn = taken % IN_TIME_ONE_IN == 0;
    return ready.isEmpty() || (turn && !inTime.isEmpty()) ? inTime : ready;
  }

  private List<Key> alike(Set<Key> lane) {
    List<Key> keys = new ArrayList<>();
    for (Key key : lane) {
      if (keys.size() == together
          || (!keys.isEmpty() && key.getClass() != keys.getFirst().getClass())) {
        break;
      }
      keys.add(key);
    }
    return keys;
  }

  private void promote(long now) {
    for (Due due = later.peek(); due != null && due.at() - now <= 0; due = later.peek()) {
      later.remove();
      Long current = dueAt.get(due.key());
      if (current != null && current == due.at()) {
        dueAt.remove(due.key());
        due(due.key());
      }
    }
  }

  private void step(List<Key> keys) {
    if (keys.size() == 1) {
      finish(keys.getFirst(), step(keys.getFirst()));
      return;
    }
    Map<Key, Outcome> outcomes;
    try {
      outcomes = reconciler.reconcile(keys);
    } catch (Exception | LinkageError e) {
      LOG.debug("a step for {} keys failed, each is tried by itself", keys.size(), e);
      keys.forEach(key -> finish(key, step(key)));
      return;
    }
    succeeded(keys);
    keys.forEach(key -> finish(key, outcomes.getOrDefault(key, Outcome.done())));
  }

  private void succeeded(List<Key> keys) {
    lock.lock();
    try {
      keys.forEach(failures::remove);
    } finally {
      lock.unlock();
    }
  }

  private Outcome step(Key key) {
    try {
      Outcome outcome = reconciler.reconcile(key);
      succeeded(List.of(key));
      return outcome;
    } catch (Exception | LinkageError e) {
      int count;
      lock.lock();
      try {
        count = failures.merge(key, 1, Integer::sum);
      } finally {
        lock.unlock();
      }
      Duration wait = backOff.after(count);
      // The first failure and each tenfold of them is worth a line; the tries between are not.
      if (count == 1 || count == 10 || count % 100 == 0) {
        LOG.warn("{} failed {} times, next try in {}", key, count, wait, e);
      }
      return Outcome.again(wait);
    }
  }

  private void finish(Key key, Outcome outcome) {
    lock.lock();
    try {
      processing.remove(key);
      if (dirty.remove(key)) {
        due(key);
        return;
      }
    } finally {
      lock.unlock();
    }
    switch (outcome) {
      case Outcome.Done() -> {}
      case Outcome.Again(Duration after) -> addAfter(key, after);
    }
  }

  /** Ends the workers after their current step. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    for (Thread worker : workers) {
      try {
        worker.join(Duration.ofSeconds(10).toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /**
   * Waits until nothing is due and nothing is being worked on; false when the time was over first.
   */
  public boolean awaitIdle(Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (backlog() > 0) {
      if (System.nanoTime() - end > 0) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(2);
    }
    return true;
  }
}
