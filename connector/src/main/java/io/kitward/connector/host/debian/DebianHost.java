package io.kitward.connector.host.debian;

import io.kitward.connector.host.Accounts;
import io.kitward.connector.host.Host;

/** The Debian machine that this process runs on. */
public final class DebianHost {

  private DebianHost() {}

  /** The machine, with its facts as they are now. */
  public static Host open() {
    return new Host(
        new AptPackages(),
        new LinuxFiles(),
        new SystemdUnits(),
        new LoopbackProbes(),
        Accounts.COMPLETE,
        LinuxFacts.read(),
        new LinuxPrograms());
  }
}
