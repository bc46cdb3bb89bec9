package io.kitward.policy.oracle;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Says what a world's documents mean for a node, in the plainest way there is. */
final class Oracle {
  static final String ABSENT = "absent";
  static final String CONFLICT = "conflict";

  private final World world;
  private final Instant now;

  Oracle(World world, Instant now) {
    this.world = world;
    this.now = now;
  }

  /** Tags that count, by key; keys that can't be decided hold all that could be. */
  record Counted(Map<String, Set<String>> tags, Map<String, Set<String>> undecided) {}

  Counted tags(String certname) {
    World.Node node = node(certname);
    List<World.SetTag> living =
        node.tags().stream()
            .filter(tag -> tag.expires() == null || tag.expires().isAfter(now))
            .toList();
    Counted set = settle(living);
    List<World.SetTag> all = new ArrayList<>(living);
    Set<String> shaky = new HashSet<>();
    for (Map.Entry<String, World.Rule> entry : world.rules.entrySet()) {
      World.Rule rule = entry.getValue();
      Set<Boolean> answers = new HashSet<>();
      for (Map<String, Set<String>> possible : possibilities(set)) {
        answers.add(rule.selector().holds(facing(certname, possible)));
      }
      if (answers.size() > 1) {
        shaky.add(rule.key());
      } else if (answers.contains(true)) {
        String value = rule.value() != null ? rule.value() : node.facts().get(rule.fact());
        if (value != null) {
          all.add(new World.SetTag(rule.key(), value, "rule/" + entry.getKey(), null));
        }
      }
    }
    Counted counted = settle(all);
    Map<String, Set<String>> undecided = new TreeMap<>(counted.undecided());
    Map<String, Set<String>> certain = new TreeMap<>(counted.tags());
    for (String key : shaky) {
      undecided.putIfAbsent(key, Set.of());
      World.Key document = world.keys.get(key);
      if (document != null && document.single()) {
        certain.remove(key);
      }
    }
    return new Counted(certain, undecided);
  }

  private Counted settle(List<World.SetTag> tags) {
    Map<String, Set<String>> counting = new TreeMap<>();
    Map<String, Set<String>> undecided = new TreeMap<>();
    Map<String, Map<Integer, Set<String>>> singles = new TreeMap<>();
    for (World.SetTag tag : tags) {
      World.Key key = world.keys.get(tag.key());
      int rank = key == null ? 0 : rank(key, tag.source());
      boolean allowed =
          key == null
              || (rank >= 0 && (key.values().isEmpty() || key.values().contains(tag.value())));
      if (allowed && key != null && key.single()) {
        singles
            .computeIfAbsent(tag.key(), k -> new TreeMap<>())
            .computeIfAbsent(rank, k -> new TreeSet<>())
            .add(tag.value());
      } else if (allowed) {
        counting.computeIfAbsent(tag.key(), k -> new TreeSet<>()).add(tag.value());
      }
    }
    singles.forEach(
        (key, byRank) -> {
          Set<String> best = new TreeMap<>(byRank).firstEntry().getValue();
          (best.size() == 1 ? counting : undecided).put(key, best);
        });
    return new Counted(counting, undecided);
  }

  private static int rank(World.Key key, String source) {
    if (key.sources().isEmpty()) {
      return 0;
    }
    for (int i = 0; i < key.sources().size(); i++) {
      String allowed = key.sources().get(i);
      boolean anyName = allowed.endsWith("/*");
      if (anyName
          ? source.startsWith(allowed.substring(0, allowed.length() - 1))
          : source.equals(allowed)) {
        return i;
      }
    }
    return -1;
  }

  /** Every way in which undecided keys could turn out, their absence among them. */
  List<Map<String, Set<String>>> possibilities(Counted counted) {
    List<Map<String, Set<String>>> ways = new ArrayList<>();
    ways.add(new TreeMap<>(counted.tags()));
    counted
        .undecided()
        .forEach(
            (key, values) -> {
              List<Map<String, Set<String>>> more = new ArrayList<>();
              for (Map<String, Set<String>> way : ways) {
                more.add(way);
                Set<String> candidates = values.isEmpty() ? Set.of("a", "b", "c", "d") : values;
                for (String value : candidates) {
                  Map<String, Set<String>> other = new TreeMap<>(way);
                  Set<String> together = new TreeSet<>(way.getOrDefault(key, Set.of()));
                  together.add(value);
                  other.put(key, together);
                  more.add(other);
                }
              }
              ways.clear();
              ways.addAll(more);
            });
    return ways;
  }

