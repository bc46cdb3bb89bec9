package io.kitward.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.server.backend.zabbix.ZabbixDriver;
import io.kitward.server.desired.WantedHost;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What is suspended is in maintenance in Zabbix, and nothing else is. */
@Order(70)
class ZabbixMaintenanceE2E extends OnZabbix {

  private final Instant end =
      Instant.now().truncatedTo(ChronoUnit.MINUTES).plus(2, ChronoUnit.HOURS);
  private final Instant later = end.plus(30, ChronoUnit.DAYS);

  ZabbixMaintenanceE2E(Lab lab) {
    super(lab);
  }

  @Test
  void whatIsSuspendedIsInMaintenanceUntilItsEnd() throws Exception {
    WantedHost one = host("m1.lab");
    WantedHost two = host("m2.lab");
    WantedHost unknown = host("m3.lab");
    ZabbixDriver driver = driver();
    assertThat(registrar().bring(one, two).smooth()).isTrue();
    String ofPeople = theirs("Patch day", id("m1.lab"));
    JsonNode before = maintenances("Patch day");

    driver.maintain(Map.of(one, end, two, end.minusSeconds(1), unknown, end));
    JsonNode made = maintenances("kitward:");
    assertThat(values(made, "name")).containsExactlyInAnyOrder("kitward:m1.lab", "kitward:m2.lab");
    assertThat(values(made, "active_till")).containsOnly(Long.toString(end.getEpochSecond()));
    assertThat(values(made, "maintenance_type")).containsOnly("0");
    nothingToDo(driver, Map.of(one, end, two, end, unknown, end));

    driver.maintain(Map.of(one, later));
    JsonNode moved = maintenances("kitward:");
    assertThat(values(moved, "name")).containsExactly("kitward:m1.lab");
    assertThat(values(moved, "active_till")).containsExactly(Long.toString(later.getEpochSecond()));
    assertThat(values(moved, "maintenanceid")).allMatch(values(made, "maintenanceid")::contains);
    nothingToDo(driver, Map.of(one, later));

    // A host that gets another name is the same one in Zabbix.
    WantedHost renamed = named(one, "m4.lab");
    driver.maintain(Map.of(renamed, later));
    assertThat(values(maintenances("kitward:"), "name")).containsExactly("kitward:m4.lab");

    driver.maintain(Map.of());
    assertThat(maintenances("kitward:")).isEmpty();
    assertThat(maintenances("Patch day")).isEqualTo(before);
    nothingToDo(driver, Map.of());
    zabbix.call("maintenance.delete", List.of(ofPeople));
  }

  @Test
  void aShortOneAndOneThatAPersonChangedAreAsTheyShallBe() throws Exception {
    WantedHost host = host("m5.lab");
    ZabbixDriver driver = driver();
    assertThat(registrar().bring(host).smooth()).isTrue();
    Instant soon = Instant.now().truncatedTo(ChronoUnit.MINUTES).plusSeconds(120);
    driver.maintain(Map.of(host, soon));
    JsonNode made = maintenances("kitward:m5").path(0);
    assertThat(made.path("active_till").asString("")).isEqualTo("" + soon.getEpochSecond());

    zabbix.call(
        "maintenance.update",
        json(
            """
            {"maintenanceid": "%s", "groups": [{"groupid": "%s"}],
             "hosts": [{"hostid": "%s"}]}
            """
                .formatted(made.path("maintenanceid").asString(""), groupId(PEOPLE), strangerId)));
    driver.maintain(Map.of(host, soon));
    JsonNode mended = maintenances("kitward:m5").path(0);
    assertThat(values(mended.path("hosts"), "hostid")).containsExactly(id("m5.lab"));
    assertThat(mended.path("groups")).isEmpty();
    driver.maintain(Map.of());
  }

  @Test
  void aHostIsDeletedWhileItIsInMaintenance() throws Exception {
    WantedHost host = host("m6.lab");
    ZabbixDriver driver = driver();
    Registrar registrar = registrar();
    assertThat(registrar.bring(host).smooth()).isTrue();
    driver.maintain(Map.of(host, end));
    assertThat(maintenances("kitward:m6")).hasSize(1);

    assertThat(registrar.leave(List.of(host)).smooth()).isTrue();
    assertThat(recorded("m6.lab")).isEmpty();
    assertThat(maintenances("kitward:m6")).isEmpty();
    nothingToDo(driver, Map.of(host, end));
  }

  private static void nothingToDo(ZabbixDriver driver, Map<WantedHost, Instant> until)
      throws Exception {
    long writes = driver.writes();
    driver.maintain(until);
    assertThat(driver.writes()).isEqualTo(writes);
  }

  private String theirs(String name, String host) {
    return zabbix.make(
        "maintenance.create",
        json(
            """
            {"name": "%s", "active_since": %d, "active_till": %d, "hosts": [{"hostid": "%s"}],
             "timeperiods": [{"timeperiod_type": 0, "start_date": %<d, "period": 3600}]}
            """
                .replace("%<d", Long.toString(end.minusSeconds(7200).getEpochSecond()))
                .formatted(
                    name, end.minusSeconds(7200).getEpochSecond(), end.getEpochSecond(), host)));
  }

  private JsonNode maintenances(String begin) {
    return zabbix.call(
        "maintenance.get",
        json(
            """
            {"output": "extend", "selectHosts": ["hostid"], "selectGroups": ["groupid"],
             "selectTimeperiods": "extend", "search": {"name": "%s"}, "startSearch": true,
             "sortfield": "name"}
            """
                .formatted(begin)));
  }
}
