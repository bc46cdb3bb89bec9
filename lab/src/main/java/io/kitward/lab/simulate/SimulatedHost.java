package io.kitward.lab.simulate;

import io.kitward.connector.host.Accounts;
import io.kitward.connector.host.Host;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** A machine in memory, marked as simulated in its facts. */
final class SimulatedHost {

  private SimulatedHost() {}

  /**
   * @param number tells the machines apart
   * @param own facts of this machine, which come before the usual ones
   * @param random for the times that things take
   */
  static Host of(String name, int number, Map<String, String> own, RandomGenerator random) {
    var facts =
        new HashMap<>(
            Map.of(
                "hostname", name,
                "os.family", "Debian",
                "os.name", "Debian",
                "os.release", "12",
                "os.arch", "amd64",
                "ip", "198.18." + (number / 250) % 256 + "." + (number % 250 + 1),
                "memory.bytes", Long.toString((1L << 30) << number % 5),
                "virtual", "simulated",
                "kernel", "simulated"));
    facts.putAll(own);
    facts.put("kitward.simulated", "true");
    return new Host(
        new SimulatedPackages(random),
        new SimulatedFiles(),
        new SimulatedUnits(),
        _ -> Optional.empty(),
        Accounts.COMPLETE,
        Map.copyOf(facts),
        (_, _, _) -> {}); // hooks do nothing here, in no time
  }
}
