package io.kitward.server.api.stored;

import io.kitward.selector.Selector;
import io.kitward.selector.Subject;
import io.kitward.server.api.port.InstanceFilter;
import io.kitward.server.api.port.InstanceView;
import io.kitward.server.api.port.Instances;
import io.kitward.server.desired.EffectiveNodes;
import io.kitward.server.desired.Instance;
import io.kitward.server.desired.InstanceTable;
import io.kitward.server.desired.Policy;
import io.kitward.server.desired.Registration;
import io.kitward.server.desired.Registrations;
import io.kitward.server.fleet.NodeTable;
import io.kitward.server.store.Store;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** The instances as read from the store. Thread-safe. */
public final class StoredInstances implements Instances {

  private static final int BATCH = 500;

  private final Store store;
  private final Supplier<Policy> policy;
  private final InstanceViews views;
  private final Clock clock;

  StoredInstances(Store store, Supplier<Policy> policy, InstanceViews views, Clock clock) {
    this.store = store;
    this.policy = policy;
    this.views = views;
    this.clock = clock;
  }

  private record Row(String certname, Instance instance) {}

  @Override
  public List<InstanceView> page(
      InstanceFilter filter, String afterNode, String afterService, int limit) {
    Instant now = clock.instant();
    Optional<Selector> selector =
        Optional.ofNullable(filter.selector())
            .map(it -> it.expand(policy.get().resolution().documents().groups()));
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
            Map<UUID, Subject> subjects =
                selector.isEmpty() ? Map.of() : subjects(handle, nodes, now);
            for (Row row : rows) {
              if (matches(filter, selector, row, subjects, now)) {
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

  private boolean matches(
      InstanceFilter filter,
      Optional<Selector> selector,
      Row row,
      Map<UUID, Subject> subjects,
      Instant now) {
    if (filter.phase() != null && views.phase(row.instance(), now) != filter.phase()) {
      return false;
    }
    Subject subject = subjects.get(row.instance().node());
    return selector.isEmpty() || (subject != null && selector.get().matches(subject));
  }

  private Map<UUID, Subject> subjects(Handle handle, Collection<UUID> nodes, Instant now) {
    Map<UUID, Subject> subjects = new HashMap<>();
    EffectiveNodes.views(handle, NodeTable.find(handle, nodes), policy.get(), now)
        .forEach((node, view) -> subjects.put(node, view.subject()));
    return subjects;
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
