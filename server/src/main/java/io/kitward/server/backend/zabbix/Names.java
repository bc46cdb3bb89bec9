package io.kitward.server.backend.zabbix;

import io.kitward.server.backend.driver.ConsoleException;
import io.kitward.server.backend.zabbix.RefusedException.Kind;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Finds the ids of groups and templates by their names, and makes groups. */
final class Names {

  private final ZabbixApi api;

  Names(ZabbixApi api) {
    this.api = api;
  }

  /**
   * What was found.
   *
   * @param ids by name
   * @param missing why a name has no id, in words
   */
  record Found(Map<String, String> ids, Map<String, String> missing) {
    /** The first reason that one of these names has no id; empty when all have. */
    String why(Collection<String> names) {
      return names.stream()
          .map(name -> missing.getOrDefault(name, ""))
          .filter(words -> !words.isEmpty())
          .findFirst()
          .orElse("");
    }
  }

  /** Templates by the name that is theirs alone; a visible name of its own does not count. */
  Found templates(Set<String> names) throws ConsoleException, InterruptedException {
    Map<String, String> ids = ids("template.get", "host", "templateid", names);
    var missing = new TreeMap<String, String>();
    for (String name : names) {
      if (!ids.containsKey(name)) {
        missing.put(
            name,
            "Zabbix has no template of the name "
                + name
                + ", or Kitward's user may not see it; what counts is the template's name, not its"
                + " visible name");
      }
    }
    return new Found(ids, missing);
  }

  /** Groups; those that are not there are made. */
  Found groups(Set<String> names) throws ConsoleException, InterruptedException {
    Map<String, String> ids = ids("hostgroup.get", "name", "groupid", names);
    var missing = new TreeMap<String, String>();
    for (String name : without(names, ids)) {
      try {
        api.write("hostgroup.create", List.of(Map.of("name", name)));
      } catch (RefusedException e) {
        // Somebody else made it meanwhile, or it can't be made: the second look says which.
        missing.put(name, "the group " + name + " can't be made: " + e.words() + advice(e));
      }
    }
    if (ids.size() < names.size()) {
      ids.putAll(ids("hostgroup.get", "name", "groupid", without(names, ids)));
    }
    missing.keySet().removeAll(ids.keySet());
    for (String name : without(names, ids)) {
      missing.putIfAbsent(name, "the group " + name + " was made and can't be seen");
    }
    return new Found(ids, missing);
  }

  private static String advice(RefusedException refusal) {
    return refusal.kind() == Kind.FORBIDDEN
        ? " Make the group, or allow it in the role of Kitward's user"
        : "";
  }

  private static Set<String> without(Set<String> names, Map<String, String> ids) {
    var rest = new TreeSet<>(names);
    rest.removeAll(ids.keySet());
    return rest;
  }

  private Map<String, String> ids(String method, String by, String id, Set<String> names)
      throws ConsoleException, InterruptedException {
    var ids = new TreeMap<String, String>();
    if (!names.isEmpty()) {
      api.read(method, Map.of("output", List.of(id, by), "filter", Map.of(by, names)))
          .forEach(found -> ids.put(found.path(by).asString(""), found.path(id).asString("")));
    }
    return ids;
  }
}
