package io.kitward.policy.oracle;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Makes random worlds and changes them; everything follows from the seed. */
final class Worlds {
  static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  private static final List<String> KEYS = List.of("a", "b", "c", "d", "e");
  private static final List<String> VALUES = List.of("a", "b", "c", "d");
  private static final List<String> SOURCES =
      List.of("node", "puppet", "user/ann", "user/bob", "import/cmdb");

  private final Random random;

  Worlds(long seed) {
    this.random = new Random(seed);
  }

  World world(int nodes) {
    World world = new World();
    for (int i = 0; i < 5; i++) {
      service(world, "s" + i);
    }
    for (int i = 0; i < 2; i++) {
      bundle(world, "b" + i);
    }
    for (int i = 0; i < 2; i++) {
      group(world, "g" + i);
    }
    for (int i = 0; i < 8; i++) {
      policy(world, "p" + i);
    }
    for (int i = 0; i < nodes; i++) {
      node(world, "n" + i);
    }
    assignment(world, "x0");
    exemption(world, "e0");
    key(world, pick(KEYS));
    key(world, pick(KEYS));
    rule(world, "r0");
    rule(world, "r1");
    return world;
  }

  /** One to three changes of any kind; documents may go, and the world stays without faults. */
  World changed(World before) {
    World world = before.copy();
    for (int i = 0; i < 1 + random.nextInt(3); i++) {
      switch (random.nextInt(14)) {
        case 0 -> service(world, "s" + random.nextInt(5));
        case 1 -> bundle(world, "b" + random.nextInt(2));
        case 2, 3 -> policy(world, "p" + random.nextInt(10));
        case 4 -> world.policies.remove("p" + random.nextInt(10));
        case 5 -> group(world, "g" + random.nextInt(2));
        case 6 -> assignment(world, "x" + random.nextInt(3));
        case 7 -> exemption(world, "e" + random.nextInt(3));
        case 8 -> world.exemptions.remove("e" + random.nextInt(3));
        case 9 -> key(world, pick(KEYS));
        case 10 -> world.keys.remove(pick(KEYS));
        case 11 -> rule(world, "r" + random.nextInt(3));
        default -> node(world, "n" + random.nextInt(world.nodes.size()));
      }
    }
    return world;
  }

  private void service(World world, String name) {
    Map<String, String> defaults = new TreeMap<>();
    for (String leaf : List.of("p", "q")) {
      if (random.nextInt(4) > 0) {
        defaults.put(leaf, pick(VALUES));
      }
    }
    world.services.put(name, defaults);
  }

  private void bundle(World world, String name) {
    Set<String> services = services(2);
    Map<String, Map<String, String>> parameters = parameters();
    parameters.keySet().retainAll(services);
    world.bundles.put(name, new World.Bundle(services, parameters));
  }

  /** The second group may refer to the first, never the other way round. */
  private void group(World world, String name) {
    world.groups.put(name, expression(2, name.equals("g1") ? List.of("g0") : List.of()));
  }

  void policy(World world, String name) {
    boolean forbids = random.nextInt(5) == 0;
    Set<String> services = services(2);
    Set<String> bundles = random.nextInt(3) == 0 ? Set.of("b" + random.nextInt(2)) : Set.of();
    Map<String, String> versions = new TreeMap<>();
    if (!forbids && random.nextInt(4) == 0) {
      versions.put("s" + random.nextInt(5), "1." + random.nextInt(2));
    }
    world.policies.put(
        name,
        new World.Policy(
            expression(3, List.of("g0", "g1")),
            forbids,
            random.nextInt(3),
            services,
            bundles,
            forbids ? Map.of() : parameters(),
            versions));
  }

  private void assignment(World world, String name) {
    Set<String> services = services(2);
    Map<String, Map<String, String>> parameters = parameters();
    parameters.keySet().retainAll(services);
    String node = "n" + random.nextInt(Math.max(1, world.nodes.size()));
    world.assignments.put(name, new World.Assignment(node, services, parameters));
  }