  Expression.Facing facing(String certname, Map<String, Set<String>> tags) {
    return new Expression.Facing(certname, tags, node(certname).facts(), world.groups);
  }

  /** What becomes of a service when the node's tags are these. */
  String state(String certname, String service, Map<String, Set<String>> tags) {
    Expression.Facing node = facing(certname, tags);
    List<World.Policy> matching =
        world.policies.values().stream().filter(p -> p.selector().holds(node)).toList();
    boolean assigned =
        world.assignments.values().stream()
            .anyMatch(it -> it.node().equals(certname) && it.services().contains(service));
    boolean required =
        assigned || matching.stream().anyMatch(p -> !p.forbids() && names(p, service));
    boolean denied =
        matching.stream().anyMatch(p -> p.forbids() && names(p, service))
            || world.exemptions.values().stream()
                .anyMatch(
                    it ->
                        it.services().contains(service)
                            && it.until().isAfter(now)
                            && it.selector().holds(node));
    if (!required || denied) {
      return ABSENT;
    }
    StringBuilder state = new StringBuilder();
    for (String leaf : List.of("p", "q", "version")) {
      String value = leaf(certname, service, leaf, matching);
      if (value.equals(CONFLICT)) {
        return CONFLICT;
      }
      state.append(leaf).append('=').append(value).append('\n');
    }
    return state.toString();
  }

  private boolean names(World.Policy policy, String service) {
    return policy.services().contains(service)
        || policy.bundles().stream().anyMatch(name -> bundle(name).services().contains(service));
  }

  private String leaf(String certname, String service, String leaf, List<World.Policy> matching) {
    Map<Long, Set<String>> byRank = new TreeMap<>(Comparator.reverseOrder());
    if (!leaf.equals("version")) {
      add(byRank, Long.MIN_VALUE, world.services.getOrDefault(service, Map.of()).get(leaf));
    }
    for (World.Policy policy : matching) {
      if (!policy.forbids()) {
        if (leaf.equals("version")) {
          add(byRank, (long) policy.priority(), policy.versions().get(service));
        } else {
          add(byRank, (long) policy.priority(), at(policy.parameters(), service, leaf));
          for (String name : policy.bundles()) {
            String value = at(bundle(name).parameters(), service, leaf);
            add(byRank, Long.MIN_VALUE + 1, value);
          }
        }
      }
    }
    for (World.Assignment assignment : world.assignments.values()) {
      if (assignment.node().equals(certname) && !leaf.equals("version")) {
        add(byRank, Long.MAX_VALUE, at(assignment.parameters(), service, leaf));
      }
    }
    if (byRank.isEmpty()) {
      return leaf.equals("version") ? "" : CONFLICT;
    }
    Set<String> best = byRank.values().iterator().next();
    return best.size() == 1 ? best.iterator().next() : CONFLICT;
  }

  private static void add(Map<Long, Set<String>> byRank, long rank, @Nullable String value) {
    if (value != null) {
      byRank.computeIfAbsent(rank, key -> new HashSet<>()).add(value);
    }
  }

  private static @Nullable String at(
      Map<String, Map<String, String>> parameters, String service, String leaf) {
    return parameters.getOrDefault(service, new HashMap<>()).get(leaf);
  }

  private World.Node node(String certname) {
    World.Node node = world.nodes.get(certname);
    if (node == null) {
      throw new IllegalArgumentException(certname);
    }
    return node;
  }

  private World.Bundle bundle(String name) {
    World.Bundle bundle = world.bundles.get(name);
    if (bundle == null) {
      throw new IllegalArgumentException(name);
    }
    return bundle;
  }
}
