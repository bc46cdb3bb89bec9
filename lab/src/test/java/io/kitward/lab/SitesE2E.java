package io.kitward.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
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
 * A site: db1, web1 and a Zabbix that the server can't reach. web1's connector asks it for the
 * server. Then the whole site is cut off, and comes back.
 */
@Order(77)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@ExtendWith(SharedStage.class)
class SitesE2E {

  private static final String SOURCE = "user/sites";
  private static final String AGENT = "zabbix-agent2";
  private static final String GATE = Stage.WEB1;
  private static final List<String> NODES = List.of(Stage.DB1, GATE);

  /**
   * What is sent to the server goes to a station that is not there: it is lost, as on a cut line.
   */
  private static final String CUT =
      "ip neigh replace \"$0\" lladdr 02:00:00:00:00:fe dev host0 nud permanent";

  private static final String MENDED = "ip neigh del \"$0\" dev host0 2>/dev/null || true";

  private static final String DOCUMENTS =
      """
      apiVersion: kitward/v1
      kind: Backend
      metadata: {name: zabbix-site, description: The Zabbix of a site}
      spec:
        type: zabbix
        url: http://zbx.lab:8080/api_jsonrpc.php
        through: web1.lab
        secret: secret:site-token@1
        hosts:
          - {selector: all, groups: [Kitward]}
      ---
      apiVersion: kitward/v1
      kind: Policy
      metadata: {name: sited, description: Servers of the site are watched by its Zabbix}
      spec:
        selector: sited
        effect: require
        services: [zabbix-agent2]
        parameters:
          zabbix-agent2: {servers: [ZBX_ADDRESS]}
      """;

  private final Stage stage;
  private final LabHost db1;
  private final LabHost web1;
  private ZabbixServer zabbix;
  private Instant begun = Instant.EPOCH;

  SitesE2E(Stage stage) {
    this.stage = stage;
    this.db1 = stage.mission().db1().host();
    this.web1 = stage.mission().web1().host();
  }

  @BeforeAll
  void site(@TempDir Path folder) throws IOException {
    stage.servers();
    begun = Instant.now();
    zabbix = ZabbixServer.start(stage.mission().lab());
    sh(zabbix.host(), CUT);
    stage.secret("site-token", zabbix.token());
    Path file =
        Files.writeString(
            folder.resolve("site.yaml"), DOCUMENTS.replace("ZBX_ADDRESS", zabbix.host().address()));
    var _ =
        stage
            .mission()
            .server()
            .command("apply", "-f", file.toString())
            .orThrow("applying the site");
  }

  @AfterAll
  void asBefore() {
    Stream.of(db1, web1, zabbix.host()).forEach(host -> sh(host, MENDED));
    NODES.forEach(node -> stage.api().tags(node, SOURCE, List.of()));
    for (String document : List.of("Policy/sited", "Backend/zabbix-site")) {
      var _ = stage.api().send("DELETE", "/v1/documents/" + document, "", "");
    }
  }

  private void sh(LabHost host, String script) {
    host.run("sh", "-euc", script, stage.mission().lab().address("kitward"))
        .orThrow(script + " on " + host.name());
  }

  private String sql(String query) {
    return zabbix
        .host()
        .run("su", "postgres", "-c", "psql -At zabbix -c \"" + query + "\"")
        .orThrow("asking Zabbix' database")
        .stdout();
  }

  private String tags(String certname) {
    return sql(
        "select tag, value from host_tag join hosts using (hostid) where host = '"
            + certname
            + "'");
  }

  private boolean isProven(String node) {
    return status(node, "Registered").equals("True") && status(node, "Proven").equals("True");
  }

  private String status(String node, String condition) {
    return stage.condition(node, AGENT, condition).path("status").asString("");
  }

  /** Those that opened since the class began. */
  private List<JsonNode> exceptions() {
    return stage
        .api()
        .get("/v1/exceptions?state=open&limit=1000")
        .path("items")
        .valueStream()
        .filter(one -> !Instant.parse(one.path("since").asString("")).isBefore(begun))
        .toList();
  }

