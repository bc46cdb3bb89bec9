package io.kitward.server.backend.zabbix;

import io.kitward.server.backend.driver.SeenHost;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/**
 * A host as Zabbix has it, with the ids of what belongs to it. A value.
 *
 * @param shownName the one that people may give it; without one it is the name
 * @param groups ids by name
 * @param templates ids by name, of those that are linked to the host itself
 * @param tls how the server connects, and what it accepts: 1 none, 2 pre-shared key, 4 certificate
 */
record RecordedHost(
    String id,
    String name,
    String shownName,
    boolean enabled,
    Map<String, String> groups,
    Map<String, String> templates,
    List<Tag> tags,
    List<HostMacro> macros,
    List<Interface> interfaces,
    List<Integer> tls) {

  /** One tag; Zabbix allows several of one name. */
  record Tag(String name, String value) {}

  /** One macro. */
  record HostMacro(String id, String name, String value) {}

  /** One interface; {@code error} says why Zabbix does not reach it. */
  record Interface(String id, int type, boolean main, String address, String port, String error) {
    static final int AGENT = 1;
  }

  /** What {@link #of} reads has to be selected by this. */
  static Map<String, Object> selection(ZabbixVersion version) {
    var selection = new LinkedHashMap<String, Object>();
    selection.put(
        "output", List.of("hostid", "host", "name", "status", "tls_connect", "tls_accept"));
    selection.put(version.selectGroups(), List.of("groupid", "name"));
    selection.put("selectParentTemplates", List.of("templateid", "host"));
    selection.put("selectTags", List.of("tag", "value"));
    selection.put("selectMacros", List.of("hostmacroid", "macro", "value", "type"));
    selection.put(
        "selectInterfaces",
        List.of("interfaceid", "type", "main", "useip", "ip", "dns", "port", "error"));
    return selection;
  }

  static RecordedHost of(JsonNode host, ZabbixVersion version) {
    var groups = new TreeMap<String, String>();
    host.path(version.groups())
        .forEach(group -> groups.put(text(group, "name"), text(group, "groupid")));
    var templates = new TreeMap<String, String>();
    host.path("parentTemplates")
        .forEach(template -> templates.put(text(template, "host"), text(template, "templateid")));
    return new RecordedHost(
        text(host, "hostid"),
        text(host, "host"),
        text(host, "name"),
        text(host, "status").equals("0"),
        groups,
        templates,
        host.path("tags")
            .valueStream()
            .map(tag -> new Tag(text(tag, "tag"), text(tag, "value")))
            .toList(),
        host.path("macros").valueStream().map(RecordedHost::macro).toList(),
        host.path("interfaces").valueStream().map(RecordedHost::contact).toList(),
        List.of(
            Integer.valueOf(host.path("tls_connect").asString("1")),
            Integer.valueOf(host.path("tls_accept").asString("1"))));
  }

  private static HostMacro macro(JsonNode macro) {
    return new HostMacro(
        text(macro, "hostmacroid"),
        text(macro, "macro"),
        text(macro, "type").equals("1") ? Macro.HIDDEN : text(macro, "value"));
  }

  private static Interface contact(JsonNode contact) {
    return new Interface(
        text(contact, "interfaceid"),
        Integer.parseInt(contact.path("type").asString("0")),
        text(contact, "main").equals("1"),
        text(contact, text(contact, "useip").equals("1") ? "ip" : "dns"),
        text(contact, "port"),
        text(contact, "error"));
  }

  private static String text(JsonNode node, String field) {
    return node.path(field).asString("");
  }

  /** The mark; empty for a stranger. */
  Optional<UUID> node() {
    return tags.stream()
        .filter(tag -> tag.name().equals(Wish.MARK))
        .flatMap(tag -> uuid(tag.value()).stream())
        .sorted()
        .findFirst();
  }

  private static Optional<UUID> uuid(String text) {
    try {
      return Optional.of(UUID.fromString(text));
    } catch (IllegalArgumentException e) {
      // A tag of that name that somebody else set: not one of ours.
      return Optional.empty();
    }
  }

  /** The interface by which the agent is asked. */
  Optional<Interface> agent() {
    return interfaces.stream()
        .filter(contact -> contact.type() == Interface.AGENT && contact.main())
        .findFirst();
  }

  /** In the common words. Several tags of one name are one label, with all their values. */
  SeenHost seen() {
    var labels = new TreeMap<String, String>();
    tags.stream()
        .filter(tag -> !tag.name().equals(Wish.MARK))
        .forEach(tag -> labels.merge(tag.name(), tag.value(), (one, other) -> one + ", " + other));
    var variables = new TreeMap<String, String>();
    macros.forEach(macro -> variables.put(macro.name(), macro.value()));
    var services = new TreeMap<String, SortedMap<String, String>>();
    agent()
        .ifPresent(
            contact -> services.put(Agent.SERVICE, Agent.shown(contact.port(), encryption())));
    return new SeenHost(
        id,
        node(),
        name,
        agent().or(() -> interfaces.stream().findFirst()).map(Interface::address).orElse(""),
        new TreeSet<>(groups.keySet()),
        new TreeSet<>(templates.keySet()),
        labels,
        variables,
        services,
        enabled);
  }

  private String encryption() {
    if (tls.equals(List.of(1, 1))) {
      return Agent.NONE;
    }
    return tls.equals(List.of(2, 2))
        ? Agent.PRE_SHARED_KEY
        : "connects with " + tls.getFirst() + ", accepts " + tls.getLast();
  }
}
