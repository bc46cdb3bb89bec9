package io.kitward.server.rollout;

import io.kitward.server.fleet.Retirement;
import io.kitward.server.fleet.RetirementTable;
import io.kitward.server.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/**
 * Retires nodes that left by themselves: silent for too long, or with a certificate that their CA
 * took back. Not more than the larger of 5 and 2% of the nodes an hour: the rest is held as one
 * exception until a person releases it, or until they are back. Thread-safe.
 */
public final class LeavingNodes {

  /** The subject of the one exception that holds a mass retirement. */
  public static final String SUBJECT = "nodes";

  private static final Duration HOUR = Duration.ofHours(1);

  private final Store store;
  private final Supplier<Set<UUID>> connected;
  private final Supplier<Map<UUID, String>> signs;
  private final Optional<Duration> silence;
  private final Brake limit;
  private final Clock clock;

  /**
   * Makes it.
   *
   * @param connected the nodes with a session here
   * @param signs nodes that others say have left, with why
   * @param silence after which a node counts as gone; empty: never
   * @param limit how many may go an hour
   */
  public LeavingNodes(
      Store store,
      Supplier<Set<UUID>> connected,
      Supplier<Map<UUID, String>> signs,
      Optional<Duration> silence,
      Brake limit,
      Clock clock) {
    this.store = store;
    this.connected = connected;
    this.signs = signs;
    this.silence = silence;
    this.limit = limit;
    this.clock = clock;
  }

  /** Looks once; returns the nodes that left or came back, so that somebody looks at them. */
  public Collection<UUID> look() {
    Instant now = clock.instant();
    Map<UUID, String> said = signs.get();
    Set<UUID> here = connected.get();
    return store.write(handle -> look(handle, said, here, now));
  }

  private Collection<UUID> look(
      Handle handle, Map<UUID, String> said, Set<UUID> here, Instant now) {
    Map<UUID, String> leavers = new TreeMap<>(silent(handle, now));
    leavers.putAll(said);
    leavers.keySet().removeAll(here);
    Set<UUID> held = Set.copyOf(RetirementTable.in(handle, Retirement.State.HELD));
    if (leavers.isEmpty() && held.isEmpty()) {
      return Set.of();
    }
    lock(handle);
    Map<UUID, Retirement> known = RetirementTable.of(handle, leavers.keySet());
    Map<UUID, String> touched = new TreeMap<>();
    for (UUID node : held) {
      if (!leavers.containsKey(node)) {
        Leaving.undo(handle, node, "it is there after all", now);
        touched.put(node, "");
      }
    }
    int nodes = handle.createQuery("select count(*) from node").mapTo(Integer.class).one();
    int left = RetirementTable.byServerSince(handle, now.minus(HOUR));
    int holding = 0;
    for (var leaver : leavers.entrySet()) {
      Retirement before = known.getOrDefault(leaver.getKey(), Retirement.NONE);
      if (before.gone() || before.leaving()) {
        continue;
      }
      // What is held stays held when the hour is over: only a person, or the node, ends it.
      if (before.state() == Retirement.State.HERE && limit.allows(left, nodes)) {
        Leaving.end(handle, leaver.getKey(), byServer(leaver.getValue()), now);
        touched.put(leaver.getKey(), "");
        left++;
        continue;
      }
      holding++;
      if (before.state() == Retirement.State.HERE) {
        RetirementTable.set(
            handle,
            leaver.getKey(),
            new Retirement(
                Retirement.State.HELD, Optional.of(now), Retirement.SERVER, leaver.getValue()));
      }
    }
    tell(handle, holding, now);
    return touched.keySet();
  }

  private static Retirement byServer(String why) {
    return new Retirement(Retirement.State.GONE, Optional.empty(), Retirement.SERVER, why);
  }

  private static void lock(Handle handle) {
    handle
        .createQuery("select pg_advisory_xact_lock(hashtextextended('exception/retirement', 0))")
        .map((_, _) -> true)
        .one();
  }

  private static void tell(Handle handle, int holding, Instant now) {
    if (holding == 0) {
      ExceptionTable.close(handle, ExceptionTable.RETIREMENT, SUBJECT, Retirement.SERVER, now);
      return;
    }
    ExceptionTable.open(
        handle,
        ExceptionTable.RETIREMENT,
        SUBJECT,
        Optional.empty(),
        "",
        holding
            + (holding == 1 ? " node" : " nodes")
            + " would leave, more within an hour than is usual; they stay until a person releases them",
        now);
  }

  /** Lets the held ones go, as a person said. */
  public static Collection<UUID> release(Handle handle, Instant now) {
    lock(handle);
    var held = RetirementTable.in(handle, Retirement.State.HELD);
    Map<UUID, Retirement> known = RetirementTable.of(handle, held);
    known.forEach(
        (node, retirement) ->
            Leaving.end(
                handle,
                node,
                new Retirement(
                    Retirement.State.GONE, Optional.of(now), Retirement.SERVER, retirement.why()),
                now));
    return held;
  }

  private Map<UUID, String> silent(Handle handle, Instant now) {
    if (silence.isEmpty()) {
      return Map.of();
    }
    Map<UUID, String> silent = new TreeMap<>();
    handle
        .createQuery(
            "select c.node_id, c.last_seen from node_contact c join node n on n.id = c.node_id where c.last_seen < :before and n.retirement in ('', 'held')")
        .bind("before", now.minus(silence.get()))
        .map(
            (row, _) ->
                Map.entry(
                    row.getObject("node_id", UUID.class),
                    "silent since " + row.getTimestamp("last_seen").toInstant()))
        .forEach(entry -> silent.put(entry.getKey(), entry.getValue()));
    return silent;
  }
}