  @Test
  @Order(1)
  void aTagAloneRegistersTheSitesServersInAConsoleThatOnlyTheSiteReaches() {
    assertThat(Mission.open(zabbix.host(), 8080)).as("the server reaches Zabbix").isFalse();
    NODES.forEach(node -> stage.api().tags(node, SOURCE, List.of("sited", "tier=silver")));

    for (String node : NODES) {
      stage.await("proof of " + node, () -> isProven(node), node);
      assertThat(tags(node)).contains("kitward.id|").contains("tier|silver");
    }

    assertThat(exceptions()).isEmpty();
    assertThat(backend().path("through").asString("")).isEqualTo(GATE);
    assertThat(stage.mission().server().command("get", "backends", "-o", "wide").stdout())
        .contains("api_jsonrpc.php through " + GATE);
    assertThat(stage.mission().server().command("backend", "check", "zabbix-site").exit())
        .as("people look through it, too")
        .isZero();
    assertThat(Mission.open(zabbix.host(), 8080)).as("the server reaches Zabbix").isFalse();
  }

  private JsonNode backend() {
    return stage
        .api()
        .get("/v1/backends")
        .path("items")
        .valueStream()
        .filter(one -> one.path("name").asString("").equals("zabbix-site"))
        .findFirst()
        .orElseThrow();
  }

  /** The credential went over the session in every request. */
  @Test
  @Order(2)
  void theConsolesCredentialIsToBeFoundNowhereOnTheWay(@TempDir Path folder) throws IOException {
    Path archive = folder.resolve("gate.tar.gz");
    stage
        .mission()
        .server()
        .command("diagnostics", GATE, "-f", archive.toString())
        .orThrow("fetching diagnostics");
    var texts = new TreeMap<String, String>();
    texts.put("the server's log", Files.readString(stage.mission().server().log()));
    texts.put("the node's journal", web1.run("journalctl", "--no-pager").stdout());
    texts.put("events", stage.api().get("/v1/events?limit=1000").toString());
    texts.put("the audit trail", stage.api().get("/v1/audit?limit=1000").toString());
    texts.put(
        "the diagnostics",
        Commands.run(new ProcessBuilder("tar", "-xzOf", archive.toString()), Duration.ofMinutes(1))
            .orThrow("unpacking them")
            .stdout());
    texts.forEach(
        (where, text) ->
            assertThat(text.contains(zabbix.token())).as(where + " holds the token").isFalse());
    Output found =
        web1.run(
            "grep",
            "-rlF",
            zabbix.token(),
            "/var/lib/kitward-connector",
            "/run/kitward-connector",
            "/etc/kitward",
            "/var/log");
    assertThat(found.stdout()).as("files of the gate with the token").isEmpty();
    assertThat(texts.get("the node's journal"))
        .contains("asks the console at zbx.lab:8080 for the server");
  }

  @Test
  @Order(3)
  void aSiteThatIsCutOffGoesOnEnforcingAndCatchesUp() {
    long mark = Timeline.now(stage.api());
    sh(db1, CUT);
    sh(web1, CUT);

    db1.run("systemctl", "stop", AGENT).orThrow("stopping the agent");
    Mission.await(
        "the agent again, by its connector alone",
        Stage.LIMIT,
        () -> db1.run("systemctl", "is-active", AGENT).stdout().strip().equals("active"),
        () -> db1.run("journalctl", "-u", "kitward-connector", "-n", "30").stdout());
    stage.api().tags(Stage.DB1, SOURCE, List.of("sited", "tier=gold"));

    stage.await(
        "one exception of the console",
        () -> words().contains("through web1.lab: its connector is not connected"),
        GATE);
    for (String node : NODES) {
      assertThat(status(node, "Registered")).isEqualTo("Unknown");
      assertThat(stage.condition(node, AGENT, "Registered").path("reason").asString(""))
          .isEqualTo("ConsoleUnreachable");
    }
    assertThat(exceptions()).hasSize(1);
    assertThat(tags(Stage.DB1)).contains("tier|silver");

    sh(db1, MENDED);
    sh(web1, MENDED);
    stage.await("the new tag in Zabbix", () -> tags(Stage.DB1).contains("tier|gold"), Stage.DB1);
    stage.await("the repair's event", () -> repaired(mark) == 1, Stage.DB1);
    NODES.forEach(node -> stage.await("proof of " + node, () -> isProven(node), node));
    stage.await("the end of the exception", () -> exceptions().isEmpty(), GATE);
  }

  private String words() {
    return exceptions().stream()
        .filter(one -> one.path("kind").asString("").equals("console"))
        .map(one -> one.path("message").asString(""))
        .findFirst()
        .orElse("");
  }

  private long repaired(long mark) {
    return Timeline.since(stage.api(), Stage.DB1, mark).events().stream()
        .filter(event -> event.kind().equals("repaired") && event.service().equals(AGENT))
        .count();
  }
}
