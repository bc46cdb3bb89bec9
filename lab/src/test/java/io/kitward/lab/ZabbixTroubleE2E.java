package io.kitward.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kitward.server.backend.driver.ConsoleException;
import io.kitward.server.backend.driver.HostChange;
import io.kitward.server.backend.zabbix.ZabbixDriver;
import io.kitward.server.desired.WantedHost;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What Zabbix refuses, and Zabbix away or slow. */
@Order(72)
class ZabbixTroubleE2E extends OnZabbix {

  ZabbixTroubleE2E(Lab lab) {
    super(lab);
  }

  @Test
  void whatIsRefusedIsSaidInWordsAndTheOthersAreMade() {
    zabbix.call(
        "template.create",
        Map.of("host", "j3.lab", "groups", List.of(Map.of("groupid", groupId("Templates")))));
    List<WantedHost> wanted =
        List.of(
            host("j0.lab"),
            host("j1.lab", Map.of("templates", PING + ", Nobody's")),
            host(
                "j2.lab",
                Map.of("templates", "Linux by Zabbix agent, Linux by Zabbix agent active")),
            host("j3.lab"),
            with(host("j4.lab"), "127.0.0.1", List.of("/"), Map.of(), Map.of()),
            host("j5.lab", Map.of("psk", "secret:short@1", "psk-identity", "x", "templates", PING)),
            with(
                host("j6.lab"),
                "127.0.0.1",
                List.of(GROUP),
                Map.of(),
                Map.of("x", "secret:gone@1")),
            host("j7.lab"));
    Map<UUID, String> refused = registrar().bring(wanted).refused();

    assertThat(refused.keySet())
        .containsExactlyInAnyOrder(
            wanted.get(1).node(),
            wanted.get(2).node(),
            wanted.get(3).node(),
            wanted.get(4).node(),
            wanted.get(5).node(),
            wanted.get(6).node());
    assertThat(refused.get(wanted.get(1).node())).contains("no template of the name Nobody's");
    assertThat(refused.get(wanted.get(2).node()))
        .contains("already exists")
        .contains("on \"j2.lab\"");
    assertThat(refused.get(wanted.get(3).node()))
        .contains("Template with the same name \"j3.lab\" already exists");
    assertThat(refused.get(wanted.get(4).node())).contains("the group / can't be made");
    assertThat(refused.get(wanted.get(5).node()))
        .contains("minimum length is 32 characters")
        .doesNotContain("4711");
    assertThat(recorded("j0.lab")).hasSize(1);
    assertThat(refused.get(wanted.get(6).node()))
        .isEqualTo("secret:gone@1 can't be read: there is no such secret");
    assertThat(recorded("j7.lab")).hasSize(1);
    assertThat(recorded("j1.lab")).isEmpty();
  }

  @Test
  void whoMayNotMakeGroupsNorSeeAllIsToldSoAndHasTheRestDone() {
    registrar().bring(host("u0.lab"), host("u1.lab"));
    String people = groupId(PEOPLE);
    zabbix.call(
        "host.massadd",
        json(
            """
            {"hosts": [{"hostid": "%s"}], "groups": [{"groupid": "%s"}],
             "templates": [{"templateid": "%s"}]}
            """
                .formatted(id("u0.lab"), people, templateId("ICMP Ping"))));
    zabbix.call(
        "host.create",
        json("{\"host\": \"u3.lab\", \"groups\": [{\"groupid\": \"%s\"}]}".formatted(people)));
    String token =
        zabbix.limitedToken(
            List.of(groupId(GROUP)),
            List.of(groupId("Templates"), groupId("Templates/Operating systems")));
    var registrar = new Registrar(driver(zabbix.api(), token, ZabbixDriver.LIMIT), MEND);
    var changed =
        with(
            host("u0.lab", Map.of("templates", PING + ", Linux by Prom")),
            "127.0.0.3",
            List.of(GROUP),
            Map.of("new", "1"),
            Map.of());
    WantedHost ungrouped =
        with(host("u2.lab"), "127.0.0.1", List.of("Kitward/not there"), Map.of(), Map.of());

    Map<UUID, String> refused =
        registrar.bring(changed, host("u1.lab"), ungrouped, host("u3.lab")).refused();

    assertThat(refused).containsOnlyKeys(ungrouped.node(), host("u3.lab").node());
    assertThat(refused.get(ungrouped.node()))
        .contains("the group Kitward/not there can't be made: No permissions to call")
        .contains("Make the group, or allow it");
    assertThat(refused.get(host("u3.lab").node()))
        .contains("already exists. Kitward's user may not see it.");
    JsonNode after = recorded("u0.lab").path(0);
    assertThat(values(after.path("groups"), "name")).containsExactlyInAnyOrder(GROUP, PEOPLE);
    assertThat(values(after.path("parentTemplates"), "host"))
        .containsExactlyInAnyOrder("ICMP Ping", PING, "Linux by Prom");
  }

