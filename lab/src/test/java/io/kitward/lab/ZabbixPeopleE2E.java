package io.kitward.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.server.backend.driver.HostChange;
import io.kitward.server.desired.WantedHost;
import io.kitward.server.desired.WantedHost.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The driver beside people and other servers that work on the same Zabbix. */
@Order(71)
class ZabbixPeopleE2E extends OnZabbix {

  ZabbixPeopleE2E(Lab lab) {
    super(lab);
  }

  @Test
  void whatPeopleAddedStaysThroughChangesOfEverything() {
    Registrar registrar = registrar();
    var wanted =
        with(
            host("d1.lab"),
            "127.0.0.1",
            List.of(GROUP),
            Map.of("environment", "lab", "old", "1"),
            Map.of("limit", "5", "old", "1"));
    registrar.bring(wanted);
    String id = id("d1.lab");
    zabbix.call(
        "host.update",
        json(
            """
            {"hostid": "%s", "name": "Their own name for it", "description": "theirs",
             "tags": [{"tag": "kitward.id", "value": "%s"}, {"tag": "environment", "value": "lab"},
                      {"tag": "old", "value": "1"},
                      {"tag": "theirs", "value": "1"}, {"tag": "theirs", "value": "2"}]}
            """
                .formatted(id, wanted.node())));
    zabbix.call(
        "host.massadd",
        json(
            """
            {"hosts": [{"hostid": "%s"}], "groups": [{"groupid": "%s"}],
             "templates": [{"templateid": "%s"}], "interfaces": [%s],
             "macros": [{"macro": "{$THEIRS}", "value": "never seen", "type": 1}]}
            """
                .formatted(id, groupId(PEOPLE), templateId("ICMP Ping"), SNMP)));

    var changed =
        with(
            wanted,
            "127.0.0.2",
            List.of("Kitward/other"),
            Map.of("environment", "new"),
            Map.of("limit", "6"));
    var service =
        new Service(instance("d1.lab"), new TreeMap<>(Map.of("templates", LINUX, "port", "10051")));
    assertThat(
            registrar
                .bring(
                    named(
                        WantedHosts.offering(changed, Map.of("zabbix-agent", service)),
                        "d1new.lab"))
                .smooth())
        .isTrue();

    JsonNode after = recorded("d1new.lab").path(0);
    assertThat(after.path("hostid").asString("")).isEqualTo(id);
    assertThat(after.path("name").asString("")).isEqualTo("Their own name for it");
    assertThat(after.path("description").asString("")).isEqualTo("theirs");
    assertThat(values(after.path("groups"), "name"))
        .containsExactlyInAnyOrder(PEOPLE, "Kitward/other");
    assertThat(values(after.path("parentTemplates"), "host"))
        .containsExactlyInAnyOrder("ICMP Ping", LINUX);
    assertThat(
            after
                .path("tags")
                .valueStream()
                .map(tag -> tag.path("tag").asString("") + "=" + tag.path("value").asString(""))
                .filter(tag -> !tag.startsWith("kitward")))
        .containsExactlyInAnyOrder("theirs=1", "theirs=2", "environment=new");
    assertThat(sql("select macro, value from hostmacro where hostid = " + id + " order by 1"))
        .isEqualTo("{$LIMIT}|6\n{$THEIRS}|never seen\n");
    assertThat(
            after
                .path("interfaces")
                .valueStream()
                .map(
                    one ->
                        one.path("type").asString("")
                            + " "
                            + one.path("ip").asString("")
                            + ":"
                            + one.path("port").asString("")))
        .containsExactlyInAnyOrder("1 127.0.0.2:10051", "2 127.0.0.1:161");
  }

  @Test
  void fourServersThatMakeOneHostAtTheSameMomentLeaveOne() throws Throwable {
    WantedHost wanted = host("g1.lab");
    slowly(() -> atOnce(4, () -> driver().apply(List.of(new HostChange.Create(wanted)))));
    assertThat(recorded("g1.lab").size()).as("Zabbix takes several of one name").isGreaterThan(1);

    // A person's clone has its mark, too, and not its name.
    String oldest =
        recorded("g1.lab")
            .valueStream()
            .map(one -> one.path("hostid").asString(""))
            .sorted()
            .findFirst()
            .orElseThrow();
    JsonNode clone =
        zabbix.call(
            "host.create",
            json(
                """
            {"host": "g1-clone.lab", "groups": [{"groupid": "%s"}],
             "tags": [{"tag": "kitward.id", "value": "%s"}]}
            """
                    .formatted(groupId(GROUP), wanted.node())));
    Registrar.Outcome outcome = registrar().bring(wanted);

    assertThat(id("g1.lab")).isEqualTo(oldest);
    assertThat(recorded("g1-clone.lab").size()).as("the clone is the person's").isEqualTo(1);
    assertThat(outcome.drift())
        .containsExactly("g1-clone.lab is a clone of its host, and left alone");
    zabbix.call("host.delete", List.of(clone.path("hostids").path(0).asString("")));
  }

