package io.kitward.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A server on a machine that had nothing, made by {@code class kitward::server} from its Debian
 * package: with that machine's PostgreSQL and certificate, its backup and the way back.
 */
@Order(18)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@ExtendWith(SharedStage.class)
class ServerPackageE2E {

  private static final String KIT = "kit.lab";
  private static final String NODE = "n8.lab";
  private static final String DEB = "/root/kitward-server_0.1.0_amd64.deb";
  private static final String CONFIGURATION = "/etc/kitward/server.yaml";
  private static final String BACKUPS = "/var/backups/kitward";
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private static final String CODE =
      """
      node 'kit.lab' { include kitward::server }
      node 'puppet.lab' { class { 'kitward': manage_connector => false } include kitward::voucher }
      node default { include kitward kitward::tag(%s) }
      """;

  private static final String DOCUMENTS =
      """
      apiVersion: kitward/v1
      kind: Bundle
      metadata: {name: baseline}
      spec: {services: [process-exporter]}
      ---
      apiVersion: kitward/v1
      kind: Policy
      metadata: {name: baseline}
      spec: {selector: linux, effect: require, bundles: [baseline]}
      ---
      apiVersion: kitward/v1
      kind: Bundle
      metadata: {name: extras}
      spec: {services: [node-exporter]}
      ---
      apiVersion: kitward/v1
      kind: Policy
      metadata: {name: extras}
      spec: {selector: extra, effect: require, bundles: [extras]}
      """;

  private final Stage stage;
  private final PuppetServer puppet;
  private final PuppetAgent kit;
  private final PuppetAgent node;

  ServerPackageE2E(Stage stage) {
    this.stage = stage;
    Lab lab = stage.mission().lab();
    this.puppet = stage.mission().puppet();
    this.kit = PuppetAgent.on(lab.host("kit", PuppetAgent.LAYER));
    this.node = PuppetAgent.on(lab.host("n8", PuppetAgent.LAYER));
  }

  @BeforeAll
  void code() {
    kit.host().copy(serverPackage(stage.mission().lab().home()), DEB);
    puppet.writeManifest(CODE.formatted("'linux'"));
    puppet.writeData(KIT, settings(""));
    for (String client : List.of(NODE, "puppet.lab")) {
      puppet.writeData(client, "kitward::server: kit.lab\nkitward::node_port: 4320\n");
    }
  }

  @AfterAll
  void theStageIsAsBefore() {
    for (String name : List.of(KIT, NODE, "puppet.lab")) {
      puppet.writeData(name, "{}\n");
    }
    stage.mission().puppetCode("site-without-database.pp");
    kit.host().powerOff();
    node.host().powerOff();
  }

  private static Path serverPackage(Path home) {
    Output built =
        Commands.run(
            new ProcessBuilder("sh", home.resolve("server/package.sh").toString()),
            Duration.ofMinutes(10));
    return Path.of(
        built.orThrow("building the server's package").stdout().lines().toList().getLast());
  }

  private static String settings(String more) {
    return "kitward::server::package_source: " + DEB + "\n" + more;
  }

  /** The command line on the server's own machine. */
  private Output kitward(String... words) {
    var command =
        new ArrayList<>(
            List.of(
                "env",
                "KITWARD_SERVER=https://" + KIT + ":8443",
                "KITWARD_CA=/var/lib/kitward/ca/ca.pem",
                "KITWARD_TOKEN_FILE=/var/lib/kitward/admin.token",
                "kitward"));
    command.addAll(List.of(words));
    return kit.host().run(LIMIT, command.toArray(String[]::new));
  }

  private String onKit(String command) {
    return kit.host().run(LIMIT, "sh", "-euc", command).orThrow(command).stdout().strip();
  }

  private Output restore(String database, String... options) {
    String keys = database.replace(".database", ".keys.tar");
    var command = new ArrayList<>(List.of("kitward-server", "restore", database, keys));
    command.addAll(List.of(options));
    return kit.host().run(LIMIT, command.toArray(String[]::new));
  }

  private void awaitService(String service, String goal) {
    kitward("wait", NODE + "/" + service, "--for=" + goal, "--timeout=2m")
        .orThrow("waiting for " + service);
  }

  @Test
  @Order(1)
  void oneRunMakesAServerAndTheNextChangesNothing() {
    kit.run().orThrow();

    assertThat(onKit("systemctl is-active kitward-server kitward-backup.timer"))
        .isEqualTo("active\nactive");
    kitward("status").orThrow("the status right after the run");
    PuppetRun again = kit.run();
    assertThat(again.exit()).as(again.output()).isZero();
    assertThat(onKit("stat -c '%U %a' /etc/kitward/node-door.key /etc/kitward/database.password"))
        .isEqualTo("kitward 400\nkitward 400");
    assertThat(onKit("runuser -u postgres -- psql -XAtc \"show fsync\"")).isEqualTo("on");
  }

  @Test
  @Order(2)
  void aNodeGetsItsToolsFromItOnThePuppetServersWord() {
    kit.host().write("/root/documents.yaml", DOCUMENTS, "0644");
    kitward("apply", "-f", "/usr/share/kitward/catalog", "-f", "/root/documents.yaml")
        .orThrow("applying the documents");
    PuppetAgent.configured(puppet.host()).run().orThrow();
    assertThat(kitward("get", "vouchers").orThrow("the vouchers").stdout()).contains("puppet.lab");

    node.run().orThrow();

    awaitService("process-exporter", "phase=ok");
    assertThat(kitward("get", "tags", NODE, "-o", "json").orThrow("the tags").stdout())
        .contains("\"trust\" : \"vouched\"");
  }

