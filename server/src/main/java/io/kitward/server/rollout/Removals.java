package io.kitward.server.rollout;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * The removals that one transaction releases, counted against the brake with those of the last
 * hour: one query for each service, however many of its nodes lose it. An instance counts once
 * within an hour.
 */
final class Removals {

  private final Handle handle;
  private final Brake brake;
  private final BrakeBases bases;
  private final Set<UUID> nodes;
  private final Map<String, Count> counts = new HashMap<>();
  private final Set<Removed> released = new LinkedHashSet<>();

  private record Removed(UUID node, String service) {}

  /** What the last hour saw of a service: how many instances went, and which of these nodes'. */
  private static final class Count {
    private final Set<UUID> counted = new HashSet<>();
    private long removed;
  }

  /**
   * Counts in the transaction of this handle.
   *
   * @param nodes whose removals may be asked about
   */
  Removals(Handle handle, Brake brake, BrakeBases bases, Collection<UUID> nodes) {
    this.handle = handle;
    this.brake = brake;
    this.bases = bases;
    this.nodes = Set.copyOf(nodes);
  }

  /** Whether the brake lets this instance go. Nobody else counts until the transaction ends. */
  boolean allowed(UUID node, String service) {
    Count count = counts.computeIfAbsent(service, this::withinHour);
    return count.counted.contains(node)
        || brake.allows(count.removed, bases.of(handle, service, count.removed));
  }

  /** Notes that the removal of these services from a node is released. */
  void release(UUID node, Collection<String> services) {
    for (String service : services) {
      Count count = counts.computeIfAbsent(service, this::withinHour);
      if (count.counted.add(node)) {
        count.removed++;
      }
      released.add(new Removed(node, service));
    }
  }

  /** Writes what was noted. */
  void write() {
    if (released.isEmpty()) {
      return;
    }
    handle
        .createUpdate(
            """
            insert into removal (node_id, service, released_at)
            select node, service, clock_timestamp() from unnest(:nodes, :services) as gone (node, service)
            """)
        .bindArray("nodes", UUID.class, released.stream().map(Removed::node).toList())
        .bindArray("services", String.class, released.stream().map(Removed::service).toList())
        .execute();
    released.clear();
  }

  private Count withinHour(String service) {
    // Removals are counted one after another, whichever nodes they are on.
    ExceptionTable.lockBrake(handle);
    var count = new Count();
    handle
        .createQuery(
            """
            select count(distinct node_id) as removed,
              coalesce(array_agg(distinct node_id) filter (where node_id = any(:nodes)), '{}') as counted
            from removal where service = :service and released_at > clock_timestamp() - interval '1 hour'
            """)
        .bind("service", service)
        .bindArray("nodes", UUID.class, nodes)
        .map(
            (row, _) ->
                Map.entry(row.getLong("removed"), (UUID[]) row.getArray("counted").getArray()))
        .forEach(
            found -> {
              count.removed = found.getKey();
              count.counted.addAll(List.of(found.getValue()));
            });
    return count;
  }
}
