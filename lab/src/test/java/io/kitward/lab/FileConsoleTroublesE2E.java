package io.kitward.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nagios and Munin on a host of their own, on which people have hosts of theirs too: away, with a
 * namesake, with a checker that hangs or refuses, with Kitward's files changed and removed. What is
 * people's own is as before in the end, byte for byte.
 */
@Order(71)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@ExtendWith(SharedStage.class)
class FileConsoleTroublesE2E {

  private static final String NAG = "nag.lab";
  private static final String SOURCE = "user/filed";
  private static final String NAGIOS_FILE = "/etc/nagios4/conf.d/kitward.cfg";
  private static final String MUNIN_FILE = "/etc/munin/munin-conf.d/kitward.conf";

  private static final String DOCUMENTS =
      """
      apiVersion: kitward/v1
      kind: Backend
      metadata: {name: nagios-lab}
      spec: {type: files, registersAs: nagios, configure: {node: nag.lab, services: [{name: nagios-hosts}]}}
      ---
      apiVersion: kitward/v1
      kind: Backend
      metadata: {name: munin-lab}
      spec: {type: files, registersAs: munin, configure: {node: nag.lab, services: [{name: munin-hosts}]}}
      ---
      apiVersion: kitward/v1
      kind: Policy
      metadata: {name: filed}
      spec:
        selector: filed
        effect: require
        services: [nrpe, munin-node]
        parameters:
          nrpe: {allowedHosts: [NAG_ADDRESS]}
          munin-node: {masters: [NAG_ADDRESS/32]}
      """;

  /** A host that people watch by themselves. */
  private static final String PEOPLES =
      """
      define host {
        use generic-host
        host_name %1$s
        address 127.0.0.1
        check_command check-host-alive
        max_check_attempts 3
      }
      define service {
        use generic-service
        host_name %1$s
        service_description nrpe
        check_command check-host-alive
      }
      """;

  private final Stage stage;
  private final LabHost nag;
  private String foreign = "";

  FileConsoleTroublesE2E(Stage stage) {
    this.stage = stage.servers();
    Lab lab = stage.mission().lab();
    lab.prepare("nagios");
    this.nag = lab.host("nag", "nagios");
  }

  @BeforeAll
  void consolesThatPeopleUse(@TempDir Path folder) throws IOException {
    stage.enrolled(PuppetAgent.on(nag));
    nag.write("/etc/nagios4/conf.d/people.cfg", PEOPLES.formatted("theirs.lab"), "0640");
    nag.run("chgrp", "nagios", "/etc/nagios4/conf.d/people.cfg").orThrow("its group");
    nag.write(
        "/etc/munin/munin-conf.d/people.conf",
        "[people;theirs.lab]\n  address 127.0.0.1\n  update no\n",
        "0644");
    foreign = foreign();
    Path file = folder.resolve("consoles.yaml");
    Files.writeString(file, DOCUMENTS.replace("NAG_ADDRESS", nag.address()));
    stage.mission().server().command("apply", "-f", file.toString()).orThrow("applying them");
    awaitNag("nagios-hosts");
    awaitNag("munin-hosts");
  }

  /** Everything in the consoles' folders that is none of Kitward's: mode, owner, content. */
  private String foreign() {
    return nag.run(
            "sh",
            "-euc",
            """
            find /etc/nagios4 /etc/munin ! -name kitward.cfg ! -name kitward.conf \\
              ! -type d -printf '%p %m %u %g %l\\n' -exec sha256sum {} \\; | sort
            """)
        .orThrow("looking at the consoles' folders")
        .stdout();
  }

  private void awaitNag(String service) {
    stage.await(service + " on nag", () -> stage.isWell(NAG, service), NAG);
  }

  @AfterAll
  void asBefore() {
    tag(Stage.DB1, false);
    tag(Stage.WEB1, false);
    for (String document : List.of("Policy/filed", "Backend/nagios-lab", "Backend/munin-lab")) {
      stage.delete(document);
    }
    stage.await(
        "the end of both services on nag", () -> stage.mission().instances(NAG).isEmpty(), NAG);
    assertThat(nag.run("ls", NAGIOS_FILE, MUNIN_FILE).stdout()).isEmpty();
    assertThat(foreign()).isEqualTo(foreign);
    nag.run("rm", "/etc/nagios4/conf.d/people.cfg", "/etc/munin/munin-conf.d/people.conf")
        .orThrow("taking people's hosts away");
  }

