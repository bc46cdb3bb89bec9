package io.kitward.policy.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.policy.Resolution;
import io.kitward.policy.Site;
import io.kitward.policy.counterfactual.Counterfactual;
import io.kitward.policy.counterfactual.TagChange;
import io.kitward.policy.counterfactual.WouldGet;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Compares what would bring a service with trying every change of one or two tags. */
class CounterfactualOracleTest {
  private static final long SEED = Long.getLong("kitward.seed", 20_261_122L);
  private static final int WORLDS = 60;

  private record Change(boolean add, String key, String value) {}

  private int compared;
  private int found;

  @Test
  void noSmallerSetOfChangesBringsTheServiceThanThoseThatAreProposed() {
    for (int i = 0; i < WORLDS; i++) {
      long seed = SEED + i;
      World world = new Worlds(seed).world(4);
      world.rules.clear();
      Random random = new Random(seed);
      Resolution resolution =
          Resolution.of(Texts.documents(world, random), new Site("https://k", "PEM\n"));
      for (String certname : List.copyOf(world.nodes.keySet())) {
        if (new Oracle(world, Worlds.NOW).tags(certname).undecided().isEmpty()) {
          for (String service : world.serviceNames()) {
            compare(world, resolution, certname, service, random, seed);
          }
        }
      }
    }
    System.out.printf(
        "counterfactual: seed %d, %d questions compared, %d with an answer of one or two changes%n",
        SEED, compared, found);
    assertThat(found).isGreaterThan(50);
  }

  private void compare(
      World world,
      Resolution resolution,
      String certname,
      String service,
      Random random,
      long seed) {
    World.Node node = node(world, certname);
    WouldGet answer =
        Counterfactual.wouldGet(
            resolution, certname, Texts.tags(node, random), node.facts(), service, Worlds.NOW);
    String what = service + " on " + certname + ", seed " + seed;
    if (brings(world, certname, service, List.of())) {
      assertThat(answer.already()).as(what).isTrue();
      return;
    }
    compared++;
    assertThat(answer.already()).as(what).isFalse();
    int smallest = smallest(world, certname, service);
    if (smallest > 0) {
      found++;
      assertThat(answer.ways()).as(what).isNotEmpty();
      assertThat(answer.ways().getFirst().changes()).as(what).hasSize(smallest);
    } else if (!answer.ways().isEmpty()) {
      assertThat(answer.ways().getFirst().changes()).as(what).hasSizeGreaterThan(2);
    }
    answer
        .ways()
        .forEach(
            way ->
                assertThat(
                        brings(
                            world,
                            certname,
                            service,
                            way.changes().stream()
                                .map(
                                    it ->
                                        new Change(
                                            it instanceof TagChange.Add,
                                            it.tag().key(),
                                            it.tag().value()))
                                .toList()))
                    .as("%s by %s", what, way)
                    .isTrue());
  }

  /** One, two, or zero for more. */
  private static int smallest(World world, String certname, String service) {
    List<Change> changes = new ArrayList<>();
    for (String key : List.of("a", "b", "c", "d", "e")) {
      for (String value : List.of("", "a", "b", "c", "d")) {
        changes.add(new Change(true, key, value));
        if (node(world, certname).tags().stream()
            .anyMatch(tag -> tag.key().equals(key) && tag.value().equals(value))) {
          changes.add(new Change(false, key, value));
        }
      }
    }
    for (Change change : changes) {
      if (brings(world, certname, service, List.of(change))) {
        return 1;
      }
    }
    for (int i = 0; i < changes.size(); i++) {
      for (int j = 0; j < i; j++) {
        if (brings(world, certname, service, List.of(changes.get(i), changes.get(j)))) {
          return 2;
        }
      }
    }
    return 0;
  }

  private static boolean brings(
      World before, String certname, String service, List<Change> changes) {
    World world = before.copy();
    Set<World.SetTag> tags = new LinkedHashSet<>(node(world, certname).tags());
    for (Change change : changes) {
      if (change.add()) {
        World.Key key = world.keys.get(change.key());
        String source =
            key == null || key.sources().isEmpty()
                ? "user/someone"
                : key.sources().stream()
                    .filter(it -> !it.startsWith("rule/"))
                    .findFirst()
                    .orElseThrow()
                    .replace("*", "someone");
        tags.add(new World.SetTag(change.key(), change.value(), source, null));
      } else {
        tags.removeIf(tag -> tag.key().equals(change.key()) && tag.value().equals(change.value()));
      }
    }
    world.nodes.put(certname, new World.Node(node(world, certname).facts(), tags));
    Oracle oracle = new Oracle(world, Worlds.NOW);
    Oracle.Counted counted = oracle.tags(certname);
    Set<String> states = new TreeSet<>();
    oracle.possibilities(counted).forEach(way -> states.add(oracle.state(certname, service, way)));
    return !states.contains(Oracle.ABSENT);
  }

  private static World.Node node(World world, String certname) {
    World.Node node = world.nodes.get(certname);
    if (node == null) {
      throw new IllegalArgumentException(certname);
    }
    return node;
  }
}
