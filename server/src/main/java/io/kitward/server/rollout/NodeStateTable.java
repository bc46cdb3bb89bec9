package io.kitward.server.rollout;

import io.kitward.policy.SourcedTag;
import io.kitward.protocol.Json;
import io.kitward.selector.Tag;
import io.kitward.server.fleet.NodeTable;
import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
   * @param tags what sources had set then: tag to its sources
   * @param generation of what was last released to the node
   * @param due when what the node is to have changes by itself
   */
  public record NodeState(
      long nodeRevision,
      long documentRevision,
      SortedMap<String, List<String>> tags,
      Map<String, String> facts,
      long epoch,
      long generation,
      Optional<Instant> due) {

    /** What sources had set, as resolution takes it. */
    public List<SourcedTag> sourced() {
      return tags.entrySet().stream()
          .flatMap(
              entry ->
                  entry.getValue().stream()
                      .map(source -> new SourcedTag(Tag.parse(entry.getKey()), source)))
          .toList();
    }

    /** Before the first step. */
    public static NodeState none(long epoch) {
      return new NodeState(0, 0, new TreeMap<>(), Map.of(), epoch, 0, Optional.empty());
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
                        row.getLong("generation"),
                        Optional.ofNullable(row.getTimestamp("due_at")).map(Timestamp::toInstant))))
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
            insert into node_state (node_id, node_revision, document_revision, resolved_tags, resolved_facts, epoch, generation, due_at)
            values (:node, :nodeRevision, :documentRevision, cast(:tags as jsonb), cast(:facts as jsonb), :epoch, :generation, cast(:due as timestamptz))
            on conflict (node_id) do update set node_revision = excluded.node_revision,
              document_revision = excluded.document_revision, resolved_tags = excluded.resolved_tags,
              resolved_facts = excluded.resolved_facts, epoch = excluded.epoch, generation = excluded.generation,
              due_at = excluded.due_at
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
                .bind("due", state.due().orElse(null))
                .add());
    batch.execute();
  }

  /**
   * Nodes whose tags, facts or documents changed since they were last reconciled, or whose time has
   * come: nothing is ever lost with a key.
   */
  public static List<UUID> behind(Handle handle, long documentRevision, Instant now) {
    return handle
        .createQuery(
            """
            select n.id from node n left join node_state s on s.node_id = n.id
            where n.retirement <> 'gone'
              and (s.node_id is null or s.node_revision <> n.revision or s.document_revision <> :documents
                or s.due_at <= :now)
            """)
        .bind("documents", documentRevision)
        .bind("now", now)
        .mapTo(UUID.class)
        .list();
  }

  /** Nodes that are {@link #behind}, and those where something waits for its time or its turn. */
  public static List<UUID> due(Handle handle, long documentRevision, Instant now) {
    var due = new LinkedHashSet<>(behind(handle, documentRevision, now));
    due.addAll(
        handle
            .createQuery(
                "select distinct node_id from instance where waiting <> '' or (wanted is null and released is not null)")
            .mapTo(UUID.class)
            .list());
    return List.copyOf(due);
  }

  private static String json(Object value) {
    return new String(Json.bytes(value), StandardCharsets.UTF_8);
  }
}
