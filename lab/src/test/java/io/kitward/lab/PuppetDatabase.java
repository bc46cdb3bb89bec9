package io.kitward.lab;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;

/**
 * Debian's PuppetDB on a host named {@code pdb}, with a certificate of the stage's Puppet CA.
 * Puppet's server hands it facts and catalogs until this is closed.
 */
final class PuppetDatabase implements AutoCloseable {

  /** The layer that has PuppetDB, its PostgreSQL, the agent and Ansible. */
  static final String LAYER = "puppetdb";

  private static final Duration START = Duration.ofMinutes(3);

  private final LabHost host;
  private final LabHost puppet;

  private PuppetDatabase(LabHost host, LabHost puppet) {
    this.host = host;
    this.puppet = puppet;
  }

  /**
   * Boots and starts it, and waits until it answers and Puppet's server knows it. Its own
   * certificate has the extension {@code pp_role = console}.
   */
  static PuppetDatabase start(Mission mission) {
    mission.lab().prepare(LAYER);
    LabHost host = mission.lab().host("pdb", LAYER);
    PuppetAgent.on(host);
    host.write(
        "/etc/puppet/csr_attributes.yaml", "extension_requests: {pp_role: console}\n", "0644");
    // Before Puppet's server reads its configuration anew, and is away for that moment.
    host.run("puppet", "ssl", "bootstrap").orThrow("PuppetDB's certificate");
    var database = new PuppetDatabase(host, mission.puppet().host());
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var terminus = CompletableFuture.runAsync(database::attach, threads);
      database.open();
      terminus.join();
    }
    return database;
  }

  LabHost host() {
    return host;
  }

  /** The agent of its host. */
  PuppetAgent agent() {
    return PuppetAgent.on(host);
  }

  /** Says that a node is no more, as {@code puppet node deactivate} does. */
  void deactivate(String certname) {
    puppet.run("puppet", "node", "deactivate", certname).orThrow("deactivating " + certname);
    Mission.await(
        certname + " is inactive in PuppetDB",
        Duration.ofSeconds(30),
        () -> query("nodes[certname]{node_state = \"inactive\"}").contains(certname),
        () -> query("nodes[certname, deactivated]{}"));
  }

  /** Asks it from its own host. */
  String query(String pql) {
    return host.run(
            "curl", "-sG", "http://localhost:8080/pdb/query/v4", "--data-urlencode", "query=" + pql)
        .orThrow("asking PuppetDB")
        .stdout();
  }

  private void open() {
    String setUp =
        """
        ssl=$(puppet config print ssldir)
        install -d -o puppetdb -m 700 /etc/puppetdb/ssl
        install -o puppetdb -m 600 $ssl/private_keys/pdb.lab.pem /etc/puppetdb/ssl/key.pem
        install -o puppetdb -m 644 $ssl/certs/pdb.lab.pem /etc/puppetdb/ssl/cert.pem
        install -o puppetdb -m 644 $ssl/certs/ca.pem /etc/puppetdb/ssl/ca.pem
        cat >>/etc/puppetdb/conf.d/jetty.ini <<'INI'
        ssl-host = 0.0.0.0
        ssl-port = 8081
        ssl-key = /etc/puppetdb/ssl/key.pem
        ssl-cert = /etc/puppetdb/ssl/cert.pem
        ssl-ca-cert = /etc/puppetdb/ssl/ca.pem
        INI
        printf '[puppetdb]\\ndisable-update-checking = true\\n' >/etc/puppetdb/conf.d/puppetdb.ini
        sed -i 's|^JAVA_ARGS=.*|JAVA_ARGS="-Xmx512m -XX:+UseSerialGC -XX:TieredStopAtLevel=1"|' /etc/default/puppetdb
        password=$(sed -n 's/^password *= *//p' /etc/puppetdb/conf.d/database.ini)
        cd /
        runuser -u postgres -- psql -qv ON_ERROR_STOP=1 -c "create role puppetdb login password '$password'" -c 'create database puppetdb owner puppetdb'
        runuser -u postgres -- psql -qv ON_ERROR_STOP=1 -d puppetdb -c 'create extension pg_trgm'
        systemctl start puppetdb
        until curl -sf http://localhost:8080/status/v1/simple >/dev/null; do sleep 0.2; done
        """;
    host.run(START, "bash", "-euc", setUp).orThrow("starting PuppetDB");
  }

  private void attach() {
    String terminus =
        """
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends -o Dpkg::Use-Pty=0 puppet-terminus-puppetdb
        printf '[main]\\nserver_urls = https://pdb.lab:8081\\nsoft_write_failure = true\\n' >/etc/puppet/puppetdb.conf
        printf -- '---\\nmaster:\\n  facts:\\n    terminus: puppetdb\\n    cache: yaml\\n' >/etc/puppet/routes.yaml
        cp -a /etc/puppet/puppet.conf /etc/puppet/puppet.conf.without-puppetdb
        printf 'storeconfigs = true\\nstoreconfigs_backend = puppetdb\\n' >>/etc/puppet/puppet.conf
        systemctl reload puppetserver
        """;
    puppet.run(START, "bash", "-euc", terminus).orThrow("handing Puppet's data to PuppetDB");
  }

  /** Puppet's server is as it was. */
  @Override
  public void close() {
    String alone =
        """
        mv /etc/puppet/puppet.conf.without-puppetdb /etc/puppet/puppet.conf
        rm -f /etc/puppet/puppetdb.conf /etc/puppet/routes.yaml
        systemctl reload puppetserver
        """;
    puppet.run(START, "bash", "-euc", alone).orThrow("Puppet's server without PuppetDB");
    host.powerOff();
  }
}
