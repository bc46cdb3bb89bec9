package io.kitward.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The built-in services, resolved as the demo does. */
class CatalogTest {
  private static final String USE =
      Texts.document("Bundle", "database-baseline", "services: [node-exporter, rsyslog]\n")
          + Texts.policy(
              "production-databases",
              "database and environment = production",
              100,
              "effect: require\nbundles: [database-baseline]\nparameters: {rsyslog: {target: mon.lab}, node-exporter: {collectors: [systemd, processes]}}\n")
          + Texts.document(
              "Backend",
              "prometheus-lab",
              "{type: prometheus, url: 'http://mon.lab:9090', configure: {node: mon.lab, services: [{name: prometheus-job, parameters: {token: 'secret:prometheus-lab@1'}}, {name: prometheus-alerts, parameters: {failing: 5m}}]}}")
          + Texts.document(
              "Backend",
              "syslog-lab",
              "{type: syslog, configure: {node: mon.lab, services: [{name: rsyslog-receiver}]}}");

  private static DocumentSet documents() {
    Documents.Parsed catalog = Documents.load(Path.of("../catalog"));
    assertThat(catalog.problems()).isEmpty();
    List<ParsedDocument> all = new ArrayList<>(catalog.documents());
    all.addAll(Texts.parsed(USE));
    DocumentSet documents = DocumentSet.ofParsed(all);
    assertThat(documents.validate()).isEmpty();
    return documents;
  }

  @Test
  void aProductionDatabaseGetsExporterAndForwarding() {
    DesiredNode desired =
        Resolution.resolve(
            Texts.node("db1.lab", "database", "environment=production"),
            documents(),
            Texts.SITE,
            Texts.NOW);
    assertThat(desired.conflicts()).isEmpty();
    assertThat(desired.instances().stream().map(DesiredInstance::service))
        .containsExactly("node-exporter", "rsyslog");
    DesiredInstance exporter = desired.instances().getFirst();
    assertThat(exporter.files().getFirst().content())
        .contains(
            "\nARGS=\"--web.listen-address=:9100 --collector.systemd --collector.processes\"\n");
    assertThat(exporter.registration()).isEqualTo(Map.of("prometheus", Map.of("port", "9100")));
    assertThat(exporter.checks())
        .contains(
            new Check.PortOwner("9100", Check.Transport.TCP, "prometheus-node-exporter.service"));
    assertThat(desired.instances().getLast().files().getFirst().content())
        .contains("target=\"mon.lab\" port=\"514\"");
  }

  @Test
  void theConsolesNodeGetsItsJobAsABlockThatFitsIntoThePackagedConfiguration() {
    DesiredNode desired =
        Resolution.resolve(Texts.node("mon.lab"), documents(), Texts.SITE, Texts.NOW);
    assertThat(desired.conflicts()).isEmpty();
    assertThat(desired.instances().stream().map(DesiredInstance::service))
        .containsExactly("prometheus-alerts", "prometheus-job", "rsyslog-receiver");
    List<DesiredFile> alerts = desired.instances().getFirst().files();
    assertThat(new YAMLMapper().readTree(alerts.get(0).content()).findValues("alert")).hasSize(3);
    assertThat(alerts.get(0).content()).contains("for: \"5m\"");
    assertThat(alerts.get(1).insertAfter()).isEqualTo("^rule_files:");
    assertThat(alerts.get(1).content()).isEqualTo("  - /etc/prometheus/kitward-rules.yml\n");
    List<DesiredFile> files = desired.instances().get(1).files();
    assertThat(files.get(0).content().strip()).isEqualTo("${secret:prometheus-lab@1}");
    assertThat(files.get(1).content().strip()).isEqualTo(Texts.SITE.caPem().strip());
    DesiredFile configuration = files.get(2);
    assertThat(configuration.insertAfter()).isEqualTo("^scrape_configs:");
    String whole =
        "global:\n  scrape_interval: 15s\nscrape_configs:\n# BEGIN\n"
            + configuration.content()
            + "# END\n"
            + "  - job_name: 'prometheus'\n    static_configs:\n      - targets: ['localhost:9090']\n";
    Map<?, ?> yaml = new YAMLMapper().readValue(whole, Map.class);
    assertThat(yaml.get("scrape_configs"))
        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
        .hasSize(2)
        .first()
        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
        .containsEntry("job_name", "kitward")
        .containsEntry("scrape_interval", "5s");
    assertThat(configuration.content())
        .contains("url: \"https://kitward.lab:8443/sd/prometheus/prometheus-lab\"");
  }
}
