package io.kitward.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.server.backend.Sighting;
import io.kitward.server.backend.zabbix.ZabbixDriver;
import io.kitward.server.desired.WantedHost;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** What the values in Zabbix prove of an agent. */
@Order(73)
class ZabbixProofE2E extends OnZabbix {

  ZabbixProofE2E(Lab lab) {
    super(lab);
  }

  @Test
  void valuesProveAnAgentAndSilenceIsSaidWithItsReason() throws Exception {
    ZabbixDriver driver = driver();
    WantedHost wanted = host("r1.lab");
    WantedHost other = host("r2.lab", Map.of("templates", PING, "item", "no.such.item"));
    List<WantedHost> both = List.of(wanted, other, host("r3.lab"));
    new Registrar(driver, MEND).bring(both.subList(0, 2));
    driver.hurry(both);
    driver.hurry(both);
    Awaitility.await("a value").atMost(Stage.LIMIT).until(() -> value(driver, wanted) == 1);
    Map<UUID, Sighting.Target> targets = driver.prove(both);
    assertThat(targets).containsOnlyKeys(instance("r1.lab"), instance("r2.lab"));
    assertThat(target(targets, "r1.lab").lastError()).isEmpty();
    assertThat(target(targets, "r2.lab").value()).isEmpty();
    assertThat(target(targets, "r2.lab").lastError()).contains("no item no.such.item");

    zabbix.host().run("systemctl", "stop", "zabbix-agent2").orThrow("stopping the agent");
    try {
      Awaitility.await("the end of its values")
          .atMost(Stage.LIMIT)
          .until(() -> value(driver, wanted) == 0);
      Awaitility.await("the reason")
          .atMost(Stage.LIMIT)
          .until(
              () ->
                  target(driver.prove(both), "r1.lab").lastError().contains("Connection refused"));
    } finally {
      zabbix.host().run("systemctl", "start", "zabbix-agent2").orThrow("starting the agent");
    }
    Awaitility.await("a value again").atMost(Stage.LIMIT).until(() -> value(driver, wanted) == 1);
  }

  private static double value(ZabbixDriver driver, WantedHost wanted) throws Exception {
    return driver
        .prove(List.of(wanted))
        .values()
        .iterator()
        .next()
        .value()
        .map(Sighting.Sample::value)
        .orElse(-1.0);
  }

  @Test
  void aHostWithoutAnyValueSaysWhy() {
    ZabbixDriver driver = driver();
    WantedHost wanted = host("s1.lab", Map.of("templates", PING, "port", "1"));
    new Registrar(driver, MEND).bring(wanted);

    Awaitility.await("the reason")
        .atMost(Stage.LIMIT)
        .until(
            () -> {
              Sighting.Target target = driver.prove(List.of(wanted)).values().iterator().next();
              return target.value().isEmpty() && target.lastError().contains("cannot connect to");
            });
  }

  private static Sighting.Target target(Map<UUID, Sighting.Target> targets, String name) {
    return Objects.requireNonNull(targets.get(instance(name)), name);
  }
}