  private void tag(String node, boolean filed) {
    stage.api().tags(node, SOURCE, filed ? List.of("filed") : List.of());
  }

  private String condition(String node, String service, String type, String field) {
    return stage.condition(node, service, type).path(field).asString("");
  }

  private boolean isRegistered(String node, String service) {
    return condition(node, service, "Registered", "status").equals("True");
  }

  private void awaitRegistered(String node, String service) {
    stage.await(service + " registered on " + node, () -> isRegistered(node, service), NAG);
  }

  /** The process of a unit's daemon; 0 while it does not run. */
  private String process(String unit) {
    return nag.run("systemctl", "show", "-P", "MainPID", unit).stdout().strip();
  }

  /** How often Nagios has read its configuration again. */
  private int reloads() {
    return Integer.parseInt(
        nag.run("sh", "-c", "grep -c 'Caught SIGHUP' /var/log/nagios4/nagios.log")
            .stdout()
            .strip());
  }

  private long consoleExceptions() {
    return stage
        .api()
        .get("/v1/exceptions?state=open&limit=1000")
        .path("items")
        .valueStream()
        .filter(each -> each.path("kind").asString("").equals("console"))
        .filter(each -> each.path("message").asString("").matches("(nagios|munin)-lab .*"))
        .count();
  }

  @Test
  @Order(1)
  void consolesThatAreAwayDuringTheWholeDeploymentCatchUp() {
    int reloads = reloads();
    nag.run("systemctl", "stop", "kitward-connector", "nagios4", "cron").orThrow("stopping all");
    tag(Stage.DB1, true);
    for (String service : List.of("nrpe", "munin-node")) {
      stage.await(service, () -> stage.isHealthy(Stage.DB1, service), Stage.DB1);
      stage.await(
          "the doubt",
          () -> condition(Stage.DB1, service, "Registered", "reason").equals("ConsoleUnreachable"),
          Stage.DB1);
      assertThat(condition(Stage.DB1, service, "Registered", "message"))
          .contains("the connector of nag.lab is not connected");
    }
    stage.await("an exception each", () -> consoleExceptions() == 2, Stage.DB1);
    assertThat(nag.read(NAGIOS_FILE) + nag.read(MUNIN_FILE)).doesNotContain("db1.lab");

    nag.run("systemctl", "start", "kitward-connector").orThrow("starting its connector alone");
    awaitRegistered(Stage.DB1, "nrpe");
    awaitRegistered(Stage.DB1, "munin-node");
    stage.await("the end of both exceptions", () -> consoleExceptions() == 0, NAG);
    assertThat(process("nagios4")).isNotEqualTo("0");
    assertThat(process("cron")).isNotEqualTo("0");
    System.out.println("reloads for the deployment: " + (reloads() - reloads));
    assertThat(reloads() - reloads).isLessThanOrEqualTo(1);
  }

  @Test
  @Order(2)
  void aNamesakeThatPeopleWatchKeepsKitwardsFileAsItIsUntilItIsGone() {
    String before = nag.read(NAGIOS_FILE);
    nag.write("/etc/nagios4/conf.d/namesake.cfg", PEOPLES.formatted(Stage.WEB1), "0644");
    int reloads = reloads() + 1;
    nag.run("systemctl", "reload", "nagios4").orThrow("a person's reload");
    stage.await("the namesake in Nagios", () -> reloads() == reloads, NAG);
    String process = process("nagios4");
    try {
      tag(Stage.WEB1, true);
      stage.await(
          "Nagios' refusal",
          () -> condition(NAG, "nagios-hosts", "Configured", "status").equals("False"),
          NAG);
      String words = condition(NAG, "nagios-hosts", "Configured", "message");
      System.out.println("a namesake: " + words);
      assertThat(words).contains("the old one stays").contains("web1.lab");
      awaitRegistered(Stage.WEB1, "munin-node");
      stage.await(
          "an honest reason",
          () -> condition(Stage.WEB1, "nrpe", "Registered", "status").equals("False"),
          Stage.WEB1);
      System.out.println("at it: " + condition(Stage.WEB1, "nrpe", "Registered", "message"));
      assertThat(condition(Stage.WEB1, "nrpe", "Registered", "message"))
          .contains("nag.lab/nagios-hosts")
          .contains("web1.lab");
      assertThat(nag.read(NAGIOS_FILE)).isEqualTo(before);
      assertThat(process("nagios4")).isEqualTo(process);
      assertThat(reloads()).isEqualTo(reloads);
      assertThat(isRegistered(Stage.DB1, "nrpe")).isTrue();
      assertThat(stage.isHealthy(Stage.WEB1, "nrpe")).isTrue();
    } finally {
      nag.run("rm", "/etc/nagios4/conf.d/namesake.cfg").orThrow("the person's second thoughts");
    }
    awaitRegistered(Stage.WEB1, "nrpe");
    awaitNag("nagios-hosts");
    assertThat(process("nagios4")).isEqualTo(process);
  }

