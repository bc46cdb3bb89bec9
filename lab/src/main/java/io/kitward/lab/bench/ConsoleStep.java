package io.kitward.lab.bench;

import io.kitward.lab.LabException;
import io.kitward.server.backend.driver.ConsoleException;
import io.kitward.server.backend.driver.Driver;
import io.kitward.server.backend.driver.HostChange;
import io.kitward.server.backend.driver.HostDifference;
import io.kitward.server.backend.driver.HostDifference.Conduct;
import io.kitward.server.backend.driver.HostDifference.Drift;
import io.kitward.server.backend.driver.HostDifference.Known;
import io.kitward.server.backend.driver.HostDifference.Leaving;
import io.kitward.server.backend.driver.HostDifference.Verdict;
import io.kitward.server.backend.driver.SeenHost;
import io.kitward.server.desired.WantedHost;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Looks, decides and applies as a server does, and keeps in memory what was set last. Whatever is
 * in the way ends it. For one thread.
 */
final class ConsoleStep {

  private final Driver driver;
  private final HostDifference difference;
  private final Map<UUID, WantedHost> applied = new HashMap<>();

  ConsoleStep(Driver driver) {
    this.driver = driver;
    this.difference = new HostDifference(driver, new Conduct(Drift.MEND, Leaving.DELETE));
  }

  /** Brings hosts to what is wanted by one look at them; returns what was changed. */
  List<HostChange> bring(List<WantedHost> wanted) throws ConsoleException, InterruptedException {
    List<HostChange> changes = changes(wanted, driver.observe(wanted));
    Map<HostChange, String> refused = driver.apply(changes);
    if (!refused.isEmpty()) {
      throw new LabException("the console refuses: " + refused.values().iterator().next());
    }
    wanted.forEach(host -> applied.put(host.node(), host));
    return changes;
  }

  /** Looks at the whole console, where these are in order; returns how many records it has. */
  int all(List<WantedHost> wanted) throws ConsoleException, InterruptedException {
    List<SeenHost> seen = driver.observe();
    List<HostChange> changes = changes(wanted, seen);
    if (!changes.isEmpty()) {
      throw new LabException("there is something to do: " + changes.getFirst());
    }
    driver.apply(changes);
    return seen.size();
  }

  /** All records of the console by their ids. */
  Map<String, SeenHost> seen() throws ConsoleException, InterruptedException {
    var seen = new TreeMap<String, SeenHost>();
    driver.observe().forEach(host -> seen.put(host.id(), host));
    return seen;
  }

  private List<HostChange> changes(List<WantedHost> wanted, List<SeenHost> seen) {
    var candidates = new HashMap<Object, List<SeenHost>>();
    for (SeenHost host : seen) {
      Object key = host.node().<Object>map(node -> node).orElse(host.name());
      candidates.computeIfAbsent(key, _ -> new ArrayList<>()).add(host);
    }
    var changes = new ArrayList<HostChange>();
    for (WantedHost host : wanted) {
      var records = new ArrayList<>(candidates.getOrDefault(host.node(), List.of()));
      records.addAll(candidates.getOrDefault(host.name(), List.of()));
      Verdict verdict =
          difference.of(
              new Known(Optional.of(host), Optional.ofNullable(applied.get(host.node())), ""),
              records);
      if (!verdict.obstacle().isEmpty() || !verdict.drift().isEmpty()) {
        throw new LabException(host.name() + ": " + verdict.obstacle() + verdict.drift());
      }
      changes.addAll(verdict.changes());
    }
    return changes;
  }
}
