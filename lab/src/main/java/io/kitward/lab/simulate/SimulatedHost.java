package io.kitward.lab.simulate;

import io.kitward.connector.host.Host;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** A machine in memory, marked as simulated in its facts. */
final class SimulatedHost {

  private SimulatedHost() {}

  /**
   * @param number tells the machines apart
   * @param random for the times that things take
   */
  static Host of(String name, int number, RandomGenerator random) {
    var facts =
        Map.of(
            "kitward.simulated", "true",
            "hostname", name,
            "os.family", "Debian",
            "os.name", "Debian",
            "os.release", "12",
            "os.arch", "amd64",
            "ip", "198.18." + (number / 250) % 256 + "." + (number % 250 + 1),
            "memory.bytes", Long.toString((1L << 30) << number % 5),
            "virtual", "simulated",
            "kernel", "simulated");
    return new Host(
        new SimulatedPackages(random),
        new SimulatedFiles(),
        new SimulatedUnits(),
        check -> Optional.empty(),
        facts);
  }
}
