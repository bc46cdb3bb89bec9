package io.kitward.policy.oracle;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Documents and nodes as the tests hold them; changed from step to step by {@link Worlds}. */
final class World {
  record Policy(
      Expression selector,
      boolean forbids,
      int priority,
      Set<String> services,
      Set<String> bundles,
      Map<String, Map<String, String>> parameters,
      Map<String, String> versions) {}

  record Bundle(Set<String> services, Map<String, Map<String, String>> parameters) {}

  record Assignment(
      String node, Set<String> services, Map<String, Map<String, String>> parameters) {}

  record Exemption(Expression selector, Set<String> services, Instant until) {}

  record Key(Set<String> values, boolean single, List<String> sources) {}

  /** The value is a literal, or the fact of this path. */
  record Rule(Expression selector, String key, @Nullable String value, @Nullable String fact) {}

  record SetTag(String key, String value, String source, @Nullable Instant expires) {}

  record Node(Map<String, String> facts, Set<SetTag> tags) {}

  /** Per service, whether its parameters p and q have defaults. */
  final NavigableMap<String, Map<String, String>> services = new TreeMap<>();

  final NavigableMap<String, Policy> policies = new TreeMap<>();
  final NavigableMap<String, Bundle> bundles = new TreeMap<>();
  final NavigableMap<String, Assignment> assignments = new TreeMap<>();
  final NavigableMap<String, Exemption> exemptions = new TreeMap<>();
  final NavigableMap<String, Key> keys = new TreeMap<>();
  final NavigableMap<String, Rule> rules = new TreeMap<>();
  final NavigableMap<String, Expression> groups = new TreeMap<>();
  final NavigableMap<String, Node> nodes = new TreeMap<>();

  World copy() {
    World copy = new World();
    copy.services.putAll(services);
    copy.policies.putAll(policies);
    copy.bundles.putAll(bundles);
    copy.assignments.putAll(assignments);
    copy.exemptions.putAll(exemptions);
    copy.keys.putAll(keys);
    copy.rules.putAll(rules);
    copy.groups.putAll(groups);
    copy.nodes.putAll(nodes);
    return copy;
  }

  NavigableSet<String> serviceNames() {
    return services.navigableKeySet();
  }
}
