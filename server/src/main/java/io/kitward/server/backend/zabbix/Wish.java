package io.kitward.server.backend.zabbix;

import io.kitward.server.backend.driver.SeenHost;
import io.kitward.server.desired.WantedHost;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What is wanted of a host, in Zabbix' terms. Pure. */
final class Wish {

  /** The tag that marks a host as Kitward's. */
  static final String MARK = "kitward.id";

  /** Zabbix has no host without a group. */
  static final String DEFAULT_GROUP = "Kitward";

  private Wish() {}

  /**
   * The record as it is seen when it holds what is wanted and nothing else.
   *
   * @throws IllegalArgumentException in words for whoever wrote the documents
   */
  static SeenHost expected(WantedHost wanted) {
    if (wanted.labels().containsKey(MARK)) {
      throw new IllegalArgumentException(
          "a tag of the name " + MARK + " is Kitward's own mark: give it another name");
    }
    var variables = new TreeMap<String, String>();
    Macro.of(wanted.variables()).forEach((name, value) -> variables.put(name, Macro.shown(value)));
    var services = new TreeMap<String, SortedMap<String, String>>();
    services.put(Agent.SERVICE, Agent.of(wanted).shown());
    return new SeenHost(
        "",
        Optional.of(wanted.node()),
        wanted.name(),
        wanted.address(),
        groups(wanted),
        templates(wanted),
        wanted.labels(),
        variables,
        services,
        true);
  }

  static SortedSet<String> groups(WantedHost wanted) {
    var groups = new TreeSet<>(wanted.groups());
    if (groups.isEmpty()) {
      groups.add(DEFAULT_GROUP);
    }
    return groups;
  }

  static SortedSet<String> templates(WantedHost wanted) {
    var templates = new TreeSet<>(wanted.templates());
    wanted.services().values().forEach(service -> templates.addAll(Agent.templates(service)));
    return templates;
  }

  /**
   * What Zabbix takes and never shows: the key with its identity, and the values of secret macros.
   */
  static SortedMap<String, String> secrets(WantedHost wanted) {
    var secrets = new TreeMap<String, String>();
    Agent agent = Agent.of(wanted);
    if (agent.encrypted()) {
      secrets.put("psk", agent.key());
      secrets.put("psk-identity", agent.identity());
    }
    Macro.of(wanted.variables())
        .forEach(
            (name, value) -> {
              if (Macro.isSecret(value)) {
                secrets.put(name, value);
              }
            });
    return secrets;
  }
}
