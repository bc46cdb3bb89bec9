package io.kitward.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.server.backend.zabbix.ZabbixDriver;
import io.kitward.server.desired.WantedHost;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What the driver makes of hosts in Zabbix, and what it puts back. */
@Order(70)
class ZabbixDriverE2E extends OnZabbix {

  ZabbixDriverE2E(Lab lab) {
    super(lab);
  }

  @Test
  void hostsAreMadeWithAllThatIsWantedAndASecondLookWritesNothing() {
    var first =
        host(
            "a1.lab",
            Map.of(
                "templates",
                LINUX,
                "port",
                "10055",
                "psk",
                "secret:psk@1",
                "psk-identity",
                "kitward a1"));
    List<WantedHost> wanted =
        List.of(
            with(
                first,
                "127.0.0.1",
                List.of(GROUP, "Kitward/new"),
                Map.of("environment", "lab", "web", "true"),
                Map.of("snmp-community", "secret:snmp@1", "Limit", "5")),
            host("a2.lab"),
            with(host("a3.lab"), "a3.lab", List.of(), Map.of(), Map.of()));
    ZabbixDriver driver = driver();
    var registrar = new Registrar(driver, MEND);

    assertThat(registrar.bring(wanted).smooth()).isTrue();

    JsonNode made = recorded("a1.lab").path(0);
    assertThat(values(made.path("groups"), "name")).containsExactlyInAnyOrder(GROUP, "Kitward/new");
    assertThat(values(made.path("parentTemplates"), "host")).containsExactly(LINUX);
    assertThat(values(made.path("tags"), "tag"))
        .containsExactlyInAnyOrder("kitward.id", "environment", "web");
    assertThat(made.path("macros").toString())
        .contains("{$SNMP_COMMUNITY}", "{$LIMIT}")
        .doesNotContain("first");
    assertThat(sql("select value from hostmacro where macro = '{$SNMP_COMMUNITY}'"))
        .isEqualTo("first\n");
    assertThat(made.path("interfaces").path(0).path("port").asString("")).isEqualTo("10055");
    assertThat(made.path("tls_connect").asString("") + made.path("tls_accept").asString(""))
        .isEqualTo("22");
    assertThat(sql("select tls_psk_identity, tls_psk from hosts where host = 'a1.lab'"))
        .isEqualTo("kitward a1|" + SECRETS.get("secret:psk@1") + "\n");
    JsonNode byName = recorded("a3.lab").path(0);
    assertThat(byName.path("interfaces").path(0).path("dns").asString("")).isEqualTo("a3.lab");
    assertThat(values(byName.path("groups"), "name")).containsExactly("Kitward");

    long writes = driver.writes();
    assertThat(registrar.bring(wanted).smooth()).isTrue();
    assertThat(driver.writes()).isEqualTo(writes);
  }

  @Test
  void aChangedSecretIsSetAlthoughZabbixShowsNeither() {
    Registrar registrar = registrar();
    var wanted =
        with(
            host("b1.lab"), "127.0.0.1", List.of(GROUP), Map.of(), Map.of("hush", "secret:snmp@1"));
    registrar.bring(wanted);
    registrar.bring(
        with(wanted, "127.0.0.1", List.of(GROUP), Map.of(), Map.of("hush", "secret:snmp@2")));

    assertThat(
            sql(
                "select value, type from hostmacro where macro = '{$HUSH}' and hostid = "
                    + id("b1.lab")))
        .isEqualTo("second|1\n");

    registrar.bring(with(wanted, "127.0.0.1", List.of(GROUP), Map.of(), Map.of()));
    assertThat(recorded("b1.lab").path(0).path("macros")).isEmpty();
  }

  @Test
  void whatAPersonChangedOfKitwardsIsPutBack() {
    Registrar registrar = registrar();
    var wanted =
        with(
            host("c1.lab"),
            "127.0.0.1",
            List.of(GROUP),
            Map.of("environment", "lab"),
            Map.of("limit", "5"));
    registrar.bring(wanted);
    changeByHand(wanted);

    assertThat(registrar.bring(wanted).drift())
        .containsExactlyInAnyOrder(
            "address is 127.0.0.9 and was set to 127.0.0.1",
            "group " + GROUP + " was taken away",
            "label environment was changed",
            "variable {$LIMIT} was taken away",
            "the host was disabled");

    JsonNode mended = recorded("c1.lab").path(0);
    assertThat(values(mended.path("groups"), "name")).containsExactlyInAnyOrder(GROUP, PEOPLE);
    assertThat(values(mended.path("interfaces"), "ip")).containsExactly("127.0.0.1");
    assertThat(mended.path("tags").toString()).contains("\"lab\"").doesNotContain("theirs");
    assertThat(values(mended.path("macros"), "value")).containsExactly("5");
    assertThat(mended.path("status").asString("")).isEqualTo("0");
    assertThat(registrar.bring(wanted).smooth()).isTrue();
  }

