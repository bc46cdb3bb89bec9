package io.kitward.lab.bench;

import io.kitward.lab.Lab;
import io.kitward.lab.LabException;
import io.kitward.lab.Room;
import io.kitward.lab.ZabbixServer;
import io.kitward.server.backend.driver.ConsoleAccess;
import io.kitward.server.backend.driver.ConsoleException;
import io.kitward.server.backend.driver.HostChange;
import io.kitward.server.backend.driver.SeenHost;
import io.kitward.server.backend.zabbix.ZabbixDriver;
import io.kitward.server.desired.WantedHost;
import io.kitward.server.desired.WantedHost.Service;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/**
 * Hosts that are registered in a real Zabbix from nothing: by the driver, and by a bare client that
 * sends the same arrays and nothing else, in turn.
 */
final class ZabbixRegistrations {

  private static final int HOSTS = 2_000;
  private static final int ROUND = 500;
  private static final int ARRAY = 100;
  private static final String TEMPLATE = "Linux by Zabbix agent";

  private final ZabbixServer zabbix;
  private final ZabbixDriver driver;

  private ZabbixRegistrations(ZabbixServer zabbix, HttpClient http) {
    this.zabbix = zabbix;
    this.driver =
        ZabbixDriver.open(
            new ConsoleAccess(
                "zabbix", zabbix.api(), "", "secret:token@1", "", _ -> zabbix.token()),
            http);
  }

  /** Measures in a room of its own; takes some minutes. */
  static List<Figure> measure(Room room) {
    try (Lab lab = Lab.open(room);
        HttpClient http = HttpClient.newHttpClient()) {
      return new ZabbixRegistrations(ZabbixServer.start(lab), http).measured();
    } catch (ConsoleException e) {
      throw new LabException("Zabbix does not do what it is asked", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted while measuring", e);
    }
  }

  private List<Figure> measured() throws ConsoleException, InterruptedException {
    // The server would poll what is not there, beside what is measured.
    zabbix.host().run("systemctl", "stop", "zabbix-server").orThrow("stopping Zabbix' server");
    List<WantedHost> all = IntStream.range(0, HOSTS).mapToObj(ZabbixRegistrations::host).toList();
    long driven = 0;
    long bare = 0;
    driver.apply(List.of(new HostChange.Create(host(HOSTS)))); // makes the group, warms up
    for (int at = 0; at < HOSTS; at += ROUND) {
      List<WantedHost> round = all.subList(at, at + ROUND);
      if (at / ROUND % 2 == 0) {
        bare += bare(round);
        driven += driven(round);
      } else {
        driven += driven(round);
        bare += bare(round);
      }
    }
    long reads = driver.reads();
    long writes = driver.writes();
    long begin = System.nanoTime();
    List<SeenHost> seen = driver.observe();
    long observing = millis(begin);
    if (seen.size() < 2 * HOSTS) {
      throw new LabException("only " + seen.size() + " hosts were made");
    }
    long whole = driver.reads() - reads;
    reads = driver.reads();
    begin = System.nanoTime();
    driver.observe(all);
    long looking = millis(begin);
    return List.of(
        Figure.of("zabbix.driver", HOSTS + " hosts from nothing, by the driver", driven, "ms"),
        Figure.of("zabbix.bare", HOSTS + " hosts from nothing, by a bare client", bare, "ms"),
        Figure.atMost("zabbix.ratio", "the driver beside it", driven / (double) bare, "", 1.2),
        Figure.of("zabbix.writes", "requests of the driver that write", writes, ""),
        Figure.of("zabbix.observe", "looking at all " + seen.size() + " hosts", observing, "ms"),
        Figure.of("zabbix.observe.reads", "requests for that", whole, ""),
        Figure.atMost("zabbix.look", "looking at " + HOSTS + " of Kitward's", looking, "ms", 3_000),
        Figure.of("zabbix.look.reads", "requests for that", driver.reads() - reads, ""));
  }

  private static WantedHost host(int number) {
    String name = "host%04d.lab".formatted(number);
    return new WantedHost(
        UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)),
        name,
        "127.0.0.1",
        new TreeSet<>(List.of("Kitward/bench")),
        new TreeSet<>(),
        new TreeMap<>(Map.of("environment", "lab")),
        new TreeMap<>(),
        new TreeMap<>(
            Map.of(
                "zabbix-agent",
                new Service(
                    UUID.nameUUIDFromBytes((name + "/agent").getBytes(StandardCharsets.UTF_8)),
                    new TreeMap<>(Map.of("templates", TEMPLATE))))));
  }

  private long driven(List<WantedHost> hosts) throws ConsoleException, InterruptedException {
    long begin = System.nanoTime();
    driver.observe(hosts);
    Map<HostChange, String> refused =
        driver.apply(hosts.stream().<HostChange>map(HostChange.Create::new).toList());
    if (!refused.isEmpty()) {
      throw new LabException("Zabbix refused: " + refused.values().iterator().next());
    }
    return millis(begin);
  }

  private long bare(List<WantedHost> hosts) {
    String group = id("hostgroup.get", "name", "Kitward/bench", "groupid");
    String template = id("template.get", "host", TEMPLATE, "templateid");
    long begin = System.nanoTime();
    for (int at = 0; at < hosts.size(); at += ARRAY) {
      var array = new ArrayList<Map<String, Object>>();
      for (WantedHost host : hosts.subList(at, at + ARRAY)) {
        array.add(bare(host, group, template));
      }
      zabbix.call("host.create", array);
    }
    return millis(begin);
  }

  private static Map<String, Object> bare(WantedHost host, String group, String template) {
    var contact = new TreeMap<String, Object>(Map.of("ip", host.address(), "dns", ""));
    contact.putAll(Map.of("type", 1, "main", 1, "useip", 1, "port", "10050"));
    return Map.of(
        "host",
        "bare-" + host.name(),
        "groups",
        List.of(Map.of("groupid", group)),
        "templates",
        List.of(Map.of("templateid", template)),
        "interfaces",
        List.of(contact),
        "tags",
        List.of(Map.of("tag", "environment", "value", "lab")));
  }

  private String id(String method, String by, String name, String field) {
    JsonNode found = zabbix.call(method, Map.of("filter", Map.of(by, List.of(name))));
    return found.path(0).path(field).asString("");
  }

  private static long millis(long begin) {
    return (System.nanoTime() - begin) / 1_000_000;
  }
}
