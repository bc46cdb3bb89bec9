package io.kitward.server.rollout;

import io.kitward.protocol.Json;
import io.kitward.server.fleet.NodeTable;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import tools.jackson.core.type.TypeReference;

/**
 * The rows of what reconciling last knew of each node. Every method runs in the caller's
 * transaction.
 */
public final class NodeStateTable {

  /**
   * What the last step saw and left.
   *
   * @param nodeRevision the node's own revision then
   * @param documentRevision the documents' revision then
   * @param tags effective tags then: tag to its sources
   * @param generation of what was last released to the node
   */
  public record NodeState(
      long nodeRevision,
      long documentRevision,
      SortedMap<String, List<String>> tags,
      Map<String, String> facts,
      long epoch,
      long generation) {

    /** Before the first step. */
    public static NodeState none(long epoch) {
      return new NodeState(0, 0, new TreeMap<>(), Map.of(), epoch, 0);
    }
  }

  private NodeStateTable() {}

  /** What is known of these nodes; those that were never reconciled are left out. */
  public static Map<UUID, NodeState> find(Handle handle, Collection<UUID> nodes) {
    Map<UUID, NodeState> states = new HashMap<>();
    handle
        .createQuery("select * from node_state where node_id = any(:nodes)")
        .bindArray("nodes", UUID.class, nodes)
        .map(
            (row, _) ->
                Map.entry(
                    row.getObject("node_id", UUID.class),
                    new NodeState(
                        row.getLong("node_revision"),
                        row.getLong("document_revision"),
                        Json.MAPPER.readValue(
                            row.getString("resolved_tags"),
                            new TypeReference<TreeMap<String, List<String>>>() {}),
                        NodeTable.facts(row.getString("resolved_facts")),
                        row.getLong("epoch"),
                        row.getLong("generation"))))
        .forEach(entry -> states.put(entry.getKey(), entry.getValue()));
    return states;
  }

  public static void save(Handle handle, Map<UUID, NodeState> states) {
    if (states.isEmpty()) {
      return;
    }
    var batch =
        handle.prepareBatch(
            """
            insert into node_state (node_id, node_revision, document_revision, resolved_tags, resolved_facts, epoch, generation)
            values (:node, :nodeRevision, :documentRevision, cast(:tags as jsonb), cast(:facts as jsonb), :epoch, :generation)
            on conflict (node_id) do update set node_revision = excluded.node_revision,
              document_revision = excluded.document_revision, resolved_tags = excluded.resolved_tags,
              resolved_facts = excluded.resolved_facts, epoch = excluded.epoch, generation = excluded.generation
            """);
    states.forEach(
        (node, state) ->
            batch
                .bind("node", node)
                .bind("nodeRevision", state.nodeRevision())
                .bind("documentRevision", state.documentRevision())
                .bind("tags", json(state.tags()))
                .bind("facts", json(state.facts()))
                .bind("epoch", state.epoch())
                .bind("generation", state.generation())
                .add());
    batch.execute();
  }

  /**
   * Nodes whose tags, facts or documents changed since they were last reconciled: nothing is ever
   * lost with a key.
   */
  public static List<UUID> behind(Handle handle, long documentRevision) {
    return handle
        .createQuery(
            """
            select n.id from node n left join node_state s on s.node_id = n.id
            where s.node_id is null or s.node_revision <> n.revision or s.document_revision <> :documents
            """)
        .bind("documents", documentRevision)
        .mapTo(UUID.class)
        .list();
  }

  /**
   * Instances of a service whose removal, caused by tags, was released within the last hour: each
   * counts once.
   */
  public static long removedWithinHour(Handle handle, String service) {
    return handle
        .createQuery(
            """
            select count(distinct node_id) from removal
            where service = :service and released_at > clock_timestamp() - interval '1 hour'
            """)
        .bind("service", service)
        .mapTo(Long.class)
        .one();
  }

  /** Whether this very instance was counted within the last hour: it counts no second time. */
  public static boolean countedWithinHour(Handle handle, UUID node, String service) {
    return handle
        .createQuery(
            """
            select 1 from removal where node_id = :node and service = :service
              and released_at > clock_timestamp() - interval '1 hour' limit 1
            """)
        .bind("node", node)
        .bind("service", service)
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  public static void removed(Handle handle, UUID node, String service) {
    handle
        .createUpdate(
            "insert into removal (node_id, service, released_at) values (:node, :service, clock_timestamp())")
        .bind("node", node)
        .bind("service", service)
        .execute();
  }

  private static String json(Object value) {
    return new String(Json.bytes(value), StandardCharsets.UTF_8);
  }
}
