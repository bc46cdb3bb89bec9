package io.kitward.lab;

import java.time.Duration;

/**
 * Debian's puppetserver on a host named {@code puppet}, signing every request (the lab's network is
 * closed). Changes of code and data show in the next run.
 */
public final class PuppetServer {
  /** The layer that has puppetserver. */
  public static final String LAYER = "puppet";

  private static final Duration START = Duration.ofMinutes(5);
  private static final String ENVIRONMENT = "/etc/puppet/code/environments/production";

  // Measured on two busy cores: 26 s against 41 s with C2 and G1. Two thirds of the rest is Clojure
  // loading itself; a class data
  // archive (-XX:ArchiveClassesAtExit) made no difference.
  private static final String JAVA_ARGUMENTS =
      "-Xms1g -Xmx1g -XX:+UseSerialGC -XX:TieredStopAtLevel=1"
          + " -Djruby.logger.class=com.puppetlabs.jruby_utils.jruby.Slf4jLogger";

  private final LabHost host;

  private PuppetServer(LabHost host) {
    this.host = host;
  }

  /**
   * Configures and starts puppetserver, with this source tree's module, and waits until it answers.
   * Its CA is made here: 2048 bits, since making the usual 4096 took 20 s more.
   */
  public static PuppetServer start(Lab lab) {
    return start(lab, "puppet");
  }

  /** The same on a host of another name, with a CA of its own. */
  static PuppetServer start(Lab lab, String name) {
    PuppetServer server = new PuppetServer(lab.host(name, LAYER));
    server.configure();
    server.deployModule(lab);
    server.writeManifest("node default { }\n");
    server
        .host
        .run(START, "systemctl", "start", "puppetserver")
        .orThrow("starting puppetserver (see its journal and /var/log/puppetserver)");
    return server;
  }

  /** The host that it runs on. */
  public LabHost host() {
    return host;
  }

  /**
   * Puts the module {@code puppet/kitward} of the source tree in place of the one that is there.
   */
  public void deployModule(Lab lab) {
    host.copy(lab.home().resolve("puppet/kitward"), ENVIRONMENT + "/modules/kitward");
  }

  /**
   * Makes an environment of its own, such as a feature branch has: with production's modules and
   * data, and this site.pp.
   */
  public void environment(String name, String manifest) {
    String place = "/etc/puppet/code/environments/" + name;
    host.run(
            "sh",
            "-euc",
            "mkdir -p $1/manifests; ln -sfn $2/modules $1/modules; ln -sfn $2/data $1/data; cp $2/hiera.yaml $1/",
            "sh",
            place,
            ENVIRONMENT)
        .orThrow("making the environment " + name);
    host.write(place + "/manifests/site.pp", manifest, "0644");
  }

  /**
   * Has this compiler enrol its signing key with Kitward, by a run of its own agent: from then on
   * what it compiles carries proofs.
   */
  public void vouch() {
    writeManifest(
        "node default { class { 'kitward': manage_connector => false } include kitward::voucher }\n");
    PuppetAgent.configured(host).run().orThrow();
  }

  /** Replaces the environment's site.pp. */
  public void writeManifest(String manifest) {
    host.write(ENVIRONMENT + "/manifests/site.pp", manifest, "0644");
  }

  /**
   * Replaces the Hiera data that all nodes have in common; {@code kitward::server} is set there at
   * first.
   */
  public void writeData(String yaml) {
    host.write(ENVIRONMENT + "/data/common.yaml", yaml, "0644");
  }

  /** Replaces one node's Hiera data. */
  public void writeData(String certname, String yaml) {
    host.write(ENVIRONMENT + "/data/nodes/" + certname + ".yaml", yaml, "0644");
  }

  /** Puts a certificate on the revocation list; the node keeps its files. */
  public void revoke(String certname) {
    ca("revoke", certname);
  }

  /** Revokes and forgets a certificate, so that a node of this name can be enrolled anew. */
  public void clean(String certname) {
    ca("clean", certname);
  }

  /** Makes a key and a certificate for a name, on this host below /var/lib/puppet/ssl. */
  public void generate(String certname) {
    ca("generate", certname);
  }

  private void ca(String action, String certname) {
    host.run("puppetserver", "ca", action, "--certname", certname)
        .orThrow("puppetserver ca " + action + " " + certname);
  }

  private void configure() {
    host.write(
        "/etc/puppet/puppet.conf",
        """
        [main]
        certname = %s
        server = %s
        keylength = 2048
        [server]
        autosign = true
        environment_timeout = 0
        """
            .formatted(host.certname(), host.certname()),
        "0644");
    host.write(
        ENVIRONMENT + "/hiera.yaml",
        """
        version: 5
        defaults: {datadir: data, data_hash: yaml_data}
        hierarchy:
          - {name: node, path: "nodes/%{trusted.certname}.yaml"}
          - {name: common, path: common.yaml}
        """,
        "0644");
    writeData("kitward::server: kitward.lab\n");
    String defaults =
        """
        sed -i "s|^JAVA_ARGS=.*|JAVA_ARGS='$1'|" /etc/default/puppetserver
        conf=/etc/puppet/puppetserver/conf.d/puppetserver.conf
        grep -q '^ *max-active-instances' $conf || sed -i 's|^jruby-puppet: {|&\\n    max-active-instances: 1|' $conf
        """;
    host.run("sh", "-euc", defaults, "sh", JAVA_ARGUMENTS).orThrow("configuring puppetserver");
  }
}
