package io.kitward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.cli.Shell.Outcome;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class MigrateCommandTest extends AtCannedServer {

  private static final String FIRST = "GET /v1/nodes?limit=1000&selector=site%3Deast";
  private static final String PUPPETS =
      """
      {"service":"node-exporter","relation":"CONFLICT","manager":"puppet",
       "packages":{"prometheus-node-exporter":"1.5.0"},"units":{},
       "notes":["Puppet manages Service[prometheus-node-exporter] here too (ensure => running)"],
       "changes":["/etc/default/prometheus-node-exporter has another content\\n- ARGS=\\"--collector.cpu\\"\\n+ ARGS=\\"--web.listen-address=:9100\\"",
                  "prometheus-node-exporter.service would be restarted"]}
      """;

  private static String node(String name, boolean connected) {
    return "{\"certname\":\"%s\",\"phase\":\"ok\",\"connected\":%s}".formatted(name, connected);
  }

  private void answers(String node, String tools) {
    String at = "/v1/nodes/" + node + "/operations";
    server
        .on("POST " + at, 202, operation(node, "sent", false, 0, ""))
        .on("GET " + at + "/" + node, 200, operation(node, "done", true, 9, ""))
        .on("GET " + at + "/" + node + "/result", 200, "{\"tools\":[" + tools + "]}");
  }

  private static String operation(String id, String state, boolean over, int size, String message) {
    return "{\"id\":\"%s\",\"kind\":\"tools\",\"state\":\"%s\",\"over\":%s,\"size\":%d,\"message\":\"%s\"}"
        .formatted(id, state, over, size, message);
  }

  private static String tool(String relation) {
    return "{\"service\":\"node-exporter\",\"relation\":\""
        + relation
        + "\",\"packages\":{},\"units\":{},\"notes\":[],\"manager\":\"\",\"changes\":[]}";
  }

  /** Two pages of nodes, of which one is away, one is late, and one says no. */
  private void fleet() {
    server
        .on(
            FIRST,
            200,
            "{\"items\":["
                + node("a.lab", true)
                + ","
                + node("b.lab", true)
                + ","
                + node("away.lab", false)
                + "],\"next\":\"c1\"}")
        .on(
            FIRST + "&after=c1",
            200,
            "{\"items\":["
                + node("c.lab", true)
                + ","
                + node("late.lab", true)
                + ","
                + node("no.lab", true)
                + "]}");
    answers("a.lab", tool("MANAGED"));
    answers("b.lab", PUPPETS + "," + tool("FOREIGN").replace("node-exporter", "snmpd"));
    answers("c.lab", PUPPETS);
    server
        .on(
            "POST /v1/nodes/late.lab/operations",
            202,
            operation("x", "overdue", true, 0, "the node did not answer in time"))
        .on("POST /v1/nodes/no.lab/operations", 403, problem(403, "forbidden"));
  }

  @Test
  void eachToolIsCountedAndNamedWithWhatTakingItOverWouldChange() {
    fleet();
    Outcome outcome = run("migrate", "report", "-l", "site=east");
    assertThat(outcome.exit()).as(outcome.toString()).isZero();
    assertThat(outcome.out().lines().map(line -> line.replaceAll(" +", " ").strip()))
        .contains(
            "SERVICE MANAGED ADOPTABLE PUPPET'S CONFLICT FOREIGN LEAVING",
            "node-exporter 1 · 2 · · ·",
            "snmpd · · · · 1 ·",
            "Puppet's on b.lab, c.lab",
            "Puppet manages Service[prometheus-node-exporter] here too (ensure => running) (2"
                + " nodes)",
            "taking over would change",
            "/etc/default/prometheus-node-exporter has another content (2 nodes)",
            "- ARGS=\"--collector.cpu\"",
            "+ ARGS=\"--web.listen-address=:9100\"",
            "prometheus-node-exporter.service would be restarted (2 nodes)",
            "3 of 6 nodes answered, 3 did not:",
            "away.lab: not connected; unknown",
            "late.lab: no answer in time; unknown",
            "no.lab: What.; unknown");
    assertThat(server.asked).noneMatch(line -> line.contains("POST /v1/nodes/away.lab"));
  }

  @Test
  void itFitsATerminalOf80Columns() {
    fleet();
    Outcome outcome = run(80, Map.of(), "migrate", "report", "-l", "site=east");
    assertThat(outcome.exit()).as(outcome.toString()).isZero();
    assertThat(outcome.out().lines()).allMatch(line -> Text.width(line) <= 80);
    assertThat(outcome.out().replaceAll("\\s+", " "))
        .contains("node-exporter", "here too (ensure => running) (2 nodes)");
  }

  @Test
  void programsGetAllOfIt() {
    fleet();
    JsonNode report =
        Api.MAPPER.readTree(run("migrate", "report", "-l", "site=east", "-o", "json").out());
    assertThat(report.path("kind").asString()).isEqualTo("MigrationReport");
    assertThat(report.path("answered").asInt()).isEqualTo(3);
    assertThat(report.path("silent")).hasSize(3);
    JsonNode tool = report.path("tools").path(0);
    assertThat(tool.path("puppet").toString()).isEqualTo("[\"b.lab\",\"c.lab\"]");
    assertThat(tool.path("managed").toString()).isEqualTo("[\"a.lab\"]");
    assertThat(tool.path("changes")).hasSize(2);
    assertThat(run("migrate", "report", "-l", "site=east", "-o", "yaml").out())
        .contains("kind: \"MigrationReport\"");
  }

  @Test
  void whatWouldNotChangeAndWhatNobodyWantsIsSaid() {
    server.on(FIRST, 200, "{\"items\":[" + node("a.lab", true) + "," + node("b.lab", true) + "]}");
    answers("a.lab", tool("CONFLICT").replace("\"manager\":\"\"", "\"manager\":\"puppet\""));
    answers("b.lab", tool("FOREIGN").replace("\"manager\":\"\"", "\"manager\":\"puppet\""));
    String out = run("migrate", "report", "-l", "site=east").out();
    assertThat(out)
        .contains(
            "Puppet's on a.lab, b.lab",
            "taking over would change nothing on a.lab",
            "no policy wants it on b.lab",
            "2 of 2 nodes answered.");
  }

  @Test
  void anOlderConnectorSaysLessAndNothingIsMadeUp() {
    server.on(FIRST, 200, "{\"items\":[" + node("a.lab", true) + "]}");
    answers(
        "a.lab",
        "{\"service\":\"rsyslog\",\"relation\":\"ADOPTABLE\",\"packages\":{},\"units\":{},\"notes\":[\"--- x\"]}");
    String out = run("migrate", "report", "-l", "site=east").out();
    assertThat(out).contains("adoptable on a.lab").doesNotContain("would change");
  }

  @Test
  void onlyOneToolWhenOnlyThatIsAskedFor() {
    fleet();
    assertThat(run("migrate", "report", "-l", "site=east", "--service", "snmpd").out())
        .contains("snmpd")
        .doesNotContain("node-exporter");
  }

  @Test
  void whatANodeSaysCannotSteerTheTerminal() {
    server.on(FIRST, 200, "{\"items\":[" + node("a.lab", true) + "]}");
    answers("a.lab", PUPPETS.replace("here too", "here\\u001b[31m too"));
    assertThat(run("migrate", "report", "-l", "site=east").out()).doesNotContain("\u001b");
  }

  @Test
  void withoutNodesOrWithoutASelectorItFails() {
    server.on(FIRST, 200, "{\"items\":[]}");
    assertThat(run("migrate", "report", "-l", "site=east").exit()).isEqualTo(Exit.NOT_FOUND);
    assertThat(run("migrate", "report").exit()).isEqualTo(Exit.USAGE);
    assertThat(run("migrate", "report", "-l", "site=east", "--timeout", "0").exit())
        .isEqualTo(Exit.USAGE);
  }

  @Test
  void aServerThatIsAwayIsAFailureAndNoReport() {
    server.close();
    assertThat(run("migrate", "report", "-l", "site=east").exit()).isEqualTo(Exit.UNREACHABLE);
  }

  @Test
  void hundredsOfNodesAreAskedAFewAtATime() {
    var items = new StringBuilder();
    for (int i = 0; i < 200; i++) {
      items.append(i == 0 ? "" : ",").append(node("n" + i, true));
      answers("n" + i, tool("MANAGED"));
    }
    server.on(FIRST, 200, "{\"items\":[" + items + "]}");
    assertThat(run("migrate", "report", "-l", "site=east").out())
        .contains("200 of 200 nodes answered.");
    assertThat(server.asked.stream().filter(line -> line.startsWith("POST "))).hasSize(200);
  }
}