  private static <T> List<T> atOnce(int times, Callable<T> call) throws Exception {
    var barrier = new CyclicBarrier(times);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var running =
          IntStream.range(0, times)
              .mapToObj(
                  _ ->
                      threads.submit(
                          () -> {
                            barrier.await();
                            return call.call();
                          }))
              .toList();
      var results = new ArrayList<T>();
      for (var one : running) {
        results.add(one.get());
      }
      return results;
    }
  }

  @Test
  void twoServersThatMakeManyHostsAtTheSameMomentLeaveOneOfEach() throws Exception {
    List<WantedHost> wanted =
        IntStream.range(0, 20).mapToObj(number -> host("h" + number + ".lab")).toList();
    atOnce(2, () -> registrar().bring(wanted));

    registrar().bring(wanted);

    wanted.forEach(one -> assertThat(recorded(one.name())).as(one.name()).hasSize(1));
  }

  @Test
  void aStrangerOfTheNameIsLeftAloneUntilAPersonSaysOtherwise() {
    String stranger =
        zabbix.make(
            "host.create",
            json(
                """
                {"host": "i1.lab", "groups": [{"groupid": "%s"}], "interfaces": [%s],
                 "tags": [{"tag": "environment", "value": "theirs"}, {"tag": "owner", "value": "them"}]}
                """
                    .formatted(groupId(PEOPLE), SNMP)));
    String before = everythingOf(stranger);
    Registrar registrar = registrar();

    assertThat(registrar.bring(host("i1.lab")).obstacles().get(host("i1.lab").node()))
        .contains("i1.lab is there already and was not made by Kitward");
    assertThat(everythingOf(stranger)).isEqualTo(before);

    registrar.adopt(host("i1.lab"));
    assertThat(registrar.bring(host("i1.lab")).smooth()).isTrue();

    JsonNode adopted = recorded("i1.lab").path(0);
    assertThat(adopted.path("hostid").asString("")).isEqualTo(stranger);
    assertThat(values(adopted.path("groups"), "name")).containsExactlyInAnyOrder(PEOPLE, GROUP);
    assertThat(adopted.path("tags").toString())
        .contains("owner", host("i1.lab").node().toString())
        .doesNotContain("theirs");
    assertThat(values(adopted.path("interfaces"), "type")).containsExactlyInAnyOrder("1", "2");
    assertThat(values(adopted.path("items"), "key_")).containsExactly("agent.ping");
    assertThat(registrar.bring(host("i1.lab")).smooth()).isTrue();
  }

  @Test
  void hostsGoAlthoughMaintenancesHoldThemAndASecondTimeIsHarmless() throws Exception {
    List<WantedHost> wanted = List.of(host("m1.lab"), host("m2.lab"), host("m3.lab"));
    Registrar registrar = registrar();
    registrar.bring(wanted);
    maintenance("kitward:m1", id("m1.lab"));
    maintenance("kitward:both", id("m1.lab"), id("m2.lab"));
    String ofPeople = maintenance(PEOPLE, id("m3.lab"));
    var removes =
        driver().observe(wanted).stream()
            .<HostChange>map(seen -> new HostChange.Remove(seen, seen.node().orElseThrow()))
            .toList();

    Map<UUID, String> refused = registrar.leave(wanted).refused();

    assertThat(refused).containsOnlyKeys(wanted.get(2).node());
    assertThat(refused.get(wanted.get(2).node()))
        .contains("because maintenance \"" + PEOPLE + "\" must contain at least one host");
    assertThat(recorded("m1.lab")).isEmpty();
    assertThat(recorded("m2.lab")).isEmpty();
    assertThat(values(zabbix.call("maintenance.get", Map.of()), "name")).containsExactly(PEOPLE);
    assertThat(driver().apply(removes))
        .as("the second time")
        .containsOnlyKeys(
            removes.stream()
                .filter(change -> change.node().equals(wanted.get(2).node()))
                .findFirst()
                .orElseThrow());
    zabbix.call("maintenance.delete", List.of(ofPeople));
    assertThat(registrar.leave(wanted).smooth()).as("when theirs is over").isTrue();
    assertThat(recorded("m3.lab")).isEmpty();
  }

  private String maintenance(String name, String... hosts) {
    long now = System.currentTimeMillis() / 1000;
    return zabbix.make(
        "maintenance.create",
        json(
            """
            {"name": "%s", "active_since": %d, "active_till": %d, "hostids": ["%s"],
             "timeperiods": [{"timeperiod_type": 0, "start_date": %2$d, "period": 3600}]}
            """
                .formatted(name, now - 60, now + 3600, String.join("\", \"", hosts))));
  }
}
