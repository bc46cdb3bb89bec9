package io.kitward.lab;

import java.time.Duration;

/** Debian's puppet agent on a host, run on demand only. */
public final class PuppetAgent {
  /** The layer that has the agent, and rsyslog. */
  public static final String LAYER = "agent";

  private static final Duration RUN = Duration.ofMinutes(5);

  private final LabHost host;

  private PuppetAgent(LabHost host) {
    this.host = host;
  }

  /**
   * Configures the agent of a host; its certificate is made and signed in the first run.
   * Connections are not kept: Debian's puppetserver leaves the first request after a certificate
   * request on the same connection unanswered for 30 s (measured: a first run took 33 s, and 2.8 s
   * without kept connections).
   */
  public static PuppetAgent on(LabHost host) {
    return on(host, host.certname(), "puppet.lab");
  }

  /** The same with a certname of its own choice, and of another Puppet server. */
  static PuppetAgent on(LabHost host, String certname, String server) {
    host.write(
        "/etc/puppet/puppet.conf",
        """
        [main]
        certname = %s
        server = %s
        keylength = 2048
        http_keepalive_timeout = 0
        """
            .formatted(certname, server),
        "0644");
    return new PuppetAgent(host);
  }

  /** The agent of a host that is configured already, such as the Puppet server itself. */
  static PuppetAgent configured(LabHost host) {
    return new PuppetAgent(host);
  }

  public LabHost host() {
    return host;
  }

  /** One run, as {@code puppet agent --test} with more arguments, such as {@code --noop}. */
  public PuppetRun run(String... arguments) {
    String[] command = new String[arguments.length + 4];
    command[0] = "puppet";
    command[1] = "agent";
    command[2] = "--test";
    command[3] = "--color=false";
    System.arraycopy(arguments, 0, command, 4, arguments.length);
    long start = System.nanoTime();
    Output output = host.run(RUN, command);
    return new PuppetRun(
        output.exit(),
        output.stdout() + output.stderr(),
        Duration.ofNanos(System.nanoTime() - start));
  }
}
