package io.kitward.server;

import io.kitward.server.desired.LivePolicy;
import io.kitward.server.reconcile.Key;
import io.kitward.server.rollout.NodeSessions;
import io.kitward.server.rollout.NodeStateTable;
import io.kitward.server.rollout.Slots;
import io.kitward.server.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the server does from time to time: finds nodes that no key was kept for, and writes last
 * contacts in batches.
 */
final class Upkeep implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
  private static final Duration LOOK = Duration.ofSeconds(2);

  /** Looking at a large fleet takes longer: it may take so large a part of the time. */
  private static final int LOOKS_AT_MOST_ONE_IN = 50;

  private static final Duration WRITE_CONTACTS = Duration.ofSeconds(60);

  private final Store store;
  private final LivePolicy policy;
  private final NodeSessions sessions;
  private final Slots slots;
  private final Consumer<Key> due;
  private final Consumer<Key> inTime;
  private final Supplier<Collection<UUID>> leavers;
  private final Clock clock;
  private final Map<UUID, Instant> written = new HashMap<>();
  private volatile boolean closed;
  private @Nullable Thread thread;

  private Upkeep(
      Store store,
      LivePolicy policy,
      NodeSessions sessions,
      Slots slots,
      Consumer<Key> due,
      Consumer<Key> inTime,
      Supplier<Collection<UUID>> leavers,
      Clock clock) {
    this.store = store;
    this.policy = policy;
    this.sessions = sessions;
    this.slots = slots;
    this.due = due;
    this.inTime = inTime;
    this.leavers = leavers;
    this.clock = clock;
  }

  /**
   * Starts the work.
   *
   * @param inTime where keys go that wait for those that are due
   * @param leavers looks whether nodes left by themselves or are back; which did
   * @param idle whether nothing is due
   * @param loaded set once everything that was due at the start is done
   */
  static Upkeep start(
      Store store,
      LivePolicy policy,
      NodeSessions sessions,
      Slots slots,
      Consumer<Key> due,
      Consumer<Key> inTime,
      Supplier<Collection<UUID>> leavers,
      Clock clock,
      BooleanSupplier idle,
      AtomicBoolean loaded) {
    var upkeep = new Upkeep(store, policy, sessions, slots, due, inTime, leavers, clock);
    upkeep.thread = Thread.ofVirtual().name("upkeep").start(() -> upkeep.run(idle, loaded));
    return upkeep;
  }

  private void run(BooleanSupplier idle, AtomicBoolean loaded) {
    try {
      while (!closed && !idle.getAsBoolean()) {
        Thread.sleep(20);
      }
      loaded.set(true);
      long nextContacts = System.nanoTime() + WRITE_CONTACTS.toNanos();
      boolean failing = false;
      Duration pause = LOOK;
      while (!closed) {
        Thread.sleep(pause);
        if (closed) {
          return;
        }
        long begin = System.nanoTime();
        try {
          policy.refresh();
          long documents = policy.get().revision();
          store
              .read(handle -> NodeStateTable.behind(handle, documents, clock.instant()))
              .forEach(node -> inTime.accept(new Key.NodeKey(node)));
          slots.expire().forEach(node -> due.accept(new Key.NodeKey(node)));
          leavers.get().forEach(node -> due.accept(new Key.NodeKey(node)));
          if (System.nanoTime() - nextContacts > 0) {
            contacts();
            nextContacts = System.nanoTime() + WRITE_CONTACTS.toNanos();
          }
          failing = false;
        } catch (RuntimeException e) {
          if (!failing) {
            LOG.warn("upkeep failed, it is tried again: {}", e.toString());
          }
          failing = true;
        }
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        Duration longer = took.multipliedBy(LOOKS_AT_MOST_ONE_IN - 1L);
        pause = longer.compareTo(LOOK) > 0 ? longer : LOOK;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void contacts() {
    Map<UUID, Instant> news = new HashMap<>(sessions.lastSeen());
    news.entrySet().removeIf(entry -> entry.getValue().equals(written.get(entry.getKey())));
    if (news.isEmpty()) {
      return;
    }
    store.change(
        handle -> {
          var batch =
              handle.prepareBatch(
                  """
                  insert into node_contact (node_id, last_seen) select :node, :at where exists (select 1 from node where id = :node)
                  on conflict (node_id) do update set last_seen = excluded.last_seen
                  """);
          news.forEach((node, at) -> batch.bind("node", node).bind("at", at).add());
          batch.execute();
        });
    written.putAll(news);
  }

  @Override
  public void close() {
    closed = true;
    if (thread != null) {
      thread.interrupt();
      try {
        thread.join(Duration.ofSeconds(5));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
