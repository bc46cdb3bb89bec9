package io.kitward.server.backend.zabbix;

import io.kitward.server.backend.zabbix.RecordedHost.Interface;
import io.kitward.server.desired.WantedHost;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The parts of a host as Zabbix takes them. Pure, but for the values of secrets, which are asked
 * for when they are written.
 *
 * @param groups ids by name, of all that are written
 * @param templates ids by name, of all that are written
 * @param secrets gives a reference's value
 */
record Parts(
    Map<String, String> groups, Map<String, String> templates, UnaryOperator<String> secrets) {

  /** What host.create makes of a wanted host. */
  Map<String, Object> created(WantedHost wanted) {
    Agent agent = Agent.of(wanted);
    var host = new LinkedHashMap<String, Object>();
    host.put("host", wanted.name());
    host.put("groups", ids("groupid", groups, Wish.groups(wanted)));
    host.put("templates", ids("templateid", templates, Wish.templates(wanted)));
    host.put("interfaces", List.of(contact(wanted.address(), agent.port())));
    var tags = new ArrayList<Map<String, Object>>();
    tags.add(tag(Wish.MARK, wanted.node().toString()));
    wanted.labels().forEach((name, value) -> tags.add(tag(name, value)));
    host.put("tags", tags);
    var macros = new ArrayList<Map<String, Object>>();
    Macro.of(wanted.variables())
        .forEach(
            (name, value) -> {
              var macro = macro(value);
              macro.put("macro", name);
              macros.add(macro);
            });
    host.put("macros", macros);
    host.putAll(encryption(agent));
    return host;
  }

  static List<Map<String, Object>> ids(String field, Map<String, String> ids, Set<String> names) {
    return names.stream()
        .map(
            name -> {
              String id = ids.get(name);
              if (id == null) {
                throw new IllegalStateException(name + " was not looked up before it is written");
              }
              return Map.<String, Object>of(field, id);
            })
        .toList();
  }

  static Map<String, Object> tag(String name, String value) {
    return Map.of("tag", name, "value", value);
  }

  /** A macro's value, of type 1 when nobody shall be able to read it back. */
  Map<String, Object> macro(String value) {
    var macro = new LinkedHashMap<String, Object>();
    macro.put("value", Macro.isSecret(value) ? secrets.apply(value) : value);
    macro.put("type", Macro.isSecret(value) ? 1 : 0);
    return macro;
  }

  /** The main interface of the agent. */
  static Map<String, Object> contact(String address, String port) {
    var contact = new LinkedHashMap<String, Object>(Map.of("ip", "", "dns", ""));
    contact.putAll(address(address));
    contact.put("type", Interface.AGENT);
    contact.put("main", 1);
    contact.put("port", port);
    return contact;
  }

  /** An address alone; of the two places for it the other one stays as it is. */
  static Map<String, Object> address(String address) {
    boolean number = address.contains(":") || address.matches("[0-9]+(\\.[0-9]+){3}");
    return Map.of("useip", number ? 1 : 0, number ? "ip" : "dns", address);
  }

  Map<String, Object> encryption(Agent agent) {
    return agent.encrypted()
        ? Map.of(
            "tls_connect",
            2,
            "tls_accept",
            2,
            "tls_psk_identity",
            agent.identity(),
            "tls_psk",
            secrets.apply(agent.key()))
        : Map.of("tls_connect", 1, "tls_accept", 1);
  }
}
