package io.kitward.server.history;

import io.kitward.selector.Facts;
import io.kitward.selector.Subject;
import io.kitward.selector.Tag;
import io.kitward.selector.Tags;
import io.kitward.server.desired.Phase;
import io.kitward.server.fleet.NodeTable;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Reads what was. Every method runs in the caller's transaction. */
public final class Past {

  private Past() {}

  /** From when on what was is known without a gap. */
  public static Instant begin(Handle handle) {
    return handle
        .createQuery("select history_begin from store_meta")
        .map((row, _) -> row.getTimestamp("history_begin").toInstant())
        .one();
  }

  /**
   * A stretch of an instance's life.
   *
   * @param to empty: it goes on
   * @param cause the first gap when it began; empty: none
   */
  public record InstanceWas(
      UUID node,
      String service,
      Instant from,
      Optional<Instant> to,
      boolean wanted,
      Phase phase,
      String cause) {}

  /** A stretch of time in which a node had these tags and facts. */
  public record NodeWas(
      UUID node, Instant from, Optional<Instant> to, List<String> tags, Map<String, String> facts) {

    /** The node as selectors saw it. */
    public Subject subject(String certname) {
      return Subject.of(certname, Tags.of(tags.stream().map(Tag::parse).toList()), Facts.of(facts));
    }
  }

  /** A stretch of time in which a node could not be reached. */
  public record Away(UUID node, Instant from, Optional<Instant> to) {}

  /** What was on these nodes at some time between, by node and service, oldest first. */
  public static List<InstanceWas> instances(
      Handle handle, Collection<UUID> nodes, @Nullable String service, Instant from, Instant to) {
    return handle
        .createQuery(
            """
            select node_id, service, valid_from, valid_to, wanted, phase, cause from instance_past
            where node_id = any(:nodes) and valid_from < :to and valid_to > :from
              and (cast(:service as text) is null or service = :service)
            union all
            select node_id, service, valid_from, null, wanted, phase, cause from instance_open
            where node_id = any(:nodes) and valid_from < :to
              and (cast(:service as text) is null or service = :service)
            order by node_id, service, valid_from
            """)
        .bindArray("nodes", UUID.class, nodes)
        .bind("service", service)
        .bind("from", from)
        .bind("to", to)
        .map(
            (row, _) ->
                new InstanceWas(
                    row.getObject("node_id", UUID.class),
                    row.getString("service"),
                    row.getTimestamp("valid_from").toInstant(),
                    end(row),
                    row.getBoolean("wanted"),
                    Phase.of(row.getString("phase")).orElseThrow(),
                    row.getString("cause")))
        .list();
  }

  /** How these nodes were at some time between, each node's oldest first. */
  public static Map<UUID, List<NodeWas>> nodes(
      Handle handle, Collection<UUID> nodes, Instant from, Instant to) {
    Map<UUID, List<NodeWas>> found = new HashMap<>();
    handle
        .createQuery(
            """
            select node_id, valid_from, valid_to, tags, facts::text as facts from node_past
            where node_id = any(:nodes) and valid_from < :to and valid_to > :from
            union all
            select node_id, valid_from, null, tags, facts::text from node_open
            where node_id = any(:nodes) and valid_from < :to
            order by valid_from
            """)
        .bindArray("nodes", UUID.class, nodes)
        .bind("from", from)
        .bind("to", to)
        .map(
            (row, _) ->
                new NodeWas(
                    row.getObject("node_id", UUID.class),
                    row.getTimestamp("valid_from").toInstant(),
                    end(row),
                    Arrays.asList((String[]) row.getArray("tags").getArray()),
                    NodeTable.facts(row.getString("facts"))))
        .forEach(node -> found.computeIfAbsent(node.node(), _ -> new ArrayList<>()).add(node));
    return found;
  }

  /** When these nodes could not be reached at some time between, each node's oldest first. */
  public static Map<UUID, List<Away>> away(
      Handle handle, Collection<UUID> nodes, Instant from, Instant to) {
    Map<UUID, List<Away>> found = new HashMap<>();
    handle
        .createQuery(
            """
            select node_id, valid_from, valid_to from away_past
            where node_id = any(:nodes) and valid_from < :to and valid_to > :from
            union all
            select node_id, valid_from, null from away_open where node_id = any(:nodes) and valid_from < :to
            order by valid_from
            """)
        .bindArray("nodes", UUID.class, nodes)
        .bind("from", from)
        .bind("to", to)
        .map(
            (row, _) ->
                new Away(
                    row.getObject("node_id", UUID.class),
                    row.getTimestamp("valid_from").toInstant(),
                    end(row)))
        .forEach(away -> found.computeIfAbsent(away.node(), _ -> new ArrayList<>()).add(away));
    return found;
  }

  private static Optional<Instant> end(ResultSet row) throws SQLException {
    return Optional.ofNullable(row.getTimestamp("valid_to")).map(Timestamp::toInstant);
  }
}
