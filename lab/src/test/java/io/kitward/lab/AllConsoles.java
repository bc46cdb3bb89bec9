package io.kitward.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;

/**
 * Zabbix, Icinga 2, Nagios and Munin beside the stage's Prometheus, and people's mailbox, as two
 * watched servers are known to them.
 */
final class AllConsoles {

  static final List<String> NODES = List.of(Stage.DB1, Stage.WEB1);
  private static final String OPERATORS = "operators";

  final ZabbixServer zabbix;
  final IcingaServer icinga;
  final LabHost nagios;
  private final Stage stage;

  private AllConsoles(Stage stage, ZabbixServer zabbix, IcingaServer icinga, LabHost nagios) {
    this.stage = stage;
    this.zabbix = zabbix;
    this.icinga = icinga;
    this.nagios = nagios;
  }

  /**
   * Starts them, and applies the documents that connect them.
   *
   * @param folder for the documents
   */
  static AllConsoles start(Stage stage, Path folder) throws IOException {
    Lab lab = stage.mission().lab();
    stage.servers();
    lab.prepare("nagios");
    AllConsoles consoles;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var startedZabbix = CompletableFuture.supplyAsync(() -> ZabbixServer.start(lab), threads);
      var startedIcinga = CompletableFuture.supplyAsync(() -> IcingaServer.start(lab), threads);
      LabHost nagios = lab.host("nag", "nagios");
      mailbox(nagios);
      stage.enrolled(PuppetAgent.on(nagios));
      consoles = new AllConsoles(stage, startedZabbix.join(), startedIcinga.join(), nagios);
    }
    LabHost zabbix = consoles.zabbix.host();
    // As Debian has it: once a minute. Kitward's service on the console's own node makes it 5 s.
    zabbix
        .run("sed", "-i", "/CacheUpdateFrequency/d", "/etc/zabbix/zabbix_server.conf.d/lab.conf")
        .orThrow("the packaged frequency");
    stage.enrolled(PuppetAgent.on(zabbix));
    stage.secret("zabbix-token", consoles.zabbix.token());
    stage.secret("icinga-password", IcingaServer.PASSWORD);
    consoles.apply(folder);
    for (String service : List.of("zabbix-server", "nagios-hosts", "munin-hosts")) {
      String node = service.startsWith("zabbix") ? "zbx.lab" : "nag.lab";
      stage.await(service + " on " + node, () -> stage.isWell(node, service), node);
    }
    return consoles;
  }

  /** Debian's postfix, which takes e-mails over TLS and keeps them for people. */
  private static void mailbox(LabHost host) {
    String name = host.name() + ".lab";
    host.run(
            "sh",
            "-euc",
            "make-ssl-cert generate-default-snakeoil --force-overwrite;"
                + " postconf -e myhostname=$1 myorigin=$1 mydestination=$1,localhost"
                + " inet_interfaces=all"
                + " smtpd_tls_security_level=encrypt;"
                + " useradd -m $2; systemctl restart postfix",
            "sh",
            name,
            OPERATORS)
        .orThrow("starting postfix");
  }

  private void apply(Path folder) throws IOException {
    Path documents = stage.mission().lab().home().resolve("lab/scenario/consoles.yaml");
    String text =
        Files.readString(documents)
            .replace("NAG_ADDRESS", nagios.address())
            .replace("ICI_ADDRESS", icinga.host().address())
            .replace("ZBX_ADDRESS", zabbix.host().address())
            .replace("MAIL_CA", pem(nagios.read("/etc/ssl/certs/ssl-cert-snakeoil.pem")))
            .replace("ICINGA_CA", pem(icinga.ca()));
    Path file = Files.writeString(folder.resolve("consoles.yaml"), text);
    var _ =
        stage
            .mission()
            .server()
            .command("apply", "-f", file.toString())
            .orThrow("applying the consoles");
  }

  private static String pem(String certificate) {
    return "|\n" + certificate.indent(4).stripTrailing();
  }

  /** Takes the documents away again. */
  void forget() {
    for (String document :
        List.of(
            "Policy/misdirected",
            "Policy/watched",
            "Backend/operators",
            "Backend/zabbix-lab",
            "Backend/icinga-lab",
            "Backend/nagios-lab",
            "Backend/munin-lab")) {
      stage.delete(document);
    }
  }

  /** A node's host in Zabbix; missing when there is none. */
  JsonNode zabbixHost(String certname) {
    return zabbix
        .call(
            "host.get",
            Map.of(
                "filter", Map.of("host", certname),
                "selectTags", "extend",
                "selectGroups", "extend",
                "selectMacros", "extend"))
        .path(0);
  }

  /** Nodes that Zabbix raises no alarm for. */
  List<String> silentInZabbix() {
    return zabbix
        .call("maintenance.get", Map.of("output", "extend", "selectHosts", List.of("host")))
        .valueStream()
        .flatMap(each -> each.path("hosts").valueStream())
        .map(host -> host.path("host").asString(""))
        .sorted()
        .toList();
  }

  /** Nodes that Icinga raises no alarm for; it has a downtime of its own for its own host. */
  List<String> silentInIcinga() {
    return icinga.get("/v1/objects/downtimes").stream()
        .map(downtime -> downtime.path("attrs").path("host_name").asString(""))
        .filter(NODES::contains)
        .distinct()
        .sorted()
        .toList();
  }

  /** The newest load that Munin drew of a node, as rrdtool prints it. */
  String figureOfMunin(String node) {
    return nagios
        .run("rrdtool", "lastupdate", "/var/lib/munin/kitward/" + node + "-load-load-g.rrd")
        .orThrow("Munin's newest figure of " + node)
        .stdout();
  }

  /** All e-mails that people got, as they stand in their mailbox. */
  String letters() {
    return nagios.run("cat", "/var/mail/" + OPERATORS).stdout();
  }

  /** The key that an agent has for itself. */
  String key(String certname) {
    return host(certname).read("/etc/zabbix/kitward.psk").strip();
  }

  LabHost host(String certname) {
    return certname.equals(Stage.DB1)
        ? stage.mission().db1().host()
        : stage.mission().web1().host();
  }

  /** Whether Zabbix' own database has the key that the agent has. */
  boolean keysAgree() {
    return NODES.stream()
        .allMatch(
            node ->
                zabbix
                    .host()
                    .run(
                        "su",
                        "postgres",
                        "-c",
                        "psql -tA zabbix -c \"select tls_psk from hosts where host = '%s'\""
                            .formatted(node))
                    .stdout()
                    .strip()
                    .equals(key(node)));
  }
}
