package io.kitward.server.api.stored;

import io.kitward.server.api.port.Census;
import io.kitward.server.api.port.Census.Place;
import io.kitward.server.api.port.InstanceFilter;
import io.kitward.server.api.port.InstanceView;
import io.kitward.server.api.port.Instances;
import io.kitward.server.desired.Instance;
import io.kitward.server.desired.InstanceTable;
import io.kitward.server.desired.Registration;
import io.kitward.server.desired.Registrations;
import io.kitward.server.store.Store;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** The instances as read from the store. Thread-safe. */
public final class StoredInstances implements Instances {

  private final Store store;
  private final Census census;
  private final InstanceViews views;
  private final Clock clock;

  StoredInstances(Store store, Census census, InstanceViews views, Clock clock) {
    this.store = store;
    this.census = census;
    this.views = views;
    this.clock = clock;
  }

  private record Row(String certname, Instance instance) {}

  @Override
  public List<InstanceView> page(
      InstanceFilter filter, String afterNode, String afterService, int limit) {
    List<Place> places = census.instances(filter, afterNode, afterService, limit);
    if (places.isEmpty()) {
      return List.of();
    }
    Instant now = clock.instant();
    return store.read(
        handle -> {
          List<Row> rows = rows(handle, places);
          Set<UUID> nodes =
              rows.stream().map(row -> row.instance().node()).collect(Collectors.toSet());
          Map<UUID, List<Registration>> registrations = InstanceTable.registrations(handle, nodes);
          return rows.stream()
              .map(
                  row ->
                      views.view(
                          row.certname(),
                          row.instance(),
                          new Registrations(
                              registrations.getOrDefault(row.instance().id(), List.of())),
                          now))
              .toList();
        });
  }

  private static List<Row> rows(Handle handle, List<Place> places) {
    return handle
        .createQuery(
            """
            select i.*, n.certname from unnest(:nodes, :services) as place (certname, service)
            join node n on n.certname = place.certname
            join instance i on i.node_id = n.id and i.service = place.service
            order by n.certname collate "C", i.service collate "C"
            """)
        .bindArray("nodes", String.class, places.stream().map(Place::node).toList())
        .bindArray("services", String.class, places.stream().map(Place::service).toList())
        .map(
            (row, context) ->
                new Row(row.getString("certname"), InstanceTable.ROW.map(row, context)))
        .list();
  }
}
