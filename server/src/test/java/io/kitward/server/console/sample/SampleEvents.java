package io.kitward.server.console.sample;

import io.kitward.server.api.port.EventFeed;
import io.kitward.server.api.port.EventFilter;
import io.kitward.server.api.port.EventView;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** Events in memory. Thread-safe. */
public final class SampleEvents implements EventFeed {
  private final List<EventView> events = new CopyOnWriteArrayList<>();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  public void add(EventView event) {
    events.add(event);
    listeners.forEach(Runnable::run);
  }

  @Override
  public List<EventView> before(EventFilter filter, long before, int limit) {
    return fitting(filter)
        .filter(event -> event.id() < before)
        .sorted(Comparator.comparingLong(EventView::id).reversed())
        .limit(limit)
        .toList();
  }

  @Override
  public List<EventView> after(EventFilter filter, long after, int limit) {
    return fitting(filter).filter(event -> event.id() > after).limit(limit).toList();
  }

  private Stream<EventView> fitting(EventFilter filter) {
    return events.stream()
        .filter(event -> filter.node() == null || filter.node().equals(event.node()))
        .filter(event -> filter.service() == null || filter.service().equals(event.service()));
  }

  @Override
  public long latest() {
    return events.isEmpty() ? 0 : events.getLast().id();
  }

  @Override
  public Subscription subscribe(Runnable wake) {
    listeners.add(wake);
    return () -> listeners.remove(wake);
  }

  /** How many streams listen. */
  public int listeners() {
    return listeners.size();
  }
}
