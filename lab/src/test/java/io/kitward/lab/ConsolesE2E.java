package io.kitward.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Prometheus, Zabbix, Icinga 2, Nagios and Munin at once: two servers get a tag, and all five know
 * them and receive their data, with no hand on any console.
 */
@Order(75)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@ExtendWith(SharedStage.class)
class ConsolesE2E {

  private static final String SOURCE = "user/consoles";
  private static final String MUNIN_FILE = "/etc/munin/munin-conf.d/kitward.conf";
  private static final List<String> NODES = AllConsoles.NODES;

  /** Each service with the consoles that it registers in. */
  private static final Map<String, List<String>> CONSOLES =
      new TreeMap<>(
          Map.of(
              "munin-node", List.of("munin-lab"),
              "node-exporter", List.of("prometheus-lab"),
              "nrpe", List.of("icinga-lab", "nagios-lab"),
              "zabbix-agent2", List.of("zabbix-lab")));

  private final Stage stage;
  private AllConsoles consoles;

  /** Values that nobody but who needs them may ever see. */
  private final List<String> planted = new ArrayList<>();

  ConsolesE2E(Stage stage) {
    this.stage = stage;
  }

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    consoles = AllConsoles.start(stage, folder);
  }

  @AfterAll
  void asBefore() {
    AllConsoles.NODES.forEach(node -> stage.api().tags(node, SOURCE, List.of()));
    consoles.forget();
  }

  @Test
  @Order(1)
  void aTagAloneMakesEveryConsoleKnowTheServersAndReceiveTheirData() {
    Instant tagged = Instant.now();
    NODES.forEach(node -> stage.api().tags(node, SOURCE, List.of("watched", "tier=gold")));

    for (String node : NODES) {
      for (String service : CONSOLES.keySet()) {
        stage.await(service + " proven on " + node, () -> isProven(node, service), node);
      }
    }

    System.out.println(table(tagged));
    assertThat(consoles.zabbixHost(Stage.DB1).path("tags").toString())
        .contains("tier")
        .contains("gold");
    assertThat(consoles.zabbixHost(Stage.DB1).path("groups").toString()).contains("Kitward");
    assertThat(
            consoles
                .icinga
                .get("/v1/objects/services/db1.lab!nrpe")
                .getFirst()
                .path("attrs")
                .path("state")
                .asInt(9))
        .isLessThan(2);
    assertThat(consoles.nagios.read("/var/lib/nagios4/status.dat"))
        .contains("host_name=db1.lab")
        .contains("host_name=web1.lab");
    for (String node : NODES) {
      assertThat(consoles.figureOfMunin(node)).matches("(?s).*[0-9]+: [0-9.]+\\s*");
    }
    assertThat(stage.mission().prometheus("up{certname=\"web1.lab\",service=\"node-exporter\"}"))
        .containsExactly("1");
  }

  private boolean isProven(String node, String service) {
    return stage.condition(node, service, "Registered").path("status").asString("").equals("True")
        && stage.condition(node, service, "Proven").path("status").asString("").equals("True");
  }

  /** Node, console, when the service was registered and proven there. */
  private String table(Instant tagged) {
    var lines = new ArrayList<String>();
    lines.add("| node | console | service | running after | registered after | proven after |");
    lines.add("|---|---|---|---|---|---|");
    for (String node : NODES) {
      List<JsonNode> events =
          stage
              .api()
              .get("/v1/nodes/" + node + "/events?limit=1000")
              .path("items")
              .valueStream()
              .toList();
      CONSOLES.forEach(
          (service, consoles) ->
              consoles.forEach(
                  console ->
                      lines.add(
                          "| %s | %s | %s | %s | %s | %s |"
                              .formatted(
                                  node,
                                  console,
                                  service,
                                  after(
                                      tagged,
                                      stage
                                          .condition(node, service, "Running")
                                          .path("since")
                                          .asString("")),
                                  after(
                                      tagged, told(events, tagged, service, "registered", console)),
                                  after(
                                      tagged, told(events, tagged, service, "proven", console))))));
    }
    return String.join("\n", lines);
  }

  /** When an event of a service first told of a console after the tag; empty: before it. */
  private static String told(
      List<JsonNode> events, Instant tagged, String service, String kind, String console) {
    return events.stream()
        .filter(event -> !Instant.parse(event.path("at").asString("")).isBefore(tagged))
        .filter(event -> event.path("service").asString("").equals(service))
        .filter(event -> event.path("kind").asString("").equals(kind))
        .filter(event -> event.path("message").asString("").contains(console))
        .map(event -> event.path("at").asString(""))
        .min(String::compareTo)
        .orElse("");
  }

  private static String after(Instant tagged, String at) {
    return at.isEmpty()
        ? "-"
        : Duration.between(tagged, Instant.parse(at)).toMillis() / 1000.0 + " s";
  }

  @Test
  @Order(2)
  void anotherTagIsAnotherValueInTheConsole() {
    stage.api().tags(Stage.DB1, SOURCE, List.of("watched", "tier=silver"));

    stage.await(
        "the other tier in Zabbix",
        () -> consoles.zabbixHost(Stage.DB1).path("tags").toString().contains("silver"),
        Stage.DB1);
    assertThat(consoles.zabbixHost(Stage.DB1).path("tags").toString()).doesNotContain("gold");
    assertThat(consoles.zabbixHost(Stage.WEB1).path("tags").toString()).contains("gold");
  }

  @Test
  @Order(3)
  void aHostThatAPersonDeletedComesBackAndTheLedgerIsClean() {
    String id = consoles.zabbixHost(Stage.WEB1).path("hostid").asString("");
    consoles.zabbix.call("host.delete", List.of(id));

    stage.await(
        "web1's host in Zabbix",
        () -> !consoles.zabbixHost(Stage.WEB1).path("hostid").isMissingNode(),
        Stage.WEB1);

    Mission.await(
        "a clean ledger",
        Stage.LIMIT,
        () -> check("zabbix-lab").exit() == 0,
        () -> check("zabbix-lab").stdout());
    assertThat(check("icinga-lab").exit()).isZero();
  }

  private Output check(String backend) {
    return stage.mission().server().command("backend", "check", backend);
  }

  @Test
  @Order(4)
  void aConsoleThatIsAwayIsOneExceptionAndNothingIsWrongWithTheServers() {
    consoles.zabbix.host().run("systemctl", "stop", "nginx").orThrow("stopping Zabbix' front end");
    try {
      stage.await(
          "the doubt",
          () ->
              NODES.stream()
                  .allMatch(
                      node ->
                          stage
                              .condition(node, "zabbix-agent2", "Registered")
                              .path("reason")
                              .asString("")
                              .equals("ConsoleUnreachable")),
          Stage.DB1);
      Mission.await(
          "the exception",
          Stage.LIMIT,
          () -> consoleExceptions() == 1,
          () -> stage.api().get("/v1/exceptions?state=open").toString());
      Mission.await(
          "people's e-mail",
          Stage.LIMIT,
          () -> consoles.letters().contains(": console, zabbix-lab"),
          consoles::letters);
    } finally {
      consoles.zabbix.host().run("systemctl", "start", "nginx").orThrow("starting it again");
    }
    stage.await(
        "the proof again",
        () -> NODES.stream().allMatch(node -> isProven(node, "zabbix-agent2")),
        Stage.DB1);
  }

  private long consoleExceptions() {
    return stage
        .api()
        .get("/v1/exceptions?state=open&limit=1000")
        .path("items")
        .valueStream()
        .filter(each -> each.path("kind").asString("").equals("console"))
        .count();
  }

  @Test
  @Order(5)
  void whoIsSuspendedIsSilentInTheConsolesAsLong() {
    var server = stage.mission().server();
    server.command("suspend", Stage.DB1, "--for", "1h", "--reason", "moving").orThrow("suspending");

    try {
      stage.await(
          "silence in both",
          () ->
              consoles.silentInZabbix().equals(List.of(Stage.DB1))
                  && consoles.silentInIcinga().equals(List.of(Stage.DB1)),
          Stage.DB1);
    } finally {
      server.command("resume", Stage.DB1).orThrow("going on");
    }
    stage.await(
        "no silence any more",
        () -> consoles.silentInZabbix().isEmpty() && consoles.silentInIcinga().isEmpty(),
        Stage.DB1);
  }

  @Test
  @Order(6)
  void aRotatedKeyReachesAgentAndConsole() {
    String before = consoles.key(Stage.DB1);

    stage
        .mission()
        .server()
        .command("secret", "rotate", "zabbix-agent2-psk")
        .orThrow("rotating the keys");

    stage.await(
        "the new key on both",
        () -> !consoles.key(Stage.DB1).equals(before) && consoles.keysAgree(),
        Stage.DB1);
    stage.await(
        "their proof with it",
        () -> NODES.stream().allMatch(node -> isProven(node, "zabbix-agent2")),
        Stage.DB1);
    planted.add(before);
    planted.add(consoles.key(Stage.DB1));
  }

  @Test
  @Order(7)
  void anAgentThatAnswersNobodyIsShownWithTheReasonThoughItRuns() {
    stage.api().tags(Stage.WEB1, SOURCE, List.of("watched", "misdirected"));

    stage.await(
        "the missing proof",
        () ->
            stage
                .condition(Stage.WEB1, "zabbix-agent2", "Proven")
                .path("status")
                .asString("")
                .equals("False"),
        Stage.WEB1);

    String why =
        stage.condition(Stage.WEB1, "zabbix-agent2", "Proven").path("message").asString("");
    System.out.println("an agent that answers nobody: " + why);
    assertThat(why).isNotBlank();
    assertThat(stage.isHealthy(Stage.WEB1, "zabbix-agent2")).isTrue();
    assertThat(isProven(Stage.DB1, "zabbix-agent2")).isTrue();
  }

  /** Also from what people get to see of it, and from what the node hands over. */
  @Test
  @Order(8)
  void noSecretIsToBeFoundAnywhere(@TempDir Path folder) throws IOException {
    planted.add(consoles.zabbix.token());
    planted.add(IcingaServer.PASSWORD);
    var texts = new TreeMap<String, String>();
    texts.put("the server's log", Files.readString(stage.mission().server().log()));
    for (String path :
        List.of(
            "/v1/backends",
            "/v1/status",
            "/v1/documents?limit=1000",
            "/v1/events?limit=1000",
            "/v1/audit?limit=1000",
            "/v1/exceptions?limit=1000&state=all",
            "/v1/secrets",
            "/v1/instances?limit=1000",
            "/v1/nodes/db1.lab",
            "/v1/nodes/db1.lab/explain?service=zabbix-agent2",
            "/v1/backends/zabbix-lab/ledger",
            "/v1/backends/icinga-lab/ledger")) {
      texts.put(path, stage.api().get(path).toString());
    }
    for (String node : NODES) {
      texts.put(
          "the journal of " + node,
          consoles.host(node).run("journalctl", "-u", "kitward-connector", "--no-pager").stdout());
      Path archive = folder.resolve(node + ".tar.gz");
      stage
          .mission()
          .server()
          .command("diagnostics", node, "-f", archive.toString())
          .orThrow("fetching diagnostics");
      texts.put(
          "the diagnostics of " + node,
          Commands.run(
                  new ProcessBuilder("tar", "-xzOf", archive.toString()), Duration.ofMinutes(1))
              .orThrow("unpacking them")
              .stdout());
    }
    try (Database database = Database.open(stage.mission().server())) {
      texts.put("the database", database.everything());
    }

    assertThat(planted).hasSizeGreaterThanOrEqualTo(4).allMatch(secret -> secret.length() > 10);
    texts.forEach(
        (where, text) -> {
          assertThat(text).as(where).isNotEmpty();
          planted.forEach(
              secret ->
                  assertThat(text.contains(secret))
                      .as("%s holds a secret that begins with %s", where, secret.substring(0, 4))
                      .isFalse());
        });
  }

  @Test
  @Order(9)
  void whoIsWatchedNoMoreIsGoneFromEveryConsole() {
    stage.api().tags(Stage.WEB1, SOURCE, List.of());

    stage.await(
        "the end of web1's host in Zabbix",
        () -> consoles.zabbixHost(Stage.WEB1).path("hostid").isMissingNode(),
        Stage.WEB1);
    stage.await(
        "the end of web1's host in Icinga",
        () -> consoles.icinga.get("/v1/objects/hosts/web1.lab").isEmpty(),
        Stage.WEB1);
    stage.await(
        "the end of web1 in Nagios' file",
        () -> !consoles.nagios.read("/etc/nagios4/conf.d/kitward.cfg").contains("web1.lab"),
        Stage.WEB1);
    stage.await(
        "the end of web1 in Munin's file",
        () -> !consoles.nagios.read(MUNIN_FILE).contains("web1.lab"),
        Stage.WEB1);
    assertThat(consoles.zabbixHost(Stage.DB1).path("hostid").isMissingNode()).isFalse();
    assertThat(consoles.nagios.read("/etc/nagios4/conf.d/kitward.cfg")).contains("db1.lab");
    assertThat(consoles.nagios.read(MUNIN_FILE)).contains("[kitward;db1.lab]");
    assertThat(consoles.nagios.run("systemctl", "is-active", "nagios4").stdout().strip())
        .isEqualTo("active");
  }
}
