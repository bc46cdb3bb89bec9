package io.kitward.connector.host.debian;

import io.kitward.connector.host.Host;
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
    return new Host(
        packages.orElseGet(PackageSystem::ofThisMachine).open(),
        new LinuxFiles(),
        new SystemdUnits(),
        new LoopbackProbes(),
        new LinuxAccounts(),
        LinuxFacts.read(),
        new LinuxPrograms());
  }
}
