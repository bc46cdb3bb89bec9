package io.kitward.lab;

import io.kitward.server.backend.driver.ConsoleException;
import io.kitward.server.backend.driver.Driver;
import io.kitward.server.backend.driver.HostChange;
import io.kitward.server.backend.driver.HostDifference;
import io.kitward.server.backend.driver.HostDifference.Conduct;
import io.kitward.server.backend.driver.HostDifference.Known;
import io.kitward.server.backend.driver.HostDifference.Verdict;
import io.kitward.server.backend.driver.SeenHost;
import io.kitward.server.desired.WantedHost;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Looks, decides and applies as a server does, and remembers in memory what it set last. For one
 * thread.
 */
final class Registrar {

  /** What came of one look. */
  record Outcome(Map<UUID, String> refused, List<String> drift, Map<UUID, String> obstacles) {
    boolean smooth() {
      return refused.isEmpty() && drift.isEmpty() && obstacles.isEmpty();
    }
  }

  private final Driver driver;
  private final HostDifference difference;
  private final Map<UUID, WantedHost> applied = new HashMap<>();
  private final Set<UUID> adopted = new HashSet<>();

  Registrar(Driver driver, Conduct conduct) {
    this.driver = driver;
    this.difference = new HostDifference(driver, conduct);
  }

  /** A person says that the stranger of this node's name is to be taken over. */
  void adopt(WantedHost host) {
    adopted.add(host.node());
  }

  /** Brings hosts to what is wanted, by one look at them. */
  Outcome bring(WantedHost... wanted) {
    return bring(Arrays.asList(wanted));
  }

  Outcome bring(List<WantedHost> wanted) {
    return look(wanted, true);
  }

  /** Nothing is wanted of these any more. */
  Outcome leave(List<WantedHost> hosts) {
    return look(hosts, false);
  }

  private Outcome look(List<WantedHost> hosts, boolean wanted) {
    try {
      return looked(hosts, wanted, driver.observe(hosts));
    } catch (ConsoleException e) {
      throw new LabException(String.valueOf(e.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted while looking at a console", e);
    }
  }

  private Outcome looked(List<WantedHost> hosts, boolean wanted, List<SeenHost> all)
      throws ConsoleException, InterruptedException {
    var changes = new ArrayList<HostChange>();
    var drift = new ArrayList<String>();
    var obstacles = new HashMap<UUID, String>();
    for (WantedHost host : hosts) {
      List<SeenHost> seen =
          all.stream()
              .filter(
                  one -> one.node().map(host.node()::equals).orElse(one.name().equals(host.name())))
              .toList();
      Verdict verdict =
          difference.of(
              new Known(
                  wanted ? Optional.of(host) : Optional.empty(),
                  Optional.ofNullable(applied.get(host.node())),
                  adopted.contains(host.node()) ? stranger(seen) : ""),
              seen);
      changes.addAll(verdict.changes());
      drift.addAll(verdict.drift());
      if (!verdict.obstacle().isEmpty()) {
        obstacles.put(host.node(), verdict.obstacle());
      }
    }
    var refused = new HashMap<UUID, String>();
    driver.apply(changes).forEach((change, words) -> refused.put(change.node(), words));
    for (WantedHost host : hosts) {
      if (!refused.containsKey(host.node()) && !obstacles.containsKey(host.node())) {
        if (wanted) {
          applied.put(host.node(), host);
        } else {
          applied.remove(host.node());
        }
      }
    }
    return new Outcome(refused, drift, obstacles);
  }

  /** The id of the record that is not Kitward's; empty when there is none. */
  private static String stranger(List<SeenHost> records) {
    return records.stream()
        .filter(record -> record.node().isEmpty())
        .map(SeenHost::id)
        .findFirst()
        .orElse("");
  }
}
