package io.kitward.server.api;

import io.kitward.server.backend.Sighting;
import io.kitward.server.backend.driver.ConsoleException;
import io.kitward.server.backend.driver.Driver;
import io.kitward.server.backend.driver.HostChange;
import io.kitward.server.backend.driver.SeenHost;
import io.kitward.server.desired.WantedHost;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The hosts of a console as a list, so that the API's words about consoles can be held against its
 * contract without one. What consoles really do is held by the end-to-end tests.
 */
final class ListedHosts implements Driver {

  final AtomicBoolean silent = new AtomicBoolean();
  private final List<SeenHost> first;
  private final List<SeenHost> hosts = new ArrayList<>();

  ListedHosts(List<SeenHost> hosts) {
    this.first = List.copyOf(hosts);
    reset();
  }

  /** As it was at first. */
  synchronized void reset() {
    silent.set(false);
    hosts.clear();
    hosts.addAll(first);
  }

  /** A record with a mark that no node stands behind. */
  static SeenHost orphan(String id, String name) {
    return new SeenHost(
        id,
        Optional.of(UUID.randomUUID()),
        name,
        "",
        new TreeSet<>(),
        new TreeSet<>(),
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeMap<>(),
        true);
  }

  @Override
  public synchronized List<SeenHost> observe() throws ConsoleException {
    if (silent.get()) {
      throw new ConsoleException("https://zabbix.test: connection refused");
    }
    return List.copyOf(hosts);
  }

  @Override
  public List<SeenHost> observe(Collection<WantedHost> wanted) throws ConsoleException {
    return observe();
  }

  @Override
  public synchronized Map<HostChange, String> apply(List<HostChange> changes) {
    for (HostChange change : changes) {
      if (change instanceof HostChange.Remove remove) {
        hosts.remove(remove.before());
      }
    }
    return Map.of();
  }

  @Override
  public Map<UUID, Sighting.Target> prove(Collection<WantedHost> wanted) {
    return Map.of();
  }

  @Override
  public void hurry(Collection<WantedHost> wanted) {}

  @Override
  public SeenHost expected(WantedHost wanted) {
    return new SeenHost(
        "",
        Optional.of(wanted.node()),
        wanted.name(),
        wanted.address(),
        wanted.groups(),
        wanted.templates(),
        wanted.labels(),
        wanted.variables(),
        new TreeMap<>(),
        true);
  }

  @Override
  public SortedMap<String, String> secrets(WantedHost wanted) {
    return new TreeMap<>();
  }
}