  private void changeByHand(WantedHost host) {
    zabbix.call(
        "host.update",
        json(
            """
            {"hostid": "%s", "status": 1, "groups": [{"groupid": "%s"}], "macros": [],
             "tags": [{"tag": "kitward.id", "value": "%s"},
                      {"tag": "environment", "value": "theirs"}]}
            """
                .formatted(id(host.name()), groupId(PEOPLE), host.node())));
    String contact =
        recorded(host.name()).path(0).path("interfaces").path(0).path("interfaceid").asString("");
    zabbix.call("hostinterface.update", Map.of("interfaceid", contact, "ip", "127.0.0.9"));
  }

  @Test
  void whereThatIsTheConductItIsRespectedAndSaid() {
    ZabbixDriver driver = driver();
    var registrar = new Registrar(driver, RESPECT);
    var wanted =
        with(
            host("c2.lab"),
            "127.0.0.1",
            List.of(GROUP),
            Map.of("environment", "lab"),
            Map.of("limit", "5"));
    registrar.bring(wanted);
    changeByHand(wanted);
    String before = everythingOf(id("c2.lab"));
    long writes = driver.writes();

    assertThat(registrar.bring(wanted).drift()).hasSize(5);

    assertThat(driver.writes()).isEqualTo(writes);
    assertThat(everythingOf(id("c2.lab"))).isEqualTo(before);
  }

  @Test
  void aTemplateThatGoesTakesItsItemsAlong() {
    Registrar registrar = registrar();
    registrar.bring(host("e1.lab", Map.of("templates", LINUX)));
    assertThat(recorded("e1.lab").path(0).path("items").size()).isGreaterThan(30);

    assertThat(registrar.bring(host("e1.lab")).smooth()).isTrue();

    assertThat(values(recorded("e1.lab").path(0).path("items"), "key_"))
        .containsExactly("agent.ping");
  }

  @Test
  void aHostThatAPersonDeletedComesBackUnlessThatIsRespected() {
    Registrar mending = registrar();
    var respecting = new Registrar(driver(), RESPECT);
    mending.bring(host("f1.lab"));
    respecting.bring(host("f2.lab"));
    zabbix.call("host.delete", List.of(id("f1.lab"), id("f2.lab")));

    assertThat(mending.bring(host("f1.lab")).drift())
        .containsExactly("the host was deleted in the console");
    assertThat(respecting.bring(host("f2.lab")).obstacles()).containsKey(host("f2.lab").node());

    assertThat(recorded("f1.lab")).hasSize(1);
    assertThat(recorded("f2.lab")).isEmpty();
  }

  @Test
  void aHostThatIsToStayIsDisabledOnce() {
    ZabbixDriver driver = driver();
    var registrar = new Registrar(driver, RESPECT);
    registrar.bring(host("n1.lab"));
    registrar.leave(List.of(host("n1.lab")));
    assertThat(recorded("n1.lab").path(0).path("status").asString("")).isEqualTo("1");

    long writes = driver.writes();
    registrar.leave(List.of(host("n1.lab")));
    assertThat(driver.writes()).isEqualTo(writes);
  }

  @Test
  void hundredsOfHostsComeAndGoInFewRequests() throws Exception {
    List<WantedHost> wanted =
        IntStream.range(0, 250)
            .mapToObj(number -> host("t" + number + ".lab", Map.of("templates", PING, "port", "1")))
            .toList();
    ZabbixDriver driver = driver();
    var registrar = new Registrar(driver, MEND);

    assertThat(registrar.bring(wanted).smooth()).isTrue();
    assertThat(driver.writes()).as("100, 100 and 50").isEqualTo(3);
    assertThat(driver.observe()).hasSizeGreaterThan(250);

    long reads = driver.reads();
    assertThat(registrar.bring(wanted).smooth()).isTrue();
    assertThat(driver.writes()).isEqualTo(3);
    assertThat(driver.reads() - reads).as("by marks and by names").isEqualTo(2);

    assertThat(registrar.leave(wanted).smooth()).isTrue();
    assertThat(driver.writes()).isEqualTo(6);
  }
}