  @Test
  @Order(3)
  void checkersThatHangOrRefuseAndAConnectorKilledAmidThemChangeNothing() {
    String nagios = nag.read(NAGIOS_FILE);
    String munin = nag.read(MUNIN_FILE);
    String process = process("nagios4");
    nag.run(
            "sh",
            "-euc",
            """
            mkfifo /run/never.cfg
            cp -p /etc/nagios4/nagios.cfg /run/nagios.cfg
            echo cfg_file=/run/never.cfg >>/etc/nagios4/nagios.cfg
            echo 'of_another_version yes' >/etc/munin/munin-conf.d/other.conf
            """)
        .orThrow("a configuration whose end never comes, and one that Munin does not know");
    try {
      tag(Stage.WEB1, false);
      stage.await("the check that hangs", this::isChecking, NAG);
      String connector = process("kitward-connector");
      nag.run("kill", "-KILL", connector).orThrow("killing the connector");
      stage.await(
          "the connector again",
          () -> !List.of("0", connector).contains(process("kitward-connector")),
          NAG);
      for (String service : List.of("nagios-hosts", "munin-hosts")) {
        stage.await(
            "the refusal of " + service,
            () -> condition(NAG, service, "Configured", "status").equals("False"),
            NAG);
        System.out.println(service + ": " + condition(NAG, service, "Configured", "message"));
      }
      assertThat(condition(NAG, "nagios-hosts", "Configured", "message")).contains("30 s");
      assertThat(condition(NAG, "munin-hosts", "Configured", "message"))
          .contains("of_another_version");
      assertThat(nag.read(NAGIOS_FILE)).isEqualTo(nagios);
      assertThat(nag.read(MUNIN_FILE)).isEqualTo(munin);
      assertThat(process("nagios4")).isEqualTo(process);
    } finally {
      nag.run(
              "sh",
              "-euc",
              """
              mv /run/nagios.cfg /etc/nagios4/nagios.cfg
              rm /run/never.cfg /etc/munin/munin-conf.d/other.conf
              """)
          .orThrow("all as before");
    }
    stage.await("the end of web1 in both", () -> !both().contains(Stage.WEB1), NAG);
    awaitNag("nagios-hosts");
    awaitNag("munin-hosts");
    assertThat(process("nagios4")).isEqualTo(process);
    assertThat(isChecking()).isFalse();
    assertThat(nag.run("find", "/etc/nagios4", "/etc/munin", "-name", ".*").stdout())
        .as("what was half written")
        .isEmpty();
    assertThat(foreign()).isEqualTo(foreign);
  }

  private boolean isChecking() {
    return nag.run("pgrep", "-f", "^nagios4 -v").exit() == 0;
  }

  private String both() {
    return nag.read(NAGIOS_FILE) + nag.read(MUNIN_FILE);
  }

  @Test
  @Order(4)
  void aFileThatPeopleChangedAndOneThatTheyRemovedComeBack() {
    String before = both();
    String process = process("nagios4");
    nag.run(
            "sh",
            "-euc",
            "sed -i 's/db1.lab/db9.lab/' \"$1\"; rm \"$2\"",
            "sh",
            NAGIOS_FILE,
            MUNIN_FILE)
        .orThrow("a person's hand");

    stage.await(
        "both again", () -> nag.run("cat", NAGIOS_FILE, MUNIN_FILE).stdout().equals(before), NAG);
    awaitNag("nagios-hosts");
    awaitNag("munin-hosts");
    awaitRegistered(Stage.DB1, "nrpe");
    assertThat(process("nagios4")).isEqualTo(process);
    assertThat(nag.read("/var/lib/nagios4/status.dat"))
        .contains("host_name=theirs.lab")
        .doesNotContain("db9.lab");
  }
}
