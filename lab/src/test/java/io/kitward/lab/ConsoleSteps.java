package io.kitward.lab;

import io.kitward.server.backend.driver.ConsoleException;
import io.kitward.server.backend.driver.Driver;
import io.kitward.server.backend.driver.HostChange;
import io.kitward.server.backend.driver.HostDifference;
import io.kitward.server.backend.driver.HostDifference.Conduct;
import io.kitward.server.backend.driver.HostDifference.Drift;
import io.kitward.server.backend.driver.HostDifference.Known;
import io.kitward.server.backend.driver.HostDifference.Leaving;
import io.kitward.server.backend.driver.SeenHost;
import io.kitward.server.desired.WantedHost;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What a server does with a console, one step after the other: look, decide, change, and keep what
 * was set. For one thread.
 */
final class ConsoleSteps {

  /** The usual conduct: what people change is put back, what goes is deleted. */
  static final Conduct USUAL = new Conduct(Drift.MEND, Leaving.DELETE);

  private final Driver driver;
  private final HostDifference difference;
  private final Map<UUID, WantedHost> applied = new HashMap<>();

  ConsoleSteps(Driver driver, Conduct conduct) {
    this.driver = driver;
    this.difference = new HostDifference(driver, conduct);
  }

  /** The same console with another conduct, and the same memory of what was set. */
  ConsoleSteps with(Conduct conduct) {
    var other = new ConsoleSteps(driver, conduct);
    other.applied.putAll(applied);
    return other;
  }

  /**
   * What a step found and did.
   *
   * @param refused by the host's name, with the console's words
   */
  record Step(
      int changes, List<String> drift, List<String> obstacles, Map<String, String> refused) {}

  /** One step for these hosts. */
  Step step(WantedHost... wanted) throws ConsoleException, InterruptedException {
    return step(List.of(wanted), Set.of());
  }

  /**
   * One step for these hosts.
   *
   * @param adopted names of strangers that are to be taken over
   */
  Step step(Collection<WantedHost> wanted, Set<String> adopted)
      throws ConsoleException, InterruptedException {
    return step(wanted, wanted, adopted);
  }

  /** One step for hosts that are wanted no more. */
  Step leave(Collection<WantedHost> hosts) throws ConsoleException, InterruptedException {
    return step(hosts, List.of(), Set.of());
  }

  private Step step(Collection<WantedHost> all, Collection<WantedHost> kept, Set<String> adopted)
      throws ConsoleException, InterruptedException {
    List<SeenHost> seen = driver.observe(all);
    var changes = new ArrayList<HostChange>();
    var drift = new ArrayList<String>();
    var obstacles = new ArrayList<String>();
    var names = new HashMap<UUID, WantedHost>();
    for (WantedHost host : all) {
      names.put(host.node(), host);
      List<SeenHost> records =
          seen.stream()
              .filter(
                  one -> one.node().map(host.node()::equals).orElse(one.name().equals(host.name())))
              .toList();
      var known =
          new Known(
              kept.contains(host) ? Optional.of(host) : Optional.empty(),
              Optional.ofNullable(applied.get(host.node())),
              adopted.contains(host.name()) ? stranger(records) : "");
      var verdict = difference.of(known, records);
      changes.addAll(verdict.changes());
      drift.addAll(verdict.drift());
      if (!verdict.obstacle().isEmpty()) {
        obstacles.add(verdict.obstacle());
      }
    }
    Map<HostChange, String> refusals = driver.apply(changes);
    var refused = new HashMap<String, String>();
    refusals.forEach(
        (change, words) ->
            refused.put(Objects.requireNonNull(names.get(change.node())).name(), words));
    for (HostChange change : changes) {
      if (!refusals.containsKey(change)) {
        switch (change) {
          case HostChange.Create(WantedHost host) -> applied.put(host.node(), host);
          case HostChange.Update update -> applied.put(update.node(), update.wanted());
          case HostChange.Remove _, HostChange.Disable _ -> {}
        }
      }
    }
    return new Step(changes.size(), drift, obstacles, refused);
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