  private void exemption(World world, String name) {
    world.exemptions.put(
        name,
        new World.Exemption(
            expression(2, List.of("g0")), services(1), NOW.plusSeconds(random.nextInt(3) - 1)));
  }

  private void key(World world, String key) {
    List<String> sources = new ArrayList<>();
    if (random.nextBoolean()) {
      sources.addAll(List.of("puppet", "user/*", "import/cmdb", "rule/*"));
      if (random.nextBoolean()) {
        sources.add("node");
      }
      Collections.shuffle(sources, random);
    }
    Set<String> values = random.nextInt(3) == 0 ? Set.of("a", "b", "c") : Set.of();
    world.keys.put(key, new World.Key(values, random.nextBoolean(), sources));
  }

  private void rule(World world, String name) {
    String key = pick(KEYS);
    Expression selector = expression(2, List.of("g0", "g1"));
    for (String candidate : KEYS) {
      if (world.rules.values().stream()
          .noneMatch(rule -> rule.selector().reads(candidate, world.groups))) {
        key = candidate;
      }
    }
    boolean literal = random.nextBoolean();
    world.rules.put(
        name,
        new World.Rule(selector, key, literal ? pick(VALUES) : null, literal ? null : "kind"));
  }

  private void node(World world, String name) {
    Set<World.SetTag> tags = new LinkedHashSet<>();
    for (int i = 0; i < random.nextInt(7); i++) {
      Instant expires = random.nextInt(5) == 0 ? NOW.plusSeconds(random.nextInt(3) - 1) : null;
      tags.add(tag(expires));
    }
    Map<String, String> facts = new TreeMap<>();
    if (random.nextInt(4) > 0) {
      facts.put("kind", pick(VALUES));
    }
    world.nodes.put(name, new World.Node(facts, tags));
  }

  private World.SetTag tag(@Nullable Instant expires) {
    return new World.SetTag(pick(KEYS), pick(VALUES), pick(SOURCES), expires);
  }

  private Set<String> services(int most) {
    Set<String> services = new TreeSet<>();
    for (int i = 0; i < 1 + random.nextInt(most); i++) {
      services.add("s" + random.nextInt(5));
    }
    return services;
  }

  private Map<String, Map<String, String>> parameters() {
    Map<String, Map<String, String>> parameters = new TreeMap<>();
    for (int i = 0; i < random.nextInt(3); i++) {
      parameters
          .computeIfAbsent("s" + random.nextInt(5), service -> new TreeMap<>())
          .put(random.nextBoolean() ? "p" : "q", pick(VALUES));
    }
    return parameters;
  }

  Expression expression(int depth, List<String> groups) {
    if (depth > 0 && random.nextInt(2) == 0) {
      Expression one = expression(depth - 1, groups);
      return switch (random.nextInt(3)) {
        case 0 -> new Expression.Not(one);
        case 1 -> new Expression.Both(one, expression(depth - 1, groups));
        default -> new Expression.Either(one, expression(depth - 1, groups));
      };
    }
    return switch (random.nextInt(12)) {
      case 0 -> new Expression.All();
      case 1, 2 -> new Expression.Has(pick(KEYS));
      case 3 -> new Expression.Lacks(pick(KEYS));
      case 4, 5 -> new Expression.In(pick(KEYS), List.of(pick(VALUES)));
      case 6 -> new Expression.In(pick(KEYS), List.of("a", "b"));
      case 7 -> new Expression.NotIn(pick(KEYS), List.of(pick(VALUES)));
      case 8 -> new Expression.NotIn(pick(KEYS), List.of("b", "c"));
      case 9 -> new Expression.FactIs("kind", pick(VALUES));
      case 10 -> new Expression.NameIs("n" + random.nextInt(5));
      default ->
          groups.isEmpty() ? new Expression.Has(pick(KEYS)) : new Expression.Group(pick(groups));
    };
  }

  private <T> T pick(List<T> items) {
    return items.get(random.nextInt(items.size()));
  }
}
