package io.kitward.server.desired;

import io.kitward.protocol.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * What consoles shall have of each node, and what Kitward last set there. Every method runs in the
 * caller's transaction.
 */
public final class ConsoleHostTable {

  private ConsoleHostTable() {}

  /**
   * One node's record in one console.
   *
   * @param wanted empty when it shall go
   * @param applied as last set; empty when it never was
   * @param adopt the console's id of a host that Kitward did not make, and that a person said is to
   *     be taken over; empty: none
   * @param drift what people changed of it, when it was last looked at
   * @param obstacle why it can't be registered; empty when nothing is in the way
   */
  public record Row(
      UUID node,
      Optional<WantedHost> wanted,
      Optional<WantedHost> applied,
      String adopt,
      List<String> drift,
      String obstacle) {}

  /**
   * What the step for a record left: the fields of a {@link Row} that it decides.
   *
   * @param adopted the {@link Row#adopt} that it went by; without an obstacle that wish is
   *     fulfilled
   */
  public record Left(
      UUID node,
      Optional<WantedHost> applied,
      List<String> drift,
      String obstacle,
      String adopted) {}

  /** What a console shall have of a node from now on; empty: nothing any more. */
  public static void want(Handle handle, String backend, UUID node, Optional<WantedHost> wanted) {
    if (wanted.isEmpty()) {
      handle
          .createUpdate(
              "update console_host set wanted = null where backend = :backend and node_id = :node")
          .bind("backend", backend)
          .bind("node", node)
          .execute();
      return;
    }
    handle
        .createUpdate(
            """
            insert into console_host (backend, node_id, wanted)
            values (:backend, :node, cast(:wanted as jsonb))
            on conflict (backend, node_id) do update set wanted = excluded.wanted
            where console_host.wanted is distinct from excluded.wanted
            """)
        .bind("backend", backend)
        .bind("node", node)
        .bind("wanted", Json.MAPPER.writeValueAsString(wanted.get()))
        .execute();
  }

  /** A person says that a host which Kitward did not make is to be taken over as a node's. */
  public static void adopt(Handle handle, String backend, UUID node, String host) {
    handle
        .createUpdate(
            "update console_host set adopt = :host, obstacle = '' where backend = :backend and node_id = :node")
        .bind("host", host)
        .bind("backend", backend)
        .bind("node", node)
        .execute();
  }

  /** A node is gone: no console shall have it any more. */
  public static void left(Handle handle, UUID node) {
    handle
        .createUpdate("update console_host set wanted = null where node_id = :node")
        .bind("node", node)
        .execute();
  }

  /** All records of a console. */
  public static List<Row> of(Handle handle, String backend) {
    return handle
        .createQuery("select * from console_host where backend = :backend order by node_id")
        .bind("backend", backend)
        .map((row, _) -> row(row))
        .list();
  }

  /** The records of these nodes in a console. */
  public static List<Row> of(Handle handle, String backend, Collection<UUID> nodes) {
    return handle
        .createQuery(
            "select * from console_host where backend = :backend and node_id = any(:nodes) order by node_id")
        .bind("backend", backend)
        .bindArray("nodes", UUID.class, nodes)
        .map((row, _) -> row(row))
        .list();
  }

  /** The records of the nodes that these instances are on. */
  public static List<Row> having(Handle handle, String backend, Collection<UUID> instances) {
    return handle
        .createQuery(
            """
            select * from console_host where backend = :backend
              and node_id in (select node_id from instance where id = any(:instances))
            order by node_id
            """)
        .bind("backend", backend)
        .bindArray("instances", UUID.class, instances)
        .map((row, _) -> row(row))
        .list();
  }

  /** The nodes of which a console does not have yet what it shall have. */
  public static List<UUID> due(Handle handle, String backend) {
    return handle
        .createQuery(
            "select node_id from console_host where backend = :backend and wanted is distinct from applied order by node_id")
        .bind("backend", backend)
        .mapTo(UUID.class)
        .list();
  }

  /**
   * Keeps what a step left; a record that nobody wants and that is not there any more goes, unless
   * it is wanted again meanwhile.
   */
  public static void keep(Handle handle, String backend, List<Left> all) {
    if (all.isEmpty()) {
      return;
    }
    var batch =
        handle.prepareBatch(
            """
            update console_host set applied = cast(:applied as jsonb), drift = :drift, obstacle = :obstacle,
              adopt = case when :obstacle = '' and adopt = :adopted then '' else adopt end
            where backend = :backend and node_id = :node
            """);
    for (Left left : all) {
      batch
          .bind("applied", left.applied().map(Json.MAPPER::writeValueAsString).orElse(null))
          .bindArray("drift", String.class, left.drift())
          .bind("obstacle", left.obstacle())
          .bind("adopted", left.adopted())
          .bind("backend", backend)
          .bind("node", left.node())
          .add();
    }
    batch.execute();
    handle
        .createUpdate(
            "delete from console_host where backend = :backend and wanted is null and applied is null")
        .bind("backend", backend)
        .execute();
  }

  /** Nothing is known of a console any more. */
  public static void forget(Handle handle, String backend) {
    handle.execute("delete from console_host where backend = ?", backend);
    handle.execute("delete from console_lease where backend = ?", backend);
  }

  private static Row row(ResultSet row) throws SQLException {
    return new Row(
        row.getObject("node_id", UUID.class),
        host(row.getString("wanted")),
        host(row.getString("applied")),
        row.getString("adopt"),
        List.of((String[]) row.getArray("drift").getArray()),
        row.getString("obstacle"));
  }

  private static Optional<WantedHost> host(@Nullable String json) {
    return json == null
        ? Optional.empty()
        : Optional.of(Json.MAPPER.readValue(json, WantedHost.class));
  }
}
