package io.kitward.server.desired;

import io.kitward.policy.Member;
import io.kitward.protocol.Json;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import tools.jackson.core.type.TypeReference;

/**
 * What registers in consoles that are configured by files. Every method runs in the caller's
 * transaction.
 */
public final class MemberTable {

  private MemberTable() {}

  /** One instance that registers. */
  public record Row(
      UUID instance,
      String certname,
      String address,
      String service,
      SortedMap<String, String> fields) {}

  /** What registers in a console, in the order of nodes' and services' names. */
  public static List<Row> of(Handle handle, String backend) {
    return handle
        .createQuery(
            """
            select r.instance_id, n.certname, coalesce(n.facts ->> 'ip', n.certname) as address, i.service, r.fields
            from registration r join instance i on i.id = r.instance_id join node n on n.id = i.node_id
            where r.backend = :backend order by n.certname collate "C", i.service collate "C"
            """)
        .bind("backend", backend)
        .map(
            (row, _) ->
                new Row(
                    row.getObject("instance_id", UUID.class),
                    row.getString("certname"),
                    row.getString("address"),
                    row.getString("service"),
                    Json.MAPPER.readValue(
                        row.getString("fields"), new TypeReference<TreeMap<String, String>>() {})))
        .list();
  }

  /** The members of these consoles, by console. */
  public static Map<String, List<Member>> of(Handle handle, Collection<String> backends) {
    var members = new TreeMap<String, List<Member>>();
    backends.forEach(backend -> members.put(backend, members(of(handle, backend))));
    return members;
  }

  private static List<Member> members(List<Row> rows) {
    var byNode = new LinkedHashMap<String, List<Row>>();
    rows.forEach(row -> byNode.computeIfAbsent(row.certname(), _ -> new ArrayList<>()).add(row));
    return byNode.values().stream()
        .map(
            own ->
                new Member(
                    own.getFirst().certname(),
                    own.getFirst().address(),
                    own.stream()
                        .map(row -> new Member.Service(row.service(), row.fields()))
                        .toList()))
        .toList();
  }
}
