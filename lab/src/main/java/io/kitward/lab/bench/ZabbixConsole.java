package io.kitward.lab.bench;

import io.kitward.lab.LabException;
import io.kitward.lab.ZabbixServer;
import io.kitward.server.backend.driver.ConsoleAccess;
import io.kitward.server.backend.driver.ConsoleException;
import io.kitward.server.backend.driver.DirectExchange;
import io.kitward.server.backend.driver.Driver;
import io.kitward.server.backend.driver.HostChange;
import io.kitward.server.backend.zabbix.ZabbixDriver;
import io.kitward.server.desired.WantedHost;
import io.kitward.server.desired.WantedHost.Service;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** Zabbix, whose server rests meanwhile: it would poll what is not there. For one thread. */
public final class ZabbixConsole implements MeasuredConsole {

  /** The template of Zabbix that most Linux hosts have; it brings 43 items. */
  public static final String LINUX = "Linux by Zabbix agent";

  private static final String GROUP = "Kitward/figures";

  /** As many hosts are in one host.create of the driver. */
  private static final int ARRAY = 100;

  /** As many hosts are in one answer. */
  private static final int PAGE = 500;

  private final ZabbixServer zabbix;
  private final String template;
  private final HttpClient http = HttpClient.newHttpClient();
  private final ZabbixDriver driver;

  private ZabbixConsole(ZabbixServer zabbix, String template) {
    this.zabbix = zabbix;
    this.template = template;
    this.driver =
        ZabbixDriver.open(
            new ConsoleAccess(
                "zabbix", zabbix.api(), "", "secret:token@1", "", _ -> zabbix.token()),
            DirectExchange.over(http));
  }

  /**
   * Stops its server until this is closed.
   *
   * @param template that all hosts get
   */
  public static ZabbixConsole open(ZabbixServer zabbix, String template) {
    zabbix.host().run("systemctl", "stop", "zabbix-server").orThrow("stopping Zabbix' server");
    return new ZabbixConsole(zabbix, template);
  }

  @Override
  public String kind() {
    return "zabbix";
  }

  @Override
  public Driver driver() {
    return driver;
  }

  @Override
  public long reads() {
    return driver.reads();
  }

  @Override
  public long writes() {
    return driver.writes();
  }

  @Override
  public WantedHost host(int number) {
    String name = "figure%05d.lab".formatted(number);
    return new WantedHost(
        ConsoleFigures.id(name),
        name,
        "127.0.0.1",
        new TreeSet<>(List.of(GROUP)),
        new TreeSet<>(),
        new TreeMap<>(Map.of("environment", "lab")),
        new TreeMap<>(),
        new TreeMap<>(
            Map.of(
                "zabbix-agent",
                new Service(
                    ConsoleFigures.id(name + "/agent"),
                    new TreeMap<>(Map.of("templates", template))))));
  }

  @Override
  public void warmUp() throws ConsoleException, InterruptedException {
    WantedHost first = host(0);
    if (!driver.apply(List.of(new HostChange.Create(first))).isEmpty()) {
      throw new LabException("Zabbix refuses " + first.name());
    }
    bare(List.of(first));
  }

  @Override
  public void bare(List<WantedHost> hosts) {
    String group = id("hostgroup.get", "name", GROUP, "groupid");
    String linked = id("template.get", "host", template, "templateid");
    for (int at = 0; at < hosts.size(); at += ARRAY) {
      var array = new ArrayList<Map<String, Object>>();
      for (WantedHost host : hosts.subList(at, Math.min(hosts.size(), at + ARRAY))) {
        array.add(bare(host, group, linked));
      }
      zabbix.call("host.create", array);
    }
  }

  private static Map<String, Object> bare(WantedHost host, String group, String template) {
    var contact = new TreeMap<String, Object>(Map.of("ip", host.address(), "dns", ""));
    contact.putAll(Map.of("type", 1, "main", 1, "useip", 1, "port", "10050"));
    return Map.of(
        "host",
        BARE + host.name(),
        "groups",
        List.of(Map.of("groupid", group)),
        "templates",
        List.of(Map.of("templateid", template)),
        "interfaces",
        List.of(contact),
        "tags",
        List.of(
            Map.of("tag", "bare.id", "value", host.node().toString()),
            Map.of("tag", "environment", "value", "lab")),
        "macros",
        List.of(),
        "tls_connect",
        1,
        "tls_accept",
        1);
  }

  private String id(String method, String by, String name, String field) {
    JsonNode found = zabbix.call(method, Map.of("filter", Map.of(by, List.of(name))));
    return found.path(0).path(field).asString("");
  }

  /** The ids of all, and then page by page. */
  @Override
  public long looks(int records) {
    return 1L + Math.ceilDiv(records, PAGE);
  }

  @Override
  public void close() {
    http.close();
    zabbix.host().run("systemctl", "start", "zabbix-server").orThrow("starting Zabbix' server");
  }
}
