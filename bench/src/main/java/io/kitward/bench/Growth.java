package io.kitward.bench;

import io.kitward.bench.fleet.Fleet;
import io.kitward.bench.fleet.MeasuredPolicy;
import io.kitward.bench.fleet.Mix;
import io.kitward.bench.fleet.TagKey;
import io.kitward.bench.fleet.Vocabulary;
import io.kitward.bench.peer.KubernetesSelectors;
import io.kitward.selector.Selector;
import io.kitward.selector.Subject;
import io.kitward.selector.index.Assignments;
import io.kitward.selector.index.FleetIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** G10: how cost grows, as the exponent of a power of the size. */
final class Growth {
  private static final int EVENTS = 1_000;

  private Growth() {}

  static List<Figure> measure(Settings settings) {
    Mix mix = settings.mixes().getFirst();
    settings.say("G10: growth, " + mix.name());
    List<Figure> figures = new ArrayList<>();
    figures.add(eventsByNodes(settings, mix));
    figures.add(eventsByPolicies(settings, mix));
    figures.add(recomputeByNodes(settings, mix));
    figures.add(edits(settings));
    return figures;
  }

  /** A node's tag is swapped in the fleet, and its policies found anew. */
  private static Figure eventsByNodes(Settings settings, Mix mix) {
    Race race = settings.race();
    List<Integer> sizes = List.of(settings.nodes() / 100, settings.nodes() / 10, settings.nodes());
    for (int size : sizes) {
      Fleet fleet = Fleet.of(Vocabulary.KEYS, size, 17);
      FleetIndex index = KitwardFleet.index(fleet);
      var random = new SplittableRandom(size);
      int[] nodes = random.ints(EVENTS, 0, size).toArray();
      List<Map<String, String>> events = new ArrayList<>();
      for (int node : nodes) {
        events.add(Copies.of(fleet.tags(node)));
      }
      for (int node : nodes) {
        Map<String, String> swapped = Copies.of(fleet.tags(node));
        swapped.put("tier", "tier-" + random.nextInt(8));
        events.add(swapped);
      }
      List<Subject> subjects = events.stream().map(KitwardNodes::subject).toList();
      List<MeasuredPolicy> policies =
          mix.policies(fleet.keys(), settings.policies(), settings.seed());
      KitwardNodes ours = KitwardNodes.of(policies, events);
      race.addCycled(
          Integer.toString(size),
          2 * EVENTS,
          event -> {
            index.put(nodes[event % EVENTS], subjects.get(event));
            return ours.match(event);
          });
    }
    return exponent("G10.event-by-nodes", "node event against nodes", sizes, race.run(), 0.05);
  }

  /** More policies, none of which picks a measured node. */
  private static Figure eventsByPolicies(Settings settings, Mix mix) {
    Fleet fleet = Fleet.of(Vocabulary.KEYS, EVENTS, 17);
    List<Map<String, String>> events =
        IntStream.range(0, EVENTS).mapToObj(node -> Copies.of(fleet.tags(node))).toList();
    int most = 10 * settings.policies();
    List<MeasuredPolicy> first = mix.policies(fleet.keys(), settings.policies(), settings.seed());
    List<MeasuredPolicy> more = mix.policies(fleet.keys(), 4 * most, settings.seed() + 2);
    var matched = new KubernetesSelectors(more);
    List<MeasuredPolicy> silent =
        IntStream.range(0, more.size())
            .filter(policy -> events.stream().noneMatch(event -> matched.matches(policy, event)))
            .limit(most - first.size())
            .mapToObj(more::get)
            .toList();
    Race race = settings.race();
    List<Integer> sizes = List.of(settings.policies(), 3 * settings.policies(), most);
    for (int size : sizes) {
      List<MeasuredPolicy> policies = new ArrayList<>(first);
      policies.addAll(silent.subList(0, Math.min(silent.size(), size - first.size())));
      KitwardNodes ours = KitwardNodes.of(policies, events);
      race.addCycled(Integer.toString(size), EVENTS, ours::match);
    }
    return exponent(
        "G10.event-by-policies",
        "node event against policies, same matches",
        sizes,
        race.run(),
        0.2);
  }

  private static Figure recomputeByNodes(Settings settings, Mix mix) {
    List<Integer> sizes = List.of(settings.nodes() / 10, settings.nodes());
    Race race = new Race(settings.rounds(), 0);
    for (int size : sizes) {
      Fleet fleet = Fleet.of(Vocabulary.KEYS, size, 17);
      var engine = new Engine(mix.policies(fleet.keys(), settings.policies(), settings.seed()));
      engine.grow(fleet, size);
      race.addFixed(Integer.toString(size), 1, _ -> engine.recompute());
    }
    return exponent("G10.recompute-by-nodes", "recompute against nodes", sizes, race.run(), 1);
  }

  /** A policy's selector goes from one value to another of keys with ever fewer values. */
  private static Figure edits(Settings settings) {
    Fleet fleet = Fleet.of(Vocabulary.KEYS, settings.nodes(), 17);
    FleetIndex index = KitwardFleet.index(fleet);
    Race race = settings.race();
    Map<Integer, String> keys = new TreeMap<>();
    for (TagKey key : Vocabulary.KEYS) {
      if (!key.flag() && key.skew() == 0) {
        Selector one = Selector.parse(key.name() + " = " + key.value(0));
        Selector other = Selector.parse(key.name() + " = " + key.value(1));
        int changed = index.nodes(one).getCardinality() + index.nodes(other).getCardinality();
        keys.put(changed, key.name());
        var assignments = new Assignments();
        assignments.edit(index, 0, one, (_, _) -> {});
        race.add(
            Integer.toString(changed),
            edit -> {
              long[] differences = {0};
              assignments.edit(
                  index,
                  0,
                  edit % 2 == 0 ? other : one,
                  (_, change) ->
                      differences[0] +=
                          change.gained().getCardinality() + change.lost().getCardinality());
              return differences[0];
            });
      }
    }
    return exponent(
        "G10.edit-by-changes",
        "policy edit against the nodes that it changes",
        List.copyOf(keys.keySet()),
        race.run(),
        1);
  }

  /** The slope of the logarithms, by least squares. */
  private static Figure exponent(
      String id, String what, List<Integer> sizes, Race.Times times, double goal) {
    double[] x = sizes.stream().mapToDouble(Math::log).toArray();
    double[] y =
        sizes.stream().mapToDouble(size -> Math.log(times.micros(size.toString()))).toArray();
    double meanX = IntStream.range(0, x.length).mapToDouble(i -> x[i]).average().orElseThrow();
    double meanY = IntStream.range(0, y.length).mapToDouble(i -> y[i]).average().orElseThrow();
    double covariance = 0;
    double variance = 0;
    for (int i = 0; i < x.length; i++) {
      covariance += (x[i] - meanX) * (y[i] - meanY);
      variance += (x[i] - meanX) * (x[i] - meanX);
    }
    String points =
        sizes.stream()
            .map(size -> "%,d: %s µs".formatted(size, Figure.number(times.micros(size.toString()))))
            .reduce((left, right) -> left + ", " + right)
            .orElseThrow();
    return Figure.atMost(id, what + " (" + points + ")", covariance / variance, "exponent", goal);
  }
}
