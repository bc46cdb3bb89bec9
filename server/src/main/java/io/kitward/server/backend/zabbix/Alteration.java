package io.kitward.server.backend.zabbix;

import io.kitward.server.backend.driver.HostChange.Field;
import io.kitward.server.backend.driver.HostChange.Update;
import io.kitward.server.backend.driver.SeenHost;
import io.kitward.server.backend.zabbix.RecordedHost.HostMacro;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is sent to Zabbix to change one host. Pure, but for the values of secrets.
 *
 * <p>Zabbix replaces tags, groups and templates of a host as a whole. So the difference that was
 * decided is carried over to the host as it was read right before: what people added since stays.
 * Interfaces and macros are changed one by one, so those of people, with secrets that nobody can
 * read back, are never sent.
 *
 * @param now the host as it was read right before
 */
record Alteration(Update update, RecordedHost now, Parts parts) {

  /** What host.update is told beside the host's id; empty when it is not needed. */
  Map<String, Object> host() {
    var host = new LinkedHashMap<String, Object>();
    if (changes(Field.NAME)) {
      host.put("host", after().name());
      // Unsaid, Zabbix would put the new name over the one that people gave it.
      host.put("name", now.shownName().equals(now.name()) ? after().name() : now.shownName());
    }
    if (changes(Field.MARK) || changes(Field.LABELS)) {
      host.put("tags", tags());
    }
    if (changes(Field.GROUPS)) {
      host.put(
          "groups",
          mixed(
              "groupid",
              now.groups(),
              parts.groups(),
              addedGroups(update),
              gone(before().groups(), after().groups())));
    }
    if (changes(Field.TEMPLATES)) {
      templates(host);
    }
    Agent agent = Agent.of(update.wanted());
    boolean asWanted = agent.shown().equals(after().services().get(Agent.SERVICE));
    if (asWanted && (changes(Field.SERVICES) || (changes(Field.SECRETS) && agent.encrypted()))) {
      host.putAll(parts.encryption(agent));
    }
    if (changes(Field.ENABLED)) {
      host.put("status", after().enabled() ? 0 : 1);
    }
    return host;
  }

  private boolean changes(Field field) {
    return update.fields().contains(field);
  }

  private SeenHost before() {
    return update.before();
  }

  private SeenHost after() {
    return update.after();
  }

  /** The groups whose ids are needed. */
  static Set<String> addedGroups(Update update) {
    return gone(update.after().groups(), update.before().groups());
  }

  /** The templates whose ids are needed. */
  static Set<String> addedTemplates(Update update) {
    return gone(update.after().templates(), update.before().templates());
  }

  private static Set<String> gone(Set<String> from, Set<String> to) {
    var gone = new TreeSet<>(from);
    gone.removeAll(to);
    return gone;
  }

  private static List<Map<String, Object>> mixed(
      String field,
      Map<String, String> now,
      Map<String, String> known,
      Set<String> added,
      Set<String> gone) {
    var ids = new TreeMap<>(known);
    ids.putAll(now);
    var names = new TreeSet<>(now.keySet());
    names.removeAll(gone);
    names.addAll(added);
    return Parts.ids(field, ids, names);
  }

  private void templates(Map<String, Object> host) {
    Set<String> added = addedTemplates(update);
    Set<String> gone = gone(before().templates(), after().templates());
    if (!added.isEmpty()) {
      host.put("templates", mixed("templateid", now.templates(), parts.templates(), added, gone));
    }
    gone.retainAll(now.templates().keySet());
    if (!gone.isEmpty()) {
      // Unlinked alone, their items would stay on the host.
      host.put("templates_clear", Parts.ids("templateid", now.templates(), gone));
    }
  }

  private List<Map<String, Object>> tags() {
    Set<String> ours = new TreeSet<>(different(before().labels(), after().labels()));
    ours.add(Wish.MARK);
    var tags = new ArrayList<Map<String, Object>>();
    now.tags().stream()
        .filter(tag -> !ours.contains(tag.name()))
        .forEach(tag -> tags.add(Parts.tag(tag.name(), tag.value())));
    tags.add(Parts.tag(Wish.MARK, update.node().toString()));
    after()
        .labels()
        .forEach(
            (name, value) -> {
              if (ours.contains(name)) {
                tags.add(Parts.tag(name, value));
              }
            });
    return tags;
  }

  /** The keys that are new, gone or have another value. */
  private static Set<String> different(Map<String, String> before, Map<String, String> after) {
    var keys = new TreeSet<>(before.keySet());
    keys.addAll(after.keySet());
    keys.removeIf(key -> java.util.Objects.equals(before.get(key), after.get(key)));
    return keys;
  }

  /**
   * The interface that hostinterface.create makes, or, with an id, hostinterface.update changes.
   */
  Map<String, Object> contact() {
    var contact = new LinkedHashMap<String, Object>();
    Map<String, String> agent = after().services().getOrDefault(Agent.SERVICE, new TreeMap<>());
    String port = agent.getOrDefault(Agent.PORT, Agent.DEFAULT_PORT);
    if (now.agent().isEmpty()) {
      if (changes(Field.ADDRESS) || changes(Field.SERVICES)) {
        contact.put("hostid", now.id());
        contact.putAll(Parts.contact(after().address(), port));
      }
      return contact;
    }
    if (changes(Field.ADDRESS)) {
      contact.putAll(Parts.address(after().address()));
    }
    if (changes(Field.SERVICES) && !now.agent().get().port().equals(port)) {
      contact.put("port", port);
    }
    if (!contact.isEmpty()) {
      contact.put("interfaceid", now.agent().get().id());
    }
    return contact;
  }

  /** The macros that usermacro.create makes, or, with an id, usermacro.update changes. */
  List<Map<String, Object>> macros() {
    Map<String, String> wanted = Macro.of(update.wanted().variables());
    Set<String> names = changedMacros();
    if (changes(Field.SECRETS)) {
      wanted.forEach(
          (name, value) -> {
            if (Macro.isSecret(value) && Macro.HIDDEN.equals(after().variables().get(name))) {
              names.add(name);
            }
          });
    }
    var macros = new ArrayList<Map<String, Object>>();
    for (String name : names) {
      String shown = after().variables().get(name);
      if (shown != null) {
        Map<String, Object> macro = parts.macro(wanted.getOrDefault(name, shown));
        now.macros().stream()
            .filter(known -> known.name().equals(name))
            .map(HostMacro::id)
            .findFirst()
            .ifPresentOrElse(
                id -> macro.put("hostmacroid", id),
                () -> {
                  macro.put("hostid", now.id());
                  macro.put("macro", name);
                });
        macros.add(macro);
      }
    }
    return macros;
  }

  private Set<String> changedMacros() {
    return changes(Field.VARIABLES)
        ? different(before().variables(), after().variables())
        : new TreeSet<>();
  }

  /** The ids of the macros that usermacro.delete takes away. */
  List<String> goneMacros() {
    Set<String> names = changedMacros();
    names.removeAll(after().variables().keySet());
    return now.macros().stream()
        .filter(macro -> names.contains(macro.name()))
        .map(HostMacro::id)
        .toList();
  }
}
