package io.kitward.server.backend;

import io.kitward.protocol.Json;
import io.kitward.selector.Tag;
import io.kitward.server.fleet.SetTag;
import io.kitward.server.fleet.Source;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import tools.jackson.core.type.TypeReference;

/** What a console discovers, read whole: two queries, however many targets there are. */
public final class TargetTable {

  private TargetTable() {}

  private record Row(
      UUID instance, UUID node, String certname, String service, Map<String, String> fields) {}

  private record NodeTag(UUID node, SetTag tag) {}

  /** The targets of a console, each with its node's tags. Runs in the caller's transaction. */
  public static List<Discovery.TargetGroup> of(Handle handle, String backend) {
    Map<UUID, List<SetTag>> tags = tags(handle, backend);
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

  private static Map<UUID, List<SetTag>> tags(Handle handle, String backend) {
    return handle
        .createQuery(
            """
            select t.* from tag t where t.node_id in (
              select i.node_id from registration r join instance i on i.id = r.instance_id where r.backend = :backend)
            """)
        .bind("backend", backend)
        .map(
            (row, _) ->
                new NodeTag(
                    row.getObject("node_id", UUID.class),
                    new SetTag(
                        new Tag(row.getString("key"), row.getString("value")),
                        new Source(row.getString("source")),
                        row.getString("set_by"),
                        row.getTimestamp("set_at").toInstant())))
        .stream()
        .collect(
            Collectors.groupingBy(
                NodeTag::node, Collectors.mapping(NodeTag::tag, Collectors.toList())));
  }
}
