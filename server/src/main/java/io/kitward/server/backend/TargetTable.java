package io.kitward.server.backend;

import io.kitward.policy.tags.EffectiveTag;
import io.kitward.protocol.Json;
import io.kitward.selector.Tag;
import io.kitward.server.desired.EffectiveNodes;
import io.kitward.server.desired.Policy;
import io.kitward.server.fleet.NodeTable;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import tools.jackson.core.type.TypeReference;

/** What a console discovers, read whole: four queries, however many targets there are. */
public final class TargetTable {

  private TargetTable() {}

  private record Row(
      UUID instance, UUID node, String certname, String service, Map<String, String> fields) {}

  /** The targets of a console, each with its node's tags. Runs in the caller's transaction. */
  public static List<Discovery.TargetGroup> of(
      Handle handle, String backend, Policy policy, Instant now) {
    Map<UUID, List<Tag>> tags = tags(handle, backend, policy, now);
    return handle
        .createQuery(
            """
            select i.id, i.service, n.id as node_id, n.certname, r.fields
            from registration r join instance i on i.id = r.instance_id join node n on n.id = i.node_id
            where r.backend = :backend order by r.instance_id
            """)
        .bind("backend", backend)
        .map(
            (row, _) ->
                new Row(
                    row.getObject("id", UUID.class),
                    row.getObject("node_id", UUID.class),
                    row.getString("certname"),
                    row.getString("service"),
                    Json.MAPPER.readValue(
                        row.getString("fields"), new TypeReference<Map<String, String>>() {})))
        .list()
        .stream()
        .map(
            row ->
                Discovery.target(
                    row.instance(),
                    row.certname(),
                    row.service(),
                    tags.getOrDefault(row.node(), List.of()),
                    row.fields()))
        .toList();
  }

  /** The tags that count on the nodes with a target, in two queries. */
  private static Map<UUID, List<Tag>> tags(
      Handle handle, String backend, Policy policy, Instant now) {
    List<UUID> nodes =
        handle
            .createQuery(
                "select distinct i.node_id from registration r join instance i on i.id = r.instance_id where r.backend = :backend")
            .bind("backend", backend)
            .mapTo(UUID.class)
            .list();
    Map<UUID, List<Tag>> tags = new HashMap<>();
    EffectiveNodes.tags(handle, NodeTable.find(handle, nodes), policy, now)
        .forEach(
            (node, effective) ->
                tags.put(node, effective.tags().stream().map(EffectiveTag::tag).toList()));
    return tags;
  }
}
