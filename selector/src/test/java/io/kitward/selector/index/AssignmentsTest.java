package io.kitward.selector.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.selector.Selector;
import io.kitward.selector.Subject;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A recomputation hands over exactly what changed since the last one. */
class AssignmentsTest {

  @Test
  void theDifferencesLeadFromEachStateToTheNext() {
    var world = new RandomWorld(Seed.of(31));
    var fleet = new RoaringFleetIndex();
    Map<Integer, Selector> selectors = new HashMap<>();
    var assignments = new Assignments();
    Map<Integer, Set<Integer>> followed = new TreeMap<>();
    for (int step = 0; step < 40; step++) {
      for (int i = 0; i < 10; i++) {
        fleet.put(world.random().nextInt(80), world.subject());
        fleet.remove(world.random().nextInt(80));
        selectors.put(world.random().nextInt(40), world.selector());
        selectors.remove(world.random().nextInt(40));
      }
      assignments.recompute(
          fleet,
          selectors,
          (policy, change) -> {
            Set<Integer> nodes = followed.computeIfAbsent(policy, _ -> new HashSet<>());
            change.gained().forEach((int node) -> assertThat(nodes.add(node)).isTrue());
            change.lost().forEach((int node) -> assertThat(nodes.remove(node)).isTrue());
          });
      for (int policy = 0; policy < 40; policy++) {
        Selector selector = selectors.get(policy);
        int[] expected = selector == null ? new int[0] : fleet.nodes(selector).toArray();
        assertThat(assignments.nodes(policy).toArray()).isEqualTo(expected);
        assertThat(followed.getOrDefault(policy, Set.of()).stream().sorted().mapToInt(i -> i))
            .containsExactly(java.util.Arrays.stream(expected).boxed().toArray(Integer[]::new));
      }
    }
    assignments.recompute(fleet, selectors, (policy, _) -> assertThat(policy).isNull());
  }

  @Test
  void nodesOfOneClassHaveTheSamePoliciesAndEveryNodeIsInOne() {
    var world = new RandomWorld(Seed.of(33));
    var policies = new CodedPolicyIndex(Shares.GUESSED);
    Map<Integer, Selector> selectors = new HashMap<>();
    for (int policy = 0; policy < 4; policy++) {
      selectors.put(policy, world.selector());
    }
    policies.change(selectors, Set.of());
    var classes = new NodeClasses(policies.snapshot());
    List<Subject> subjects = Stream.generate(world::subject).limit(400).toList();
    for (int i = 0; i < 800; i++) {
      classes.put(i % 200, subjects.get(world.random().nextInt(200) + (i < 400 ? 0 : 200)));
    }
    Map<Integer, Subject> last = new HashMap<>();
    for (int node = 0; node < 200; node++) {
      classes.put(node, subjects.get(node));
      last.put(node, subjects.get(node));
    }
    classes.remove(7);
    last.remove(7);
    classes.remove(7);
    assertThat(classes.classes()).hasSizeLessThan(200);
    int seen = 0;
    for (NodeClass each : classes.classes()) {
      for (int node : each.nodes().toArray()) {
        Subject subject = Objects.requireNonNull(last.get(node));
        assertThat(each.policies())
            .containsExactly(
                selectors.entrySet().stream()
                    .filter(entry -> entry.getValue().matches(subject))
                    .map(Map.Entry::getKey)
                    .sorted()
                    .toArray(Integer[]::new));
        seen++;
      }
    }
    assertThat(seen).isEqualTo(199);
  }
}
