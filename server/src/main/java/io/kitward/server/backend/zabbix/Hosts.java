package io.kitward.server.backend.zabbix;

import io.kitward.server.backend.driver.ConsoleException;
import io.kitward.server.desired.WantedHost;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** Reads hosts, some hundreds with each request. */
final class Hosts {

  /** Measured on 6.0: 500 hosts with all that is read of them are 0.3 MB and 60 ms. */
  private static final int PAGE = 500;

  private final ZabbixApi api;

  Hosts(ZabbixApi api) {
    this.api = api;
  }

  /** All that Kitward's user may see. */
  List<RecordedHost> all() throws ConsoleException, InterruptedException {
    var ids = new ArrayList<String>();
    api.read("host.get", Map.of("output", List.of("hostid")))
        .forEach(host -> ids.add(host.path("hostid").asString("")));
    return List.copyOf(withIds(ids).values());
  }

  /** Those of these ids that are there, by id. */
  Map<String, RecordedHost> withIds(Collection<String> ids)
      throws ConsoleException, InterruptedException {
    return read("hostids", ids);
  }

  /** Those that carry the mark of one of these, or its name; by id. */
  Map<String, RecordedHost> of(Collection<WantedHost> wanted)
      throws ConsoleException, InterruptedException {
    Map<String, RecordedHost> hosts =
        marked(wanted.stream().map(WantedHost::node).distinct().toList());
    hosts.putAll(read("filter", wanted.stream().map(WantedHost::name).distinct().toList()));
    return hosts;
  }

  /** Those that carry one of these marks; by id. */
  Map<String, RecordedHost> marked(Collection<UUID> nodes)
      throws ConsoleException, InterruptedException {
    return read("tags", nodes.stream().map(UUID::toString).toList());
  }

  private Map<String, RecordedHost> read(String by, Collection<String> values)
      throws ConsoleException, InterruptedException {
    var hosts = new LinkedHashMap<String, RecordedHost>();
    ZabbixVersion version = api.version();
    for (List<String> page : pages(List.copyOf(values))) {
      Map<String, Object> parameters = RecordedHost.selection(version);
      parameters.put(
          by,
          switch (by) {
            case "tags" ->
                page.stream()
                    .map(value -> Map.of("tag", Wish.MARK, "value", value, "operator", 1))
                    .toList();
            case "filter" -> Map.of("host", page);
            default -> page;
          });
      for (JsonNode host : api.read("host.get", parameters)) {
        RecordedHost found = RecordedHost.of(host, version);
        hosts.put(found.id(), found);
      }
    }
    return hosts;
  }

  static <T> List<List<T>> pages(List<T> values) {
    return pages(values, PAGE);
  }

  static <T> List<List<T>> pages(List<T> values, int size) {
    var pages = new ArrayList<List<T>>();
    for (int at = 0; at < values.size(); at += size) {
      pages.add(values.subList(at, Math.min(values.size(), at + size)));
    }
    return pages;
  }
}
