package io.kitward.server.desired;

import io.kitward.policy.Member;
import io.kitward.protocol.Json;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
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

  /** A member with the instance that it stands for. */
  public record Row(UUID instance, Member member) {}

  /** The members of a console, in the order of their names. */
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
                    new Member(
                        row.getString("certname"),
                        row.getString("address"),
                        row.getString("service"),
                        Json.MAPPER.readValue(
                            row.getString("fields"),
                            new TypeReference<TreeMap<String, String>>() {}))))
        .list();
  }

  /** The members of these consoles, by console. */
  public static Map<String, List<Member>> of(Handle handle, Collection<String> backends) {
    var members = new TreeMap<String, List<Member>>();
    for (String backend : backends) {
      members.put(backend, new ArrayList<>(of(handle, backend).stream().map(Row::member).toList()));
    }
    return members;
  }
}
