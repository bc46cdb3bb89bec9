package io.kitward.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kitward.protocol.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * What a server says at /metrics, and what the page, the alert rules and the dashboard make of it.
 */
class MetricsReferenceIT extends AtServer {

  private static final Path PAGE = Path.of("../docs/reference/metrics.md");
  private static final Path RULES = Path.of("packaging/prometheus/kitward.rules.yml");
  private static final Path DASHBOARD = Path.of("packaging/prometheus/kitward.dashboard.json");
  private static final Pattern ROW =
      Pattern.compile("\\| `(kitward_\\w+)` \\| (\\w+) \\| ([^|]+) \\| ([^|]+) \\|");
  private static final Pattern NAME = Pattern.compile("kitward_[a-z0-9_]+");

  /** There only where nodes come with certificates of a Puppet CA. */
  private static final String OF_PUPPET = "kitward_revocations_age_seconds";

  private static final String BACKEND =
      """
      ---
      apiVersion: kitward/v1
      kind: Backend
      metadata: {name: mon}
      spec: {type: prometheus, url: "http://127.0.0.1:9"}
      """;

  MetricsReferenceIT() throws Exception {}

  private static Map<String, MatchResult> page() throws IOException {
    return ROW.matcher(Files.readString(PAGE))
        .results()
        .collect(Collectors.toMap(row -> row.group(1), row -> row, (a, _) -> a, TreeMap::new));
  }

  private String scrape() {
    Reply reply = admin.get("/metrics");
    assertThat(reply.status()).isEqualTo(200);
    return reply.body();
  }

  @Test
  void thePageHasEveryMetricWithItsTypeItsLabelsAndItsMeaningAndNoOther() throws Exception {
    apply(BACKEND);
    await().until(() -> scrape().contains("kitward_backend_queue{backend=\"mon\"}"));
    var said = new TreeMap<String, String>();
    String scraped = scrape();
    var types = new TreeMap<String, String>();
    Pattern.compile("# TYPE (\\w+) (\\w+)")
        .matcher(scraped)
        .results()
        .forEach(type -> types.put(type.group(1), type.group(2)));
    Pattern.compile("# HELP (\\w+) (.+)")
        .matcher(scraped)
        .results()
        .forEach(
            help ->
                said.put(
                    help.group(1),
                    types.get(help.group(1))
                        + " "
                        + labels(scraped, help.group(1))
                        + " "
                        + help.group(2).strip()));
    var written = new TreeMap<String, String>();
    page()
        .forEach(
            (name, row) ->
                written.put(name, row.group(2) + " " + row.group(3) + " " + row.group(4)));
    written.remove(OF_PUPPET);
    assertThat(said).isEqualTo(written);
  }

  private static String labels(String scraped, String name) {
    var labels = new TreeSet<String>();
    Pattern.compile("(?m)^" + name + "\\{([^}]*)}")
        .matcher(scraped)
        .results()
        .forEach(
            series ->
                Pattern.compile("(\\w+)=")
                    .matcher(series.group(1))
                    .results()
                    .forEach(label -> labels.add(label.group(1))));
    return labels.isEmpty() ? "–" : String.join(", ", labels);
  }

  @Test
  void whatIsCountedIsWhatIsThere() throws Exception {
    try (SettlingNode _ = SettlingNode.connect(server, "db1.example")) {
      await()
          .untilAsserted(
              () ->
                  assertThat(scrape())
                      .containsPattern("(?m)^kitward_nodes 1\\.0")
                      .containsPattern("(?m)^kitward_channel_sessions 1\\.0")
                      .containsPattern("(?m)^kitward_nodedoor_up 1\\.0")
                      .containsPattern("(?m)^kitward_ready 1\\.0"));
      assertThat(value("kitward_store_bytes")).isGreaterThan(1e6);
      assertThat(value("kitward_door_certificate_seconds{door=\"people\"}"))
          .isBetween(800 * 86_400.0, 826 * 86_400.0);
    }
  }

  private double value(String series) {
    return scrape()
        .lines()
        .filter(line -> line.startsWith(series + " "))
        .map(line -> Double.parseDouble(line.substring(series.length() + 1)))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void rulesAndDashboardUseNoMetricThatIsNotThere() throws Exception {
    Set<String> known = page().keySet();
    assertThat(names(Files.readString(RULES))).isNotEmpty().isSubsetOf(known);
    Set<String> drawn = names(Files.readString(DASHBOARD));
    assertThat(drawn).isSubsetOf(known);
    // Whoever looks at the dashboard sees all that there is.
    assertThat(drawn).containsAll(known);
  }

  private static Set<String> names(String text) {
    return NAME.matcher(text)
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void thePageHasEveryAlertAndNoOtherAndEachIsTried() throws Exception {
    JsonNode rules =
        YAMLMapper.builder().build().readTree(Files.readString(RULES)).path("groups").path(0);
    Set<String> alerts =
        rules
            .path("rules")
            .valueStream()
            .map(rule -> rule.path("alert").asString(""))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> written =
        Pattern.compile("\\| `(Kitward\\w+)` \\|")
            .matcher(Files.readString(PAGE))
            .results()
            .map(row -> row.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(written).isEqualTo(alerts);
    Set<String> tried =
        Pattern.compile("alertname: (Kitward\\w+)")
            .matcher(Files.readString(RULES.resolveSibling("kitward.rules.test.yml")))
            .results()
            .map(row -> row.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(tried).isEqualTo(alerts);
  }

  @Test
  void theDashboardIsOneThatGrafanaImports() throws Exception {
    JsonNode dashboard = Json.MAPPER.readTree(Files.readString(DASHBOARD));
    assertThat(dashboard.path("__inputs").path(0).path("name").asString(""))
        .isEqualTo("DS_PROMETHEUS");
    var ids = new TreeSet<Integer>();
    for (JsonNode panel : dashboard.path("panels")) {
      assertThat(ids.add(panel.path("id").asInt(0))).as("an id once").isTrue();
      assertThat(panel.path("datasource").path("uid").asString("")).isEqualTo("${DS_PROMETHEUS}");
      assertThat(panel.path("targets").size()).isPositive();
    }
  }
}
