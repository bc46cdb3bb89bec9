package io.kitward.server.backend.zabbix;

import io.kitward.server.backend.driver.ConsoleException;
import io.kitward.server.desired.WantedHost;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/**
 * Keeps Kitward's maintenances, each with one host and with data collection. Those of people have
 * other names. Zabbix counts in minutes, and takes up to one of them until a maintenance is in
 * effect or over.
 */
final class Maintenances {

  /** How the names of Kitward's own begin. */
  static final String OWN = "kitward:";

  /** Zabbix' limit of a maintenance's name. */
  private static final int LONGEST = 128;

  private static final int MINUTE = 60;

  /** A period must not be shorter; the maintenance ends it all the same. */
  private static final long SHORTEST_PERIOD = 300;

  private final ZabbixApi api;
  private final Hosts hosts;
  private final Batches batches;

  Maintenances(ZabbixApi api, Hosts hosts, Batches batches) {
    this.api = api;
    this.hosts = hosts;
    this.batches = batches;
  }

  /** What a host shall have. */
  private record Wanted(String host, long till) {}

  /** Has exactly these hosts in one; those that Zabbix does not have are passed over. */
  void keep(Map<WantedHost, Instant> until) throws ConsoleException, InterruptedException {
    Map<String, Wanted> wanted = wanted(until);
    Set<String> missing = new TreeSet<>(wanted.keySet());
    var updates = new LinkedHashMap<String, Map<String, Object>>();
    var ending = new ArrayList<String>();
    for (JsonNode there : own(api, Map.of())) {
      String name = there.path("name").asString("");
      String id = there.path("maintenanceid").asString("");
      Wanted one = wanted.get(name);
      if (one == null) {
        ending.add(id);
      } else {
        missing.remove(name);
        if (!fits(there, one)) {
          updates.put(name, moved(there, id, one));
        }
      }
    }
    // What ends comes last: a host that was renamed is in maintenance all the time.
    var refused = new LinkedHashMap<String, String>();
    refused.putAll(
        batches.send(
            "maintenance.create",
            Batches.items(List.copyOf(missing), name -> List.of(made(name, reached(wanted, name)))),
            this::notMade));
    refused.putAll(
        batches.send(
            "maintenance.update",
            Batches.items(List.copyOf(updates.keySet()), name -> List.of(reached(updates, name)))));
    refused.putAll(batches.send("maintenance.delete", Batches.items(ending, List::of)));
    for (Map.Entry<String, String> one : refused.entrySet()) {
      throw new ConsoleException("the maintenance " + one.getKey() + ": " + one.getValue());
    }
  }

  /** Kitward's maintenances, with what is added to the question. */
  static List<JsonNode> own(ZabbixApi api, Map<String, ?> more)
      throws ConsoleException, InterruptedException {
    var question = new HashMap<String, Object>(more);
    question.put(
        "output",
        List.of("maintenanceid", "name", "active_since", "active_till", "maintenance_type"));
    question.put("search", Map.of("name", OWN));
    question.put("startSearch", true);
    question.put("selectHosts", List.of("hostid"));
    question.put("selectGroups", List.of("groupid"));
    question.put("selectTimeperiods", "extend");
    // Zabbix searches without regard to case.
    return api.read("maintenance.get", question)
        .valueStream()
        .filter(one -> one.path("name").asString("").startsWith(OWN))
        .toList();
  }

  private Map<String, Wanted> wanted(Map<WantedHost, Instant> until)
      throws ConsoleException, InterruptedException {
    Map<UUID, String> ids = new HashMap<>();
    for (RecordedHost host :
        hosts.marked(until.keySet().stream().map(WantedHost::node).toList()).values()) {
      host.node().ifPresent(node -> ids.merge(node, host.id(), (one, other) -> one));
    }
    var wanted = new HashMap<String, Wanted>();
    until.forEach(
        (host, end) -> {
          String id = ids.get(host.node());
          if (id != null) {
            wanted.put(name(host), new Wanted(id, minuteFrom(end)));
          }
        });
    return wanted;
  }

  static String name(WantedHost host) {
    String name = OWN + host.name();
    return name.length() <= LONGEST ? name : OWN + host.node();
  }

  /** Zabbix cuts seconds off: the next whole minute is the first that is not too early. */
  static long minuteFrom(Instant end) {
    return Math.ceilDiv(end.getEpochSecond(), MINUTE) * MINUTE;
  }

  private static boolean fits(JsonNode there, Wanted wanted) {
    JsonNode periods = there.path("timeperiods");
    return there.path("active_till").asLong(0) == wanted.till()
        && there.path("maintenance_type").asInt(0) == 0
        && there.path("groups").isEmpty()
        && hosts(there).equals(List.of(wanted.host()))
        && periods.size() == 1
        && periods.path(0).path("timeperiod_type").asInt(0) == 0
        && periods.path(0).path("start_date").asLong(0) + periods.path(0).path("period").asLong(0)
            >= wanted.till();
  }

  private static List<String> hosts(JsonNode maintenance) {
    return maintenance
        .path("hosts")
        .valueStream()
        .map(host -> host.path("hostid").asString(""))
        .toList();
  }

  private Map<String, Object> made(String name, Wanted wanted) {
    long now = Math.floorDiv(api.consoleTime().getEpochSecond(), MINUTE) * MINUTE;
    Map<String, Object> maintenance = times(now, wanted);
    maintenance.put("name", name);
    return maintenance;
  }

  private static Map<String, Object> moved(JsonNode there, String id, Wanted wanted) {
    Map<String, Object> maintenance = times(there.path("active_since").asLong(0), wanted);
    maintenance.put("maintenanceid", id);
    if (!there.path("groups").isEmpty()) {
      maintenance.put("groups", List.of());
    }
    return maintenance;
  }

  private static Map<String, Object> times(long since, Wanted wanted) {
    var maintenance = new LinkedHashMap<String, Object>();
    maintenance.put("active_since", since);
    maintenance.put("active_till", wanted.till());
    maintenance.put("maintenance_type", 0);
    maintenance.put("hosts", List.of(Map.of("hostid", wanted.host())));
    maintenance.put(
        "timeperiods",
        List.of(
            Map.of(
                "timeperiod_type",
                0,
                "start_date",
                since,
                "period",
                Math.max(SHORTEST_PERIOD, wanted.till() - since))));
    return maintenance;
  }

  /** Another server may have made some of them at the same moment. */
  private List<Batches.Item<String>> notMade(List<Batches.Item<String>> batch)
      throws ConsoleException, InterruptedException {
    var there = new HashSet<String>();
    own(api, Map.of()).forEach(one -> there.add(one.path("name").asString("")));
    return batch.stream().filter(item -> !there.contains(item.subject())).toList();
  }

  private static <T> T reached(Map<String, T> among, String name) {
    return Objects.requireNonNull(among.get(name), name);
  }
}
