package io.kitward.server.backend.zabbix;

import io.kitward.server.desired.WantedHost;
import io.kitward.server.desired.WantedHost.Service;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/** Hosts that tests want. */
final class Wanted {

  static final UUID NODE = UUID.fromString("00000000-0000-4000-8000-000000000001");

  private Wanted() {}

  static WantedHost host(Map<String, Map<String, String>> services) {
    return host(Map.of("environment", "lab"), Map.of(), services);
  }

  static WantedHost host(
      Map<String, String> labels,
      Map<String, String> variables,
      Map<String, Map<String, String>> services) {
    var all = new TreeMap<String, Service>();
    services.forEach(
        (name, fields) ->
            all.put(
                name,
                new Service(
                    UUID.nameUUIDFromBytes(name.getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                    new TreeMap<>(fields))));
    return new WantedHost(
        NODE,
        "db1.lab",
        "10.0.0.1",
        new TreeSet<>(Set.of("Databases")),
        new TreeSet<>(),
        new TreeMap<>(labels),
        new TreeMap<>(variables),
        all);
  }
}
