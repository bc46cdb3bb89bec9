package io.kitward.server.desired;

import io.kitward.protocol.Condition;
import io.kitward.protocol.InstanceDesired;
import io.kitward.protocol.InstanceObserved;
import io.kitward.protocol.Json;
import io.kitward.server.store.TouchedNodes;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;

/** The rows of instances and their registrations. Every method runs in the caller's transaction. */
public final class InstanceTable {

  /** Reads a row of the table {@code instance}. */
  public static final RowMapper<Instance> ROW = (row, _) -> instance(row);

  private static final RowMapper<Registration> REGISTRATION =
      (row, _) ->
          new Registration(
              row.getObject("instance_id", UUID.class),
              row.getString("backend"),
              Json.MAPPER.readValue(
                  row.getString("fields"), new TypeReference<Map<String, String>>() {}),
              row.getTimestamp("since").toInstant(),
              Json.MAPPER.readValue(
                  row.getString("conditions"), new TypeReference<List<Condition>>() {}));

  private InstanceTable() {}

  private static Instance instance(ResultSet row) throws SQLException {
    return new Instance(
        row.getObject("id", UUID.class),
        row.getObject("node_id", UUID.class),
        row.getString("service"),
        json(row.getString("wanted"), InstanceDesired.class),
        row.getTimestamp("wanted_at").toInstant(),
        loss(row.getString("lost_by")),
        Json.MAPPER.readValue(row.getString("reasons"), Reasons.class),
        json(row.getString("released"), InstanceDesired.class),
        time(row.getTimestamp("released_at")),
        row.getString("waiting"),
        row.getBoolean("held"),
        row.getBoolean("approved"),
        json(row.getString("observed"), InstanceObserved.class),
        time(row.getTimestamp("repaired_at")),
        Phase.of(row.getString("phase")).orElseThrow(),
        row.getTimestamp("phase_since").toInstant());
  }

  private static Instance.Loss loss(String word) {
    return word.isEmpty() ? Instance.Loss.NONE : Instance.Loss.valueOf(word);
  }

  private static Optional<Instant> time(@Nullable Timestamp timestamp) {
    return Optional.ofNullable(timestamp).map(Timestamp::toInstant);
  }

  private static <T> Optional<T> json(@Nullable String text, Class<T> type) {
    return Optional.ofNullable(text).map(json -> Json.MAPPER.readValue(json, type));
  }

  private static String json(Object value) {
    return new String(Json.bytes(value), StandardCharsets.UTF_8);
  }

  /** A node's instances, by service. */
  public static List<Instance> of(Handle handle, UUID node) {
    return handle
        .createQuery("select * from instance where node_id = :node order by service collate \"C\"")
        .bind("node", node)
        .map(ROW)
        .list();
  }

  /** What of an instance says its phase. */
  public record Standing(UUID node, Phase stored, boolean observed, Optional<Instant> repairedAt) {}

  /** The standings of these nodes' instances, in no order. */
  public static List<Standing> standings(Handle handle, Collection<UUID> nodes) {
    return handle
        .createQuery(
            "select node_id, phase, observed is not null as seen, repaired_at from instance"
                + " where node_id = any(:nodes)")
        .bindArray("nodes", UUID.class, nodes)
        .map(
            (row, _) ->
                new Standing(
                    row.getObject("node_id", UUID.class),
                    Phase.of(row.getString("phase")).orElseThrow(),
                    row.getBoolean("seen"),
                    time(row.getTimestamp("repaired_at"))))
        .list();
  }

  /** The instances of these nodes, each node's by service; nodes without any are left out. */
  public static Map<UUID, List<Instance>> of(Handle handle, Collection<UUID> nodes) {
    return handle
        .createQuery(
            "select * from instance where node_id = any(:nodes) order by service collate \"C\"")
        .bindArray("nodes", UUID.class, nodes)
        .map(ROW)
        .collect(Collectors.groupingBy(Instance::node));
  }

