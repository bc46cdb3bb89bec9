package io.kitward.policy.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.policy.DesiredInstance;
import io.kitward.policy.DesiredNode;
import io.kitward.policy.DocumentSet;
import io.kitward.policy.NodeView;
import io.kitward.policy.PolicyMatcher;
import io.kitward.policy.Resolution;
import io.kitward.policy.Site;
import io.kitward.policy.plan.InstanceDifference;
import io.kitward.policy.plan.NodeChange;
import io.kitward.policy.plan.NodeDifference;
import io.kitward.policy.plan.Plan;
import io.kitward.policy.plan.Planner;
import io.kitward.policy.tags.TagAuthority;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Compares resolution and plans with the oracle, on random worlds and their changes. */
class OracleTest {
  private static final Site SITE = new Site("https://kitward.lab:8443", "PEM\n");
  private static final long SEED = Long.getLong("kitward.seed", 20_261_122L);
  private static final int WORLDS = Integer.getInteger("kitward.worlds", 150);
  private static final int STEPS = 6;
  private static final int NODES = 60;

  private long decided;
  private long undecided;
  private long planned;

  /** A world with its documents read, and every node's view. */
  private record Read(World world, Resolution resolution, Map<String, NodeView> views) {}

  @Test
  void resolutionAndPlansAgreeWithTheOracleThroughEveryChange() {
    for (int i = 0; i < WORLDS; i++) {
      long seed = SEED + i;
      Worlds worlds = new Worlds(seed);
      Random random = new Random(seed);
      Read current = read(worlds.world(NODES), random);
      compare(current, seed);
      for (int step = 0; step < STEPS; step++) {
        Read next = read(worlds.changed(current.world()), random);
        compare(next, seed);
        plan(current, next, seed);
        current = next;
      }
    }
    System.out.printf(
        "oracle: seed %d, %d worlds of %d steps: %d decided pairs equal, %d pairs with undecided keys"
            + " sound, %d planned pairs equal%n",
        SEED, WORLDS, STEPS, decided, undecided, planned);
    assertThat(decided).isGreaterThan(1_000);
    assertThat(undecided).isGreaterThan(100);
  }

  private static Read read(World world, Random random) {
    DocumentSet documents = Texts.documents(world, random);
    TagAuthority authority = TagAuthority.of(documents);
    Map<String, NodeView> views = new TreeMap<>();
    world.nodes.forEach(
        (certname, node) ->
            views.put(
                certname,
                authority.view(certname, Texts.tags(node, random), node.facts(), Worlds.NOW)));
    PolicyMatcher.Source anyOrder =
        candidates -> {
          List<PolicyMatcher.Candidate> shuffled = new ArrayList<>(candidates);
          Collections.shuffle(shuffled, random);
          return PolicyMatcher.inTurn(shuffled);
        };
    return new Read(world, Resolution.of(documents, SITE, anyOrder), views);
  }

  private void compare(Read read, long seed) {
    Oracle oracle = new Oracle(read.world(), Worlds.NOW);
    read.views()
        .forEach(
            (certname, view) -> {
              Oracle.Counted counted = oracle.tags(certname);
              Map<String, Set<String>> tags = new TreeMap<>();
              view.effectiveTags()
                  .forEach(
                      tag ->
                          tags.computeIfAbsent(tag.key(), key -> new TreeSet<>()).add(tag.value()));
              assertThat(view.openKeys())
                  .as("open keys of %s, seed %d", certname, seed)
                  .containsAll(counted.undecided().keySet());
              if (view.openKeys().isEmpty()) {
                assertThat(tags)
                    .as("tags of %s, seed %d", certname, seed)
                    .isEqualTo(counted.tags());
              }
              DesiredNode desired = read.resolution().resolve(view, Worlds.NOW);
              for (String service : read.world().serviceNames()) {
                compare(oracle, counted, desired, certname, service, seed, view);
              }
            });
  }

  private void compare(
      Oracle oracle,
      Oracle.Counted counted,
      DesiredNode desired,
      String certname,
      String service,
      long seed,
      NodeView view) {
    String state = state(desired, service);
    String what = service + " on " + certname + ", seed " + seed;
    if (view.openKeys().isEmpty()) {
      decided++;
      assertThat(state).as(what).isEqualTo(oracle.state(certname, service, counted.tags()));
    } else if (view.openKeys().equals(counted.undecided().keySet())) {
      undecided++;
      Set<String> possible =
          oracle.possibilities(counted).stream()
              .map(tags -> oracle.state(certname, service, tags))
              .collect(Collectors.toCollection(TreeSet::new));
      if (!state.equals(Oracle.CONFLICT)) {
        assertThat(possible).as(what).containsExactly(state);
      }
    }
  }

  private static String state(DesiredNode desired, String service) {
    if (desired.inConflict(service)) {
      return Oracle.CONFLICT;
    }
    return desired.instance(service).map(OracleTest::state).orElse(Oracle.ABSENT);
  }

  private static String state(DesiredInstance instance) {
    String[] values = instance.files().getFirst().content().strip().split(" ", -1);
    String version = instance.packages().getFirst().version();
    return values[0] + "\n" + values[1] + "\nversion=" + (version == null ? "" : version) + "\n";
  }

  private void plan(Read before, Read after, long seed) {
    Planner planner =
        new Planner(
            before.resolution(),
            after.resolution(),
            Worlds.NOW,
            Planner.Limits.USUAL,
            PolicyMatcher::inTurn);
    List<NodeChange> fleet = new ArrayList<>();
    before
        .views()
        .forEach((name, view) -> fleet.add(new NodeChange(view, after.views().get(name))));
    Collections.shuffle(fleet, new Random(seed));
    Plan plan = planner.plan(fleet);
    Map<String, InstanceDifference> differences = new HashMap<>();
    for (NodeDifference node : plan.nodes()) {
      node.instances().forEach(it -> differences.put(node.certname() + " " + it.service(), it));
      assertThat(
              planner
                  .difference(
                      new NodeChange(
                          before.views().get(node.certname()), after.views().get(node.certname())))
                  .orElseThrow()
                  .digest())
          .isEqualTo(node.digest());
    }
    before
        .views()
        .forEach(
            (certname, view) -> {
              DesiredNode was = before.resolution().resolve(view, Worlds.NOW);
              NodeView young = after.views().getOrDefault(certname, view);
              DesiredNode will = after.resolution().resolve(young, Worlds.NOW);
              for (String service : after.world().serviceNames()) {
                planned++;
                String what = service + " on " + certname + ", seed " + seed;
                String effect = effect(hash(was, service), hash(will, service));
                InstanceDifference planned = differences.remove(certname + " " + service);
                assertThat(planned == null ? "" : planned.effect().name())
                    .as(what)
                    .isEqualTo(effect);
                if (planned != null) {
                  assertThat(planned.after()).as(what).isEqualTo(hash(will, service));
                }
              }
            });
    assertThat(differences).as("planned and not so, seed %d", seed).isEmpty();
  }

  private static String hash(DesiredNode desired, String service) {
    return desired.inConflict(service)
        ? InstanceDifference.CONFLICT
        : desired.instance(service).map(DesiredInstance::hash).orElse("");
  }

  private static String effect(String was, String will) {
    if (was.equals(will)) {
      return "";
    }
    if (will.equals(InstanceDifference.CONFLICT)) {
      return "CONFLICTED";
    }
    if (will.isEmpty()) {
      return "REMOVED";
    }
    return was.isEmpty()
        ? "ADDED"
        : was.equals(InstanceDifference.CONFLICT) ? "SETTLED" : "CHANGED";
  }
}
