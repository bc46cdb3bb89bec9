package io.kitward.lab;

/**
 * Stops dpkg on a host in the middle of configuring a package, for as long as it is open: the
 * package's own script asks Debian's policy whether it may start its unit, and the policy waits.
 */
final class AptHold implements AutoCloseable {

  private static final String POLICY = "/usr/sbin/policy-rc.d";

  private final LabHost host;

  private AptHold(LabHost host) {
    this.host = host;
  }

  static AptHold on(LabHost host) {
    host.run("sh", "-euc", "rm -f /run/held; touch /run/hold").orThrow("holding apt");
    host.write(
        POLICY, "#!/bin/sh\ntouch /run/held\nwhile [ -e /run/hold ]; do sleep 0.1; done\n", "0755");
    return new AptHold(host);
  }

  /** Waits until dpkg is held. */
  void awaitHeld() {
    Mission.await(
        "dpkg in the middle of a package",
        Stage.LIMIT,
        () -> host.run("test", "-e", "/run/held").exit() == 0,
        () -> host.run("ps", "axf").stdout());
  }

  /** Lets dpkg go on, and changes nothing from now on. */
  @Override
  public void close() {
    host.run("rm", "-f", "/run/hold", POLICY).orThrow("letting apt go");
  }
}
