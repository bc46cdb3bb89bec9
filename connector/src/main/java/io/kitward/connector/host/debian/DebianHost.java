package io.kitward.connector.host.debian;

import io.kitward.connector.host.Host;
import io.kitward.connector.host.probe.MachineProbes;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The Linux machine that this process runs on. */
public final class DebianHost {

  private DebianHost() {}

  /** The machine, with its facts as they are now. */
  public static Host open() {
    return open(Optional.empty());
  }

  /**
   * The machine, with its facts as they are now.
   *
   * @param packages how its packages are changed; empty for what the machine is made for
   */
  public static Host open(Optional<PackageSystem> packages) {
    var files = new LinuxFiles();
    return new Host(
        packages.orElseGet(PackageSystem::ofThisMachine).open(),
        files,
        new SystemdUnits(),
        new MachineProbes(Clock.systemUTC(), DebianHost::run, files::tail),
        new LinuxAccounts(),
        LinuxFacts.read(),
        new LinuxPrograms());
  }

  private static MachineProbes.Ended run(
      Duration limit, List<String> command, Map<String, String> environment) {
    var ended = Command.alone(limit, command, environment);
    return new MachineProbes.Ended(ended.code(), ended.output());
  }
}
