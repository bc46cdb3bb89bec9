package io.kitward.selector.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.selector.Facts;
import io.kitward.selector.Selector;
import io.kitward.selector.Subject;
import io.kitward.selector.Tag;
import io.kitward.selector.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The language means what its reference says: the oracle reads the same trees and agrees. */
class SelectorOracleTest {
  private static final int TREES = 4000;
  private static final int NODES = 60;

  @Test
  void everySelectorPicksTheNodesThatTheOraclePicks() {
    long seed = Long.getLong("kitward.seed", 20_261_122);
    Random random = new Random(seed);
    Map<String, Tree> groups = groups(random);
    Map<String, Selector> selectors = new TreeMap<>();
    groups.forEach(
        (name, tree) -> selectors.put(name, Selector.parse(new Texts(random).write(tree))));
    Worlds worlds = new Worlds(random, groups);
    List<Map<String, Set<String>>> nodes = new ArrayList<>();
    for (int node = 0; node < NODES * 10; node++) {
      nodes.add(worlds.node());
    }
    List<Subject> subjects = nodes.stream().map(SelectorOracleTest::subject).toList();
    int pairs = 0;
    int picked = 0;
    for (int round = 0; round < TREES; round++) {
      Tree tree = worlds.tree(4);
      String text = new Texts(random).write(tree);
      Selector parsed = Selector.parse(text);
      assertThat(Selector.parse(parsed.toString())).as(text).isEqualTo(parsed);
      Selector selector = parsed.expand(selectors);
      for (int node = 0; node < NODES; node++) {
        int at = random.nextInt(nodes.size());
        boolean expected = tree.holds(nodes.get(at));
        pairs++;
        picked += expected ? 1 : 0;
        if (selector.matches(subjects.get(at)) != expected) {
          assertThat(!expected)
              .as("seed %d: %s on %s", seed, text, nodes.get(at))
              .isEqualTo(expected);
        }
      }
    }
    System.out.printf(
        "selector oracle: seed %d, %d selectors, %d pairs, %d picked%n",
        seed, TREES, pairs, picked);
    assertThat(pairs).isGreaterThanOrEqualTo(200_000);
    assertThat(picked).as("the mix says something").isBetween(pairs / 4, pairs * 3 / 4);
  }

  /** Each may refer to those before it. */
  private static Map<String, Tree> groups(Random random) {
    Map<String, Tree> groups = new TreeMap<>();
    for (String name : List.of("first", "second-2", "3rd")) {
      groups.put(name, new Worlds(random, new TreeMap<>(groups)).tree(2));
    }
    return groups;
  }

  private static Subject subject(Map<String, Set<String>> node) {
    List<Tag> tags = new ArrayList<>();
    Map<String, Set<String>> facts = new TreeMap<>();
    node.forEach(
        (attribute, values) -> {
          if (attribute.startsWith("facts.")) {
            facts.put(attribute.substring("facts.".length()), values);
          } else {
            String key = attribute.startsWith("tag:") ? attribute.substring(4) : attribute;
            values.forEach(value -> tags.add(new Tag(key, value)));
          }
        });
    String certname = node.getOrDefault("facts.certname", Set.of("none")).iterator().next();
    facts.remove("certname");
    return Subject.of(certname, Tags.of(tags), Facts.ofLists(facts));
  }
}
