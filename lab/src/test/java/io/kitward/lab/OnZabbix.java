package io.kitward.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.server.backend.driver.ConsoleAccess;
import io.kitward.server.backend.driver.ConsoleException;
import io.kitward.server.backend.driver.DirectExchange;
import io.kitward.server.backend.driver.HostChange;
import io.kitward.server.backend.driver.HostDifference.Conduct;
import io.kitward.server.backend.driver.HostDifference.Drift;
import io.kitward.server.backend.driver.HostDifference.Leaving;
import io.kitward.server.backend.zabbix.ZabbixDriver;
import io.kitward.server.desired.WantedHost;
import io.kitward.server.desired.WantedHost.Service;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.function.Executable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tests of the driver on a real Zabbix, on which people have a host of their own: after each class
 * it is as it was before.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(SharedStage.class)
abstract class OnZabbix {

  static final String LINUX = "Linux by Zabbix agent";
  static final String PING = "Lab ping";
  static final String GROUP = "Kitward/lab";

  /** A group that is none of Kitward's. */
  static final String PEOPLE = "Of people";

  /** An interface that is none of Kitward's. */
  static final String SNMP =
      """
      {"type": 2, "main": 1, "useip": 1, "ip": "127.0.0.1", "dns": "", "port": "161",
       "details": {"version": 2, "community": "{$COMMUNITY}"}}""";

  static final Map<String, String> SECRETS =
      Map.of(
          "secret:psk@1",
          "00112233445566778899aabbccddeeff",
          "secret:snmp@1",
          "first",
          "secret:short@1",
          "4711",
          "secret:snmp@2",
          "second");
  static final Conduct MEND = new Conduct(Drift.MEND, Leaving.DELETE);
  static final Conduct RESPECT = new Conduct(Drift.RESPECT, Leaving.DISABLE);

  final ZabbixServer zabbix;
  final HttpClient http = HttpClient.newHttpClient();
  String strangerId = "";
  String strangerBefore = "";

  OnZabbix(Lab lab) {
    this.zabbix = ZabbixServer.start(lab);
  }

  @BeforeAll
  final void whatIsThereAlready() {
    if (templateId(PING).isEmpty()) {
      String template =
          zabbix.make(
              "template.create",
              json(
                  """
                  {"host": "%s", "name": "Ping of the lab", "groups": [{"groupid": "%s"}]}
                  """
                      .formatted(PING, groupId("Templates"))));
      zabbix.call(
          "item.create",
          json(
              """
              {"name": "Ping", "key_": "agent.ping", "hostid": "%s", "type": 0, "value_type": 3,
               "delay": "2s"}
              """
                  .formatted(template)));
      zabbix.make("hostgroup.create", Map.of("name", PEOPLE));
    }
    strangerId =
        zabbix.make(
            "host.create",
            json(
                """
                {"host": "foreign-%s", "name": "A host of people for %<s", "status": 1,
                 "groups": [{"groupid": "%s"}], "templates": [{"templateid": "%s"}],
                 "interfaces": [
                   {"type": 1, "main": 1, "useip": 1, "ip": "127.0.0.1", "dns": "", "port": "10050"},
                   %s],
                 "tags": [{"tag": "owner", "value": "them"}],
                 "macros": [{"macro": "{$PLAIN}", "value": "theirs"},
                            {"macro": "{$HUSH}", "value": "theirs", "type": 1}],
                 "inventory_mode": 0, "inventory": {"tag": "4711"}}
                """
                    .formatted(
                        getClass().getSimpleName(), groupId(PEOPLE), templateId(LINUX), SNMP)));
    strangerBefore = everythingOf(strangerId);
  }

  @AfterAll
  final void onlyPeoplesOwnIsLeftAndAsItWas() throws ConsoleException, InterruptedException {
    try (ZabbixDriver driver = driver()) {
      List<HostChange> all =
          driver.observe().stream()
              .filter(host -> host.node().isPresent())
              .<HostChange>map(host -> new HostChange.Remove(host, host.node().orElseThrow()))
              .toList();
      assertThat(driver.apply(all)).isEmpty();
    }
    http.close();
    assertThat(everythingOf(strangerId)).isEqualTo(strangerBefore);
    zabbix.call("host.delete", List.of(strangerId));
  }

  /** Parameters of a call as they are documented. */
  static JsonNode json(String text) {
    return JsonMapper.shared().readTree(text);
  }

