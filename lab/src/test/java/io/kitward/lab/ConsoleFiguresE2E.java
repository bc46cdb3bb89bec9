package io.kitward.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.lab.bench.ConsoleFigures;
import io.kitward.lab.bench.Figure;
import io.kitward.lab.bench.IcingaConsole;
import io.kitward.lab.bench.MeasuredConsole;
import io.kitward.lab.bench.ZabbixConsole;
import io.kitward.server.backend.driver.ConsoleException;
import io.kitward.server.backend.driver.HostChange;
import io.kitward.server.backend.driver.SeenHost;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The short form of {@code kitward bench consoles}: requests are counted, time is not. */
@Order(74)
class ConsoleFiguresE2E extends OnZabbix {

  private static final int HOSTS = 200;

  private final Lab lab;

  ConsoleFiguresE2E(Lab lab) {
    super(lab);
    this.lab = lab;
  }

  @Test
  void zabbixIsAskedForPagesAndToldOfChangesAlone() throws Exception {
    try (MeasuredConsole console = ZabbixConsole.open(zabbix, PING)) {
      try {
        Map<String, Double> figures = figures(console);
        assertThat(figures)
            .as("four rounds, each in one array")
            .containsEntry("zabbix.made.writes", 4.0)
            .as("by mark, by name, and right before it is changed")
            .containsEntry("zabbix.tag.reads", 3.0);
        costsOfChangesAlone(figures, "zabbix");
      } finally {
        leave(console);
        zabbix.call(
            "host.delete",
            zabbix
                .call("host.get", Map.of("output", List.of("hostid"), "search", bare()))
                .valueStream()
                .map(host -> host.path("hostid").asString(""))
                .toList());
      }
    }
  }

  private static Map<String, Object> bare() {
    return Map.of("host", MeasuredConsole.BARE);
  }

  @Test
  void icingaIsAskedForPagesAndToldOfChangesAlone() throws Exception {
    IcingaServer icinga = IcingaServer.start(lab);
    try (MeasuredConsole console = IcingaConsole.open(icinga)) {
      try {
        Map<String, Double> figures = figures(console);
        assertThat(figures)
            .as("hosts, and the services of that one")
            .containsEntry("icinga.tag.reads", 2.0);
        assertThat(figures.get("icinga.made.writes"))
            .as("a host and its service each, and the package with their shape")
            .isBetween(2.0 * HOSTS, 2.0 * HOSTS + 2);
        costsOfChangesAlone(figures, "icinga");
      } finally {
        leave(console);
        JsonNode gone =
            icinga.send(
                "DELETE",
                "/v1/objects/hosts",
                Map.of("filter", "host.vars && host.vars.bare_id", "cascade", true));
        assertThat(gone.path("results").valueStream())
            .allMatch(one -> one.path("code").asInt(0) == 200, gone.toString());
        icinga.unload(IcingaConsole.SHAPE, IcingaConsole.SHAPE);
      }
    }
  }

  private static Map<String, Double> figures(MeasuredConsole console) throws Exception {
    var figures = new HashMap<String, Double>();
    for (Figure figure : ConsoleFigures.measure(console, HOSTS)) {
      figures.put(figure.id(), figure.figure());
      if (figure.id().endsWith("idle.reads")) {
        assertThat(figure).as("a look at all costs pages").matches(Figure::reached);
      }
    }
    return figures;
  }

  private static void costsOfChangesAlone(Map<String, Double> figures, String kind) {
    assertThat(figures)
        .containsEntry(kind + ".idle.writes", 0.0)
        .containsEntry(kind + ".tag.writes", 1.0)
        .containsEntry(kind + ".tag.others", 0.0);
  }

  /** Takes away what the driver made, and nothing that other tests left. */
  private static void leave(MeasuredConsole console) throws ConsoleException, InterruptedException {
    List<HostChange> all =
        console.driver().observe().stream()
            .filter(host -> host.name().startsWith("figure") && host.node().isPresent())
            .<HostChange>map(ConsoleFiguresE2E::removal)
            .toList();
    assertThat(console.driver().apply(all)).isEmpty();
  }

  private static HostChange removal(SeenHost host) {
    return new HostChange.Remove(host, host.node().orElseThrow());
  }
}
