package io.kitward.server.api.stored;

import io.kitward.selector.Tags;
import io.kitward.server.api.port.InstanceFilter;
import io.kitward.server.api.port.InstanceView;
import io.kitward.server.api.port.Instances;
import io.kitward.server.desired.Instance;
import io.kitward.server.desired.InstanceTable;
import io.kitward.server.desired.Registrations;
import io.kitward.server.fleet.TagTable;
import io.kitward.server.store.Store;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
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
            for (Row row : rows) {
              if (matches(handle, filter, row, now)) {
                Registrations registrations =
                    InstanceTable.registrations(handle, row.instance().node())
                        .getOrDefault(row.instance().service(), Registrations.NONE);
                found.add(views.view(row.certname(), row.instance(), registrations, now));
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

  private boolean matches(Handle handle, InstanceFilter filter, Row row, Instant now) {
    if (filter.phase() != null && views.phase(row.instance(), now) != filter.phase()) {
      return false;
    }
    return filter.selector() == null
        || filter.selector().matches(tags(handle, row.instance().node()));
  }

  static Tags tags(Handle handle, UUID node) {
    return Tags.of(TagTable.of(handle, node).stream().map(set -> set.tag()).toList());
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