  ZabbixDriver driver() {
    return driver(zabbix.api(), zabbix.token(), ZabbixDriver.LIMIT);
  }

  ZabbixDriver driver(URI url, String token, Duration limit) {
    return ZabbixDriver.open(
        new ConsoleAccess(
            "zabbix", url, "", "secret:token@1", "", reference -> secret(reference, token)),
        DirectExchange.over(http),
        limit,
        InstantSource.system());
  }

  private static String secret(String reference, String token) {
    if (reference.equals("secret:gone@1")) {
      throw new IllegalArgumentException("there is no such secret");
    }
    return SECRETS.getOrDefault(reference, token);
  }

  Registrar registrar() {
    return new Registrar(driver(), MEND);
  }

  static WantedHost host(String name, Map<String, String> fields) {
    return new WantedHost(
        UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)),
        name,
        "127.0.0.1",
        new TreeSet<>(List.of(GROUP)),
        new TreeSet<>(),
        new TreeMap<>(Map.of("environment", "lab")),
        new TreeMap<>(),
        new TreeMap<>(Map.of("zabbix-agent", new Service(instance(name), new TreeMap<>(fields)))));
  }

  static WantedHost host(String name) {
    return host(name, Map.of("templates", PING));
  }

  static UUID instance(String name) {
    return UUID.nameUUIDFromBytes((name + "/agent").getBytes(StandardCharsets.UTF_8));
  }

  static WantedHost with(
      WantedHost host,
      String address,
      List<String> groups,
      Map<String, String> labels,
      Map<String, String> variables) {
    return new WantedHost(
        host.node(),
        host.name(),
        address,
        new TreeSet<>(groups),
        host.templates(),
        new TreeMap<>(labels),
        new TreeMap<>(variables),
        host.services());
  }

  static WantedHost named(WantedHost host, String name) {
    return new WantedHost(
        host.node(),
        name,
        host.address(),
        host.groups(),
        host.templates(),
        host.labels(),
        host.variables(),
        host.services());
  }

  /** The hosts of a name. */
  JsonNode recorded(String name) {
    return zabbix.call(
        "host.get",
        json(
            """
            {"output": "extend", "selectTags": "extend", "selectMacros": "extend",
             "selectInterfaces": "extend", "selectGroups": ["name"],
             "selectParentTemplates": ["host"], "selectItems": ["key_"],
             "filter": {"host": ["%s"]}}
            """
                .formatted(name)));
  }

  String id(String name) {
    JsonNode found = recorded(name);
    assertThat(found).as(name).hasSize(1);
    return found.path(0).path("hostid").asString("");
  }

  String templateId(String name) {
    return zabbix
        .call("template.get", Map.of("filter", Map.of("host", List.of(name))))
        .path(0)
        .path("templateid")
        .asString("");
  }

  String groupId(String name) {
    return zabbix
        .call("hostgroup.get", Map.of("filter", Map.of("name", List.of(name))))
        .path(0)
        .path("groupid")
        .asString("");
  }

  static List<String> values(JsonNode list, String field) {
    return list.valueStream().map(one -> one.path(field).asString("")).toList();
  }

  /** The whole of what the API and, for secrets, the database say of a host. */
  String everythingOf(String id) {
    return zabbix
            .call(
                "host.get",
                json(
                    """
                    {"output": "extend", "hostids": ["%s"], "selectTags": "extend",
                     "selectMacros": "extend", "selectInterfaces": "extend",
                     "selectGroups": "extend", "selectParentTemplates": ["host"],
                     "selectInventory": "extend"}
                    """
                        .formatted(id)))
            .toString()
        + sql("select macro, value from hostmacro where hostid = " + id + " order by 1")
        + sql("select itemid, key_, delay, status from items where hostid = " + id + " order by 1");
  }

  /** What happens while Zabbix takes a second for each tag that it writes. */
  void slowly(Executable what) throws Throwable {
    sql(
        "create or replace function slowly() returns trigger language plpgsql"
            + " as 'begin perform pg_sleep(1); return new; end'");
    sql("create trigger slowly before insert on host_tag for each row execute function slowly()");
    try {
      what.execute();
    } finally {
      sql("drop trigger slowly on host_tag");
    }
  }

  String sql(String query) {
    return zabbix
        .host()
        .run("su", "postgres", "-c", "psql -At zabbix -c \"" + query.replace("$", "\\$") + "\"")
        .orThrow("asking the database")
        .stdout();
  }
}
