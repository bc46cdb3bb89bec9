package io.kitward.cli.imports;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What {@code ansible-inventory --list} prints: each host gets the groups that it is in as tags,
 * also those that hold its groups, and those of its variables that are mapped.
 *
 * @param groupKey makes {@code KEY=GROUP} of a group instead of the bare tag
 */
public record AnsibleHosts(
    List<Mapping> mappings, Optional<String> groupKey, Invalid invalid, Optional<String> domain) {

  private static final Set<String> EVERYBODYS = Set.of("all", "ungrouped");
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  public AnsibleHosts {
    mappings = List.copyOf(mappings);
  }

  /**
   * Reads it.
   *
   * @throws ImportException when it can't be taken as it is
   */
  public Wanted read(Input input) {
    Map<?, ?> inventory = inventory(input);
    Map<String, Set<String>> parents = new HashMap<>();
    Map<String, Set<String>> groups = new TreeMap<>();
    inventory.forEach(
        (name, group) -> {
          String called = String.valueOf(name);
          if (called.equals("_meta")) {
            return;
          }
          texts(input, group, "children", called)
              .forEach(child -> parents.computeIfAbsent(child, _ -> new HashSet<>()).add(called));
          texts(input, group, "hosts", called)
              .forEach(host -> groups.computeIfAbsent(host, _ -> new TreeSet<>()).add(called));
        });
    Map<?, ?> variables =
        map(Tree.at(inventory, "_meta").flatMap(meta -> Tree.at(meta, "hostvars")));
    variables.keySet().forEach(host -> groups.computeIfAbsent(String.valueOf(host), _ -> Set.of()));
    var hosts = new HostTags(invalid, domain);
    groups.forEach(
        (name, direct) -> {
          HostTags.Host host = hosts.once(name, input.name());
          for (String group : all(direct, parents)) {
            host.tag(
                groupKey.map(key -> key + "=" + group).orElse(group),
                "group " + HostTags.shown(group));
          }
          Object own = variables.get(name);
          if (own != null) {
            mappings.forEach(
                mapping -> host.value(mapping, Tree.at(own, mapping.path()).orElse(null)));
          }
        });
    return hosts.wanted(mappings);
  }

  /** These groups and all above them; groups that hold each other are passed once. */
  private static Set<String> all(Set<String> direct, Map<String, Set<String>> parents) {
    Set<String> all = new TreeSet<>();
    Deque<String> open = new ArrayDeque<>(direct);
    while (!open.isEmpty()) {
      String group = open.pop();
      if (all.add(group)) {
        open.addAll(parents.getOrDefault(group, Set.of()));
      }
    }
    all.removeAll(EVERYBODYS);
    return all;
  }

  private static Map<?, ?> inventory(Input input) {
    try {
      if (JSON.readValue(input.text(), Object.class) instanceof Map<?, ?> map
          && (map.containsKey("_meta") || map.containsKey("all"))) {
        return map;
      }
    } catch (JacksonException e) {
      throw fault(input, "no JSON: " + HostTags.shown(e.getOriginalMessage()));
    }
    throw fault(input, "no inventory: neither “all” nor “_meta” is there");
  }

  private static List<String> texts(Input input, Object group, String field, String name) {
    if (!(group instanceof Map<?, ?> map)) {
      throw fault(input, "no inventory: “" + HostTags.shown(name) + "” is no group");
    }
    Object list = map.get(field);
    if (list == null) {
      return List.of();
    }
    if (!(list instanceof Collection<?> texts)
        || !texts.stream().allMatch(String.class::isInstance)) {
      throw fault(
          input,
          "no inventory: “" + field + "” of “" + HostTags.shown(name) + "” is no list of names");
    }
    return texts.stream().map(String.class::cast).toList();
  }

  private static Map<?, ?> map(Optional<Object> value) {
    return value.orElse(null) instanceof Map<?, ?> map ? map : Map.of();
  }

  private static ImportException fault(Input input, String what) {
    return new ImportException(
        "ansible",
        input.name() + " is " + what + ".",
        "Hand over what ansible-inventory --list prints.");
  }
}
