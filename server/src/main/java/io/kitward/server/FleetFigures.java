package io.kitward.server;

import io.kitward.server.desired.Phase;
import io.kitward.server.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/**
 * What is counted in the store for the metrics, at one moment.
 *
 * @param at when
 * @param nodes that have not left
 * @param stale those of them that can't be reached
 * @param instances by the phase in which they are
 * @param exceptions that are open
 * @param expiredProofs nodes with tags whose proof is too old: Puppet said nothing new there
 * @param lapsingProofs those of them whose tags stop counting within two days
 * @param expiringCertificates nodes whose certificate of Kitward's own CA ends within a week
 * @param notifications that wait to be sent
 * @param waitingHosts hosts that consoles do not have yet as they shall, by backend
 * @param bytes of the database
 */
record FleetFigures(
    Instant at,
    long nodes,
    long stale,
    Map<String, Double> instances,
    long exceptions,
    long expiredProofs,
    long lapsingProofs,
    long expiringCertificates,
    long notifications,
    Map<String, Long> waitingHosts,
    long bytes) {

  private static final Duration LAPSES_AFTER = Duration.ofDays(7);
  private static final Duration LAPSE_AHEAD = Duration.ofDays(2);
  private static final Duration CERTIFICATE_AHEAD = Duration.ofDays(7);

  /** Before anything was counted. */
  static final FleetFigures NONE =
      new FleetFigures(Instant.EPOCH, 0, 0, Map.of(), 0, 0, 0, 0, 0, Map.of(), 0);

  /** Counts in one snapshot, without looking at every instance. */
  static FleetFigures of(Store store, Instant now) {
    return store.read(handle -> of(handle, now));
  }

  private static FleetFigures of(Handle handle, Instant now) {
    Map<String, Double> instances = instances(handle);
    Map<String, Long> waiting = waiting(handle);
    return handle
        .createQuery(
            """
            select
              (select count(*) from node where retirement <> 'gone') as nodes,
              (select count(*) from away_open) as stale,
              (select count(*) from exception e where e.closed_at is null and not exists (select 1 from exception_care c
                where c.kind = e.kind and c.subject = e.subject and c.accepted_until > :now)) as exceptions,
              (select count(distinct node_id) from tag_set where proven_until < :now) as expired,
              (select count(distinct node_id) from tag_set where proven_until < :lapsing) as lapsing,
              (select count(*) from (
                select max(c.expires_at) as ends from node_certificate c join node n on n.id = c.node_id
                where c.revoked_at is null and n.retirement <> 'gone' group by c.node_id) each
                where ends < :soon) as certificates,
              (select count(*) from delivery where due_at is not null) as notifications,
              pg_database_size(current_database()) as bytes
            """)
        .bind("now", now)
        .bind("lapsing", now.minus(LAPSES_AFTER).plus(LAPSE_AHEAD))
        .bind("soon", now.plus(CERTIFICATE_AHEAD))
        .map(
            (row, _) ->
                new FleetFigures(
                    now,
                    row.getLong("nodes"),
                    row.getLong("stale"),
                    instances,
                    row.getLong("exceptions"),
                    row.getLong("expired"),
                    row.getLong("lapsing"),
                    row.getLong("certificates"),
                    row.getLong("notifications"),
                    waiting,
                    row.getLong("bytes")))
        .one();
  }

  /** As the newest sample has it: whoever takes it has looked at every instance. */
  private static Map<String, Double> instances(Handle handle) {
    return new TreeMap<>(
        handle
            .createQuery(
                "select * from sample where span = 60 and service = '' order by at desc limit 1")
            .map(
                (row, _) -> {
                  Map<String, Double> phases = new TreeMap<>();
                  for (var phase : Phase.values()) {
                    phases.put(phase.word(), (double) row.getFloat(phase.word()));
                  }
                  return phases;
                })
            .findOne()
            .orElse(Map.of()));
  }

  private static Map<String, Long> waiting(Handle handle) {
    Map<String, Long> waiting = new TreeMap<>();
    handle
        .createQuery(
            "select backend, count(*) as hosts from console_host where wanted is distinct from applied group by backend")
        .map((row, _) -> Map.entry(row.getString("backend"), row.getLong("hosts")))
        .forEach(entry -> waiting.put(entry.getKey(), entry.getValue()));
    return waiting;
  }
}
