package io.kitward.server.desired;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/**
 * What a console shall have of one node. Kept as JSON, once as wanted and once as last set there,
 * which is what Kitward owns. A value.
 *
 * @param node the mark by which the record is found again, whatever it is called
 * @param name the node's certname
 * @param address an IP address, or the certname where none is known
 * @param groups by name; they are made when the console does not have them
 * @param templates by name; a console that does not have one refuses the host
 * @param labels the node's tags; a bare tag has the value {@code true}
 * @param variables macros in Zabbix, custom variables in Icinga; by name without any decoration
 * @param services what registers there, by the service's name
 */
public record WantedHost(
    UUID node,
    String name,
    String address,
    SortedSet<String> groups,
    SortedSet<String> templates,
    SortedMap<String, String> labels,
    SortedMap<String, String> variables,
    SortedMap<String, Service> services) {

  public WantedHost {
    groups = Collections.unmodifiableSortedSet(new TreeSet<>(groups));
    templates = Collections.unmodifiableSortedSet(new TreeSet<>(templates));
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    variables = Collections.unmodifiableSortedMap(new TreeMap<>(variables));
    services = Collections.unmodifiableSortedMap(new TreeMap<>(services));
  }

  /**
   * One instance on the node.
   *
   * @param fields what its Service document says for this kind of console, rendered; a secret
   *     stands as its reference {@code secret:NAME@VERSION…}
   */
  public record Service(UUID instance, SortedMap<String, String> fields) {
    public Service {
      fields = Collections.unmodifiableSortedMap(new TreeMap<>(fields));
    }

    /** A field; empty when the document does not say it. */
    public String field(String name) {
      return fields.getOrDefault(name, "");
    }
  }

  /** The same under another name. */
  public WantedHost named(String other) {
    return new WantedHost(node, other, address, groups, templates, labels, variables, services);
  }

  /** The same with other services. */
  public WantedHost with(Map<String, Service> other) {
    return new WantedHost(
        node, name, address, groups, templates, labels, variables, new TreeMap<>(other));
  }

  /** The instances on the node. */
  public Set<UUID> instances() {
    var instances = new TreeSet<UUID>();
    services.values().forEach(service -> instances.add(service.instance()));
    return instances;
  }
}
