package io.kitward.server.api.stored;

import io.kitward.server.api.port.EventFeed;
import io.kitward.server.api.port.EventFilter;
import io.kitward.server.api.port.EventView;
import io.kitward.server.fleet.EventTable;
import io.kitward.server.store.Store;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The events as read from the store, and a bell that rings when new ones are durable. Thread-safe.
 */
public final class StoredEvents implements EventFeed {

  private final Store store;
  private final Set<Runnable> listeners = ConcurrentHashMap.newKeySet();

  public StoredEvents(Store store) {
    this.store = store;
  }

  /** Rings the bell: called after a commit that held events. */
  public void ring() {
    listeners.forEach(Runnable::run);
  }

  @Override
  public List<EventView> before(EventFilter filter, long before, int limit) {
    return store.read(
        handle ->
            EventTable.before(handle, filter.node(), filter.service(), before, limit).stream()
                .map(StoredEvents::view)
                .toList());
  }

  @Override
  public List<EventView> after(EventFilter filter, long after, int limit) {
    return store.read(
        handle ->
            EventTable.after(handle, filter.node(), filter.service(), after, limit).stream()
                .map(StoredEvents::view)
                .toList());
  }

  @Override
  public long latest() {
    return store.read(EventTable::newest);
  }

  @Override
  public Subscription subscribe(Runnable wake) {
    // A wrapper of its own, so that the same Runnable may subscribe twice.
    Runnable listener = () -> wake.run();
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  private static EventView view(EventTable.Row row) {
    return new EventView(
        row.id(), row.at(), row.certname(), row.service(), row.kind(), row.message());
  }
}
