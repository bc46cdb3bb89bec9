package io.kitward.lab;

import io.kitward.server.desired.WantedHost;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/** What consoles shall have of the hosts of the tests. */
final class WantedHosts {

  /** The group of all of them. */
  static final String GROUP = "lab-group";

  private WantedHosts() {}

  static WantedHost wanted(String name) {
    return new WantedHost(
        UUID.randomUUID(),
        name + ".lab",
        "127.0.0.1",
        new TreeSet<>(Set.of(GROUP)),
        new TreeSet<>(Set.of(IcingaServer.TEMPLATE)),
        new TreeMap<>(Map.of("environment", "production", "database", "true")),
        new TreeMap<>(Map.of("rack", "r7")),
        new TreeMap<>(
            Map.of(
                "exporter",
                service(Map.of("interval", "3600", "vars.tcp_port", "9100")),
                "load",
                service(Map.of("check", "dummy", "templates", "generic-service")))));
  }

  static WantedHost.Service service(Map<String, String> fields) {
    return new WantedHost.Service(UUID.randomUUID(), new TreeMap<>(fields));
  }

  static WantedHost in(WantedHost host, String... groups) {
    return new WantedHost(
        host.node(),
        host.name(),
        host.address(),
        new TreeSet<>(List.of(groups)),
        host.templates(),
        host.labels(),
        host.variables(),
        host.services());
  }

  static WantedHost from(WantedHost host, String... templates) {
    return new WantedHost(
        host.node(),
        host.name(),
        host.address(),
        host.groups(),
        new TreeSet<>(List.of(templates)),
        host.labels(),
        host.variables(),
        host.services());
  }

  static WantedHost knowing(WantedHost host, Map<String, String> variables) {
    return new WantedHost(
        host.node(),
        host.name(),
        host.address(),
        host.groups(),
        host.templates(),
        host.labels(),
        new TreeMap<>(variables),
        host.services());
  }

  /** The same with other services. */
  static WantedHost offering(WantedHost host, Map<String, WantedHost.Service> services) {
    return new WantedHost(
        host.node(),
        host.name(),
        host.address(),
        host.groups(),
        host.templates(),
        host.labels(),
        host.variables(),
        new TreeMap<>(services));
  }
}