  /** The registrations of these nodes' instances, by instance. */
  public static Map<UUID, List<Registration>> registrations(Handle handle, Collection<UUID> nodes) {
    return handle
        .createQuery(
            "select r.* from registration r join instance i on i.id = r.instance_id where i.node_id = any(:nodes) order by r.backend")
        .bindArray("nodes", UUID.class, nodes)
        .map(REGISTRATION)
        .collect(Collectors.groupingBy(Registration::instance));
  }

  /** All registrations in one console. */
  public static List<Registration> registrations(Handle handle, String backend) {
    return handle
        .createQuery("select * from registration where backend = :backend order by instance_id")
        .bind("backend", backend)
        .map(REGISTRATION)
        .list();
  }

  /** Writes instances as they shall be stored. What their connector reports is not touched. */
  public static void save(Handle handle, Collection<Instance> instances) {
    if (instances.isEmpty()) {
      return;
    }
    var batch =
        handle.prepareBatch(
            """
            insert into instance (id, node_id, service, wanted, wanted_hash, wanted_at, lost_by, reasons, released,
              released_hash, released_at, waiting, held, approved, phase, phase_since)
            values (:id, :node, :service, cast(:wanted as jsonb), :wantedHash, :wantedAt, :lostBy,
              cast(:reasons as jsonb), cast(:released as jsonb), :releasedHash, cast(:releasedAt as timestamptz), :waiting, :held, :approved,
              :phase, :phaseSince)
            on conflict (node_id, service) do update set wanted = excluded.wanted, wanted_hash = excluded.wanted_hash,
              wanted_at = excluded.wanted_at, lost_by = excluded.lost_by, reasons = excluded.reasons,
              released = excluded.released, released_hash = excluded.released_hash,
              released_at = excluded.released_at, waiting = excluded.waiting, held = excluded.held,
              approved = excluded.approved, phase = excluded.phase, phase_since = excluded.phase_since
            """);
    for (Instance instance : instances) {
      batch
          .bind("id", instance.id())
          .bind("node", instance.node())
          .bind("service", instance.service())
          .bind("wanted", instance.wanted().map(InstanceTable::json).orElse(null))
          .bind("wantedHash", instance.wanted().map(InstanceDesired::hash).orElse(""))
          .bind("wantedAt", instance.wantedAt())
          .bind("lostBy", instance.lostBy() == Instance.Loss.NONE ? "" : instance.lostBy().name())
          .bind("reasons", json(instance.reasons()))
          .bind("released", instance.released().map(InstanceTable::json).orElse(null))
          .bind("releasedHash", instance.released().map(InstanceDesired::hash).orElse(""))
          .bind("releasedAt", instance.releasedAt().orElse(null))
          .bind("waiting", instance.waiting())
          .bind("held", instance.held())
          .bind("approved", instance.approved())
          .bind("phase", instance.phase().word())
          .bind("phaseSince", instance.phaseSince())
          .add();
    }
    batch.execute();
    TouchedNodes.note(handle, instances.stream().map(Instance::node).toList());
  }

  public static void delete(Handle handle, Collection<UUID> instances) {
    if (instances.isEmpty()) {
      return;
    }
    List<UUID> nodes =
        handle
            .createQuery("delete from instance where id = any(:ids) returning node_id")
            .bindArray("ids", UUID.class, instances)
            .mapTo(UUID.class)
            .list();
    TouchedNodes.note(handle, nodes);
  }

  /**
   * Keeps what a connector reported of one of its instances; false, and nothing written, when it is
   * as before.
   */
  public static boolean observe(Handle handle, UUID node, InstanceObserved observed, Instant now) {
    TouchedNodes.note(handle, node);
    return handle
            .createUpdate(
                """
                update instance set observed = cast(:observed as jsonb), observed_at = :now
                where node_id = :node and service = :service and observed is distinct from cast(:observed as jsonb)
                """)
            .bind("observed", json(observed))
            .bind("now", now)
            .bind("node", node)
            .bind("service", observed.service())
            .execute()
        > 0;
  }

  /** Notes that an instance was mended on its node. */
  public static void repaired(Handle handle, UUID node, String service, Instant at) {
    TouchedNodes.note(handle, node);
    handle
        .createUpdate(
            "update instance set repaired_at = :at where node_id = :node and service = :service")
        .bind("at", at)
        .bind("node", node)
        .bind("service", service)
        .execute();
  }