  @Test
  @Order(3)
  void whatCannotBeCarriedOutIsSaidInTheRunAndTasksAnswer() {
    puppet.writeManifest(CODE.formatted("'linux') kitward::service('proces-exporter'"));
    node.run().orThrow();
    kitward("wait", NODE + "/process-exporter", "--for=phase=ok", "--timeout=1m").orThrow("ok");
    PuppetRun again = node.run();
    assertThat(again.exit()).as(again.output()).isZero();
    assertThat(again.output())
        .contains("Kitward says: assigned by kitward::service() and not carried out")
        .contains("there is no service named 'proces-exporter'");
    puppet.writeManifest(CODE.formatted("'linux'"));
    node.run().orThrow();

    node.host().copy(stage.mission().lab().home().resolve("puppet/kitward"), "/root/kitward");
    assertThat(task("check", "{}")).contains("process-exporter");
    assertThat(task("tag", "{\"tags\":\"backup=weekly\"}")).contains("backup=weekly");
    assertThat(task("tag", "{\"remove\":[\"backup=weekly\"]}")).doesNotContain("backup");
    assertThat(task("explain", "{}")).contains("\"process-exporter\":{").contains("baseline");
    assertThat(task("explain", "{\"service\":\"process-exporter\"}")).contains("baseline");
  }

  private String task(String name, String parameters) {
    String command = "echo '" + parameters + "' | /root/kitward/tasks/" + name;
    return node.host().run("sh", "-c", command).orThrow("the task " + name).stdout();
  }

  @Test
  @Order(4)
  void aMistakeInHieraFailsBeforeItIsInForce() {
    String before = kit.host().read(CONFIGURATION);
    String started = onKit("systemctl show -P ActiveEnterTimestampMonotonic kitward-server");
    puppet.writeData(KIT, settings("kitward::server::settings: {people: {prot: 1}}\n"));

    PuppetRun run = kit.run();

    assertThat(run.exit()).isIn(4, 6);
    assertThat(run.output()).contains("people.prot: there is no such key");
    assertThat(kit.host().read(CONFIGURATION)).isEqualTo(before);
    assertThat(onKit("systemctl show -P ActiveEnterTimestampMonotonic kitward-server"))
        .isEqualTo(started);
    puppet.writeData(KIT, settings(""));
    assertThat(kit.run().exit()).isZero();
  }

  /**
   * After the backup the node is told more and more. The restored server begins below that, and is
   * believed all the same.
   */
  @Test
  @Order(5)
  void aBackupBringsTheServerBackAndNodesGoOn() {
    kitward("tag", NODE, "kept").orThrow("a tag in the backup");
    onKit("systemctl start kitward-backup.service");
    String database = onKit("ls " + BACKUPS + "/*.database");
    assertThat(onKit("stat -c %U%a " + BACKUPS + "/kitward-*")).isEqualTo("kitward600\nkitward600");
    onKit("kitward-server backup --backup.keep=1");
    String kept = onKit("ls " + BACKUPS + "/*.database");
    assertThat(kept.lines()).hasSize(1).doesNotContain(database);
    database = kept;

    for (int i = 0; i < 2; i++) {
      kitward("tag", NODE, "extra").orThrow("a tag after the backup");
      awaitService("node-exporter", "condition=Running");
      kitward("tag", NODE, "extra-").orThrow("and off again");
      awaitService("node-exporter", "gone");
    }

    assertThat(restore(database).stderr()).contains("systemctl stop kitward-server");
    onKit("systemctl stop kitward-server");
    assertThat(restore(database).stderr()).contains("--replace");
    onKit(
        "head -c 20000 "
            + database
            + " >/root/cut.database; cp "
            + database.replace("database", "keys.tar")
            + " /root/cut.keys.tar; chmod 755 /root");
    Output cut = restore("/root/cut.database", "--replace");
    assertThat(cut.exit()).as(cut.toString()).isEqualTo(1);
    restore(database, "--replace").orThrow("restoring");
    restore(database, "--replace").orThrow("restoring once more");
    onKit("systemctl start kitward-server");

    assertThat(kitward("get", "tags", NODE).orThrow("the tags").stdout())
        .contains("kept")
        .doesNotContain("extra");
    kitward("tag", NODE, "extra").orThrow("a tag after the restore");
    awaitService("node-exporter", "condition=Running");
  }

  @Test
  @Order(6)
  void anEmptyMachineBecomesTheServerAgain() {
    String database = onKit("ls " + BACKUPS + "/*.database");
    onKit("systemctl stop kitward-server");
    onKit("runuser -u postgres -- psql -Xqc 'drop database kitward'");
    onKit("rm -rf /var/lib/kitward/*");
    onKit("kitward-server database >/dev/null");

    restore(database).orThrow("restoring into an empty database");
    kit.run().orThrow();

    assertThat(kitward("get", "tags", NODE).orThrow("the tags").stdout()).contains("kept");
    kitward("wait", NODE, "--for=phase=ok", "--timeout=2m")
        .orThrow("the node on the server that came back");
  }

  @Test
  @Order(7)
  void whatIsPreciousOutlivesThePackage() {
    onKit("DEBIAN_FRONTEND=noninteractive apt-get purge -y -qq kitward-server >/dev/null");

    assertThat(onKit("ls -d /var/lib/kitward/secrets.key " + BACKUPS + "/*.database").lines())
        .hasSize(2);
    assertThat(kit.host().run("systemctl", "is-active", "kitward-server").stdout())
        .contains("inactive");
    assertThat(onKit("runuser -u postgres -- psql -XAtlq | grep -c '^kitward|'")).isEqualTo("1");
  }
}