  @Test
  void aBatchThatWasHalfDoneIsFinished() throws Exception {
    List<WantedHost> wanted =
        IntStream.range(0, 6).mapToObj(number -> host("k" + number + ".lab")).toList();
    registrar().bring(wanted.subList(0, 3));

    Map<HostChange, String> refused =
        driver().apply(wanted.stream().<HostChange>map(HostChange.Create::new).toList());

    assertThat(refused).isEmpty();
    wanted.forEach(one -> assertThat(recorded(one.name())).as(one.name()).hasSize(1));
  }

  @Test
  void aBatchThatIsTooLargeForPhpIsMadeInParts() {
    pool("php_admin_value[memory_limit] = 16M\n");
    try {
      List<WantedHost> wanted =
          IntStream.range(0, 40)
              .mapToObj(
                  number -> host("l" + number + ".lab", Map.of("templates", LINUX, "port", "1")))
              .toList();
      ZabbixDriver driver = driver();
      var registrar = new Registrar(driver, MEND);

      assertThat(registrar.bring(wanted).refused()).isEmpty();

      assertThat(driver.writes()).as("requests with a part of the batch").isGreaterThan(2);
      wanted.forEach(one -> assertThat(recorded(one.name())).as(one.name()).hasSize(1));
      registrar.leave(wanted);
    } finally {
      pool("");
    }
  }

  private void pool(String settings) {
    zabbix.host().write("/etc/php/8.2/fpm/pool.d/zz-lab.conf", "[www]\n" + settings, "0644");
    zabbix.host().run("systemctl", "restart", "php8.2-fpm").orThrow("restarting PHP");
  }

  @Test
  void whatAConsoleCanNotDoIsSaidOfItAsAWhole() {
    List<WantedHost> wanted = List.of(host("o1.lab"));
    String unknown = "0".repeat(64);
    assertThatThrownBy(() -> driver(zabbix.api(), unknown, ZabbixDriver.LIMIT).observe(wanted))
        .isInstanceOf(ConsoleException.class)
        .hasMessageContaining("zabbix refuses the token (Not authorized.)")
        .hasMessageNotContaining(unknown);
    assertThatThrownBy(
            () ->
                driver(
                        URI.create("http://" + zabbix.host().address() + ":8080/index.php"),
                        zabbix.token(),
                        ZabbixDriver.LIMIT)
                    .observe())
        .isInstanceOf(ConsoleException.class)
        .hasMessageContaining("something else than JSON");
    zabbix.host().run("systemctl", "stop", "postgresql@15-main").orThrow("stopping PostgreSQL");
    try {
      assertThatThrownBy(() -> driver().observe())
          .isInstanceOf(ConsoleException.class)
          .hasMessageContaining("zabbix answers: Error connecting to database");
    } finally {
      zabbix.host().run("systemctl", "start", "postgresql@15-main").orThrow("starting PostgreSQL");
    }
    zabbix.host().run("systemctl", "stop", "nginx").orThrow("stopping nginx");
    try {
      assertThatThrownBy(() -> driver().observe())
          .isInstanceOf(ConsoleException.class)
          .hasMessageContaining("does not answer (connection refused)");
    } finally {
      zabbix.host().run("systemctl", "start", "nginx").orThrow("starting nginx");
    }
  }

  @Test
  void aHostWhoseMakingWasNotAnsweredIsThereOnceInTheEnd() throws Throwable {
    WantedHost wanted = host("p1.lab");
    ZabbixDriver hasty = driver(zabbix.api(), zabbix.token(), Duration.ofSeconds(1));
    slowly(
        () ->
            assertThatThrownBy(() -> hasty.apply(List.of(new HostChange.Create(wanted))))
                .isInstanceOf(ConsoleException.class)
                .hasMessageContaining("does not answer host.create within 1 s"));
    Awaitility.await("the host that nobody was told of")
        .atMost(Stage.LIMIT)
        .until(() -> recorded("p1.lab").size() == 1);

    registrar().bring(wanted);

    assertThat(recorded("p1.lab")).hasSize(1);
  }

  @Test
  void aFrontEndThatHangsIsGivenUpAfterItsTime() {
    ZabbixDriver hasty = driver(zabbix.api(), zabbix.token(), Duration.ofMillis(500));
    zabbix.host().run("systemctl", "kill", "--signal=STOP", "php8.2-fpm").orThrow("halting PHP");
    try {
      assertThatThrownBy(() -> hasty.observe(List.of(host("q1.lab"))))
          .isInstanceOf(ConsoleException.class)
          .hasMessageContaining("within 500 ms");
    } finally {
      zabbix
          .host()
          .run("systemctl", "kill", "--signal=CONT", "php8.2-fpm")
          .orThrow("letting PHP go on");
    }
    assertThat(registrar().bring(host("q1.lab")).smooth()).isTrue();
  }
}
