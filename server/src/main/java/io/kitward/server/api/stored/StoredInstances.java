package io.kitward.server.api.stored;

import io.kitward.selector.Tags;
import io.kitward.server.api.port.InstanceFilter;
import io.kitward.server.api.port.InstanceView;
import io.kitward.server.api.port.Instances;
import io.kitward.server.desired.Instance;
import io.kitward.server.desired.InstanceTable;
import io.kitward.server.desired.Registration;
import io.kitward.server.desired.Registrations;
import io.kitward.server.fleet.SetTag;
import io.kitward.server.fleet.TagTable;
import io.kitward.server.store.Store;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** The instances as read from the store. Thread-safe. */
public final class StoredInstances implements Instances {

  private static final int BATCH = 500;

  private final Store store;
  private final InstanceViews views;
  private final Clock clock;

  StoredInstances(Store store, InstanceViews views, Clock clock) {
    this.store = store;
    this.views = views;
    this.clock = clock;
  }

  private record Row(String certname, Instance instance) {}

  @Override
  public List<InstanceView> page(
      InstanceFilter filter, String afterNode, String afterService, int limit) {
    Instant now = clock.instant();
    return store.read(
        handle -> {
          var found = new ArrayList<InstanceView>();
          String node = afterNode;
          String service = afterService;
          while (true) {
            List<Row> rows = rows(handle, filter, node, service);
            Set<UUID> nodes =
                rows.stream().map(row -> row.instance().node()).collect(Collectors.toSet());
            Map<UUID, List<Registration>> registrations =
                InstanceTable.registrations(handle, nodes);
            Map<UUID, Tags> tags = filter.selector() == null ? Map.of() : tags(handle, nodes);
            for (Row row : rows) {
              if (matches(filter, row, tags, now)) {
                List<Registration> own = registrations.getOrDefault(row.instance().id(), List.of());
                found.add(views.view(row.certname(), row.instance(), new Registrations(own), now));
                if (found.size() == limit) {
                  return found;
                }
              }
            }
            if (rows.size() < BATCH) {
              return found;
            }
            node = rows.getLast().certname();
            service = rows.getLast().instance().service();
          }
        });
  }

  private boolean matches(InstanceFilter filter, Row row, Map<UUID, Tags> tags, Instant now) {
    if (filter.phase() != null && views.phase(row.instance(), now) != filter.phase()) {
      return false;
    }
    return filter.selector() == null
        || filter.selector().matches(tags.getOrDefault(row.instance().node(), Tags.none()));
  }

  /** The effective tags of these nodes; nodes without any are left out. */
  static Map<UUID, Tags> tags(Handle handle, Collection<UUID> nodes) {
    Map<UUID, Tags> tags = new HashMap<>();
    TagTable.of(handle, nodes)
        .forEach((node, set) -> tags.put(node, Tags.of(set.stream().map(SetTag::tag).toList())));
    return tags;
  }

  private static List<Row> rows(
      Handle handle, InstanceFilter filter, String afterNode, String afterService) {
    return handle
        .createQuery(
            """
            select i.*, n.certname from instance i join node n on n.id = i.node_id
            where (n.certname collate "C", i.service collate "C") > (:afterNode, :afterService)
              and (cast(:node as text) is null or n.certname = :node)
              and (cast(:service as text) is null or i.service = :service)
            order by n.certname collate "C", i.service collate "C" limit :limit
            """)
        .bind("afterNode", afterNode)
        .bind("afterService", afterService)
        .bind("node", filter.node())
        .bind("service", filter.service())
        .bind("limit", BATCH)
        .map(
            (row, context) ->
                new Row(row.getString("certname"), InstanceTable.ROW.map(row, context)))
        .list();
  }
}