  /** Offers an instance to a console from now on, or changes what the console needs of it. */
  public static void register(
      Handle handle, UUID instance, String backend, Map<String, String> fields, Instant now) {
    handle
        .createUpdate(
            """
            insert into registration (instance_id, backend, fields, since)
            values (:instance, :backend, cast(:fields as jsonb), :now)
            on conflict (instance_id, backend) do update set fields = excluded.fields, since = excluded.since,
              conditions = '[]'
            where registration.fields <> excluded.fields
            """)
        .bind("instance", instance)
        .bind("backend", backend)
        .bind("fields", json(fields))
        .bind("now", now)
        .execute();
  }

  public static void unregister(Handle handle, UUID instance, String backend) {
    handle
        .createUpdate(
            "delete from registration where instance_id = :instance and backend = :backend")
        .bind("instance", instance)
        .bind("backend", backend)
        .execute();
  }

  /** Keeps what a console was seen to know of these instances. */
  public static void seen(Handle handle, String backend, Map<UUID, List<Condition>> conditions) {
    if (conditions.isEmpty()) {
      return;
    }
    var batch =
        handle.prepareBatch(
            """
            update registration set conditions = cast(:conditions as jsonb)
            where instance_id = :instance and backend = :backend
            """);
    conditions.forEach(
        (instance, all) ->
            batch
                .bind("conditions", json(all))
                .bind("instance", instance)
                .bind("backend", backend)
                .add());
    batch.execute();
  }

  /** Nothing is registered in a console any more. */
  public static void unregister(Handle handle, String backend) {
    handle
        .createUpdate("delete from registration where backend = :backend")
        .bind("backend", backend)
        .execute();
  }

  /** Which service on which node an instance is. */
  public record Place(UUID node, String service) {}

  /** The places of these instances; those that are gone are left out. */
  public static Map<UUID, Place> places(Handle handle, Collection<UUID> instances) {
    return handle
        .createQuery("select id, node_id, service from instance where id = any(:ids)")
        .bindArray("ids", UUID.class, instances)
        .map(
            (row, _) ->
                Map.entry(
                    row.getObject("id", UUID.class),
                    new Place(row.getObject("node_id", UUID.class), row.getString("service"))))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /** Whether the brake holds any removal. */
  public static boolean anyHeld(Handle handle) {
    return handle
        .createQuery("select 1 from instance where held limit 1")
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  /** Every removal that the brake holds, as {@code remove SERVICE from NODE}. */
  public static List<String> held(Handle handle) {
    return handle
        .createQuery(
            """
            select 'remove ' || i.service || ' from ' || n.certname from instance i join node n on n.id = i.node_id
            where i.held order by i.service collate "C", n.certname collate "C"
            """)
        .mapTo(String.class)
        .list();
  }

  /** How many removals the brake holds, by service. */
  public static SortedMap<String, Integer> heldByService(Handle handle) {
    var held = new TreeMap<String, Integer>();
    handle
        .createQuery("select service, count(*) as held from instance where held group by service")
        .map((row, _) -> Map.entry(row.getString("service"), row.getInt("held")))
        .forEach(entry -> held.put(entry.getKey(), entry.getValue()));
    return held;
  }

  /** Notes that a person saw these removals, services by certname: the brake does not hold them. */
  public static void approve(Handle handle, Map<String, List<String>> lost) {
    var batch =
        handle.prepareBatch(
            """
            update instance i set approved = true from node n
            where n.id = i.node_id and n.certname = :certname and i.service = any(:services)
            """);
    lost.forEach(
        (certname, services) ->
            batch.bind("certname", certname).bindArray("services", String.class, services).add());
    if (batch.size() > 0) {
      batch.execute();
    }
  }

  /**
   * Lets go of every removal that the brake holds.
   *
   * @return the nodes concerned, to be reconciled
   */
  public static List<UUID> approveHeld(Handle handle) {
    return handle
        .createQuery(
            "update instance set held = false, approved = true where held returning node_id")
        .mapTo(UUID.class)
        .list();
  }
}
