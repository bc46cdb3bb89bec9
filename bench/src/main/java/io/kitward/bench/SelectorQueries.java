package io.kitward.bench;

import io.kitward.bench.fleet.Fleet;
import io.kitward.bench.fleet.MeasuredPolicy;
import io.kitward.bench.fleet.Vocabulary;
import io.kitward.bench.peer.KubernetesSelectors;
import io.kitward.bench.peer.LuceneCount;
import io.kitward.bench.peer.PostgresNodes;
import io.kitward.bench.peer.SelectorEngine;
import io.kitward.selector.index.FleetIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** G3: one selector against all nodes. */
final class SelectorQueries {
  /**
   * The selectors that all engines answer in a round; the scan, whose cost hardly varies, fewer.
   */
  private static final int SELECTORS = 200;

  private static final int SCANNED = 5;
  private static final int CHECKED = 60;
  private static final double MILLION = 1e6;

  private SelectorQueries() {}

  static List<Figure> measure(Settings settings) {
    List<Figure> figures = new ArrayList<>();
    settings.mixes().stream()
        .filter(mix -> !mix.name().equals("adversarial"))
        .forEach(
            mix -> {
              settings.say(
                  "G3: one selector against %,d nodes, %s".formatted(settings.nodes(), mix.name()));
              Fleet fleet = Fleet.of(Vocabulary.KEYS, settings.nodes(), 17);
              figures.addAll(
                  measure(
                      settings,
                      fleet,
                      mix.name(),
                      mix.policies(fleet.keys(), SELECTORS, settings.seed() + 1)));
            });
    return figures;
  }

  private static List<Figure> measure(
      Settings settings, Fleet fleet, String mix, List<MeasuredPolicy> policies) {
    FleetIndex index = KitwardFleet.index(fleet);
    var ours = new KitwardFleet(index, policies);
    settings.say("G3: loading PostgreSQL and Lucene");
    try (var postgres = new PostgresNodes(fleet, policies);
        var lucene = new LuceneCount(fleet, policies)) {
      List<Map<String, String>> nodes =
          IntStream.range(0, fleet.nodes()).mapToObj(fleet::tags).toList();
      SelectorEngine scan = new KubernetesSelectors(policies).selectors(nodes);
      check(ours, postgres, CHECKED);
      check(ours, lucene, CHECKED);
      check(ours, scan, SCANNED);
      var race = new Race(settings.rounds(), 0);
      race.addFixed(ours.name(), 20 * SELECTORS, i -> ours.query(i % SELECTORS));
      race.addFixed(lucene.name(), 10 * SELECTORS, i -> lucene.query(i % SELECTORS));
      race.addFixed(postgres.name(), SELECTORS, i -> postgres.query(i % SELECTORS));
      race.addFixed(scan.name(), SCANNED, i -> scan.query(i % SELECTORS));
      Race.Times times = race.run();
      double figure = times.micros(ours.name());
      String id = "G3." + mix + "." + fleet.nodes();
      String what = "one selector, %,d nodes, %s".formatted(fleet.nodes(), mix);
      return List.of(
          Figure.faster(
              id + ".postgresql",
              what,
              figure,
              "µs",
              postgres.name(),
              times.micros(postgres.name()),
              100),
          Figure.faster(
              id + ".lucene", what, figure, "µs", lucene.name(), times.micros(lucene.name()), 3),
          Figure.faster(
              id + ".kubernetes",
              what,
              figure,
              "µs",
              scan.name(),
              times.micros(scan.name()),
              3_000),
          Figure.atMost(id + ".p99", what + ": p99", p99(ours, settings.rounds()), "ms", 1));
    }
  }

  private static double p99(KitwardFleet ours, int rounds) {
    double[] took = new double[SELECTORS * 10 * rounds];
    for (int i = 0; i < took.length; i++) {
      long begin = System.nanoTime();
      int found = ours.query(i % SELECTORS);
      took[i] = (System.nanoTime() - begin) / MILLION + (found < 0 ? 1 : 0);
    }
    return Race.percentile(took, 0.99);
  }

  private static void check(SelectorEngine ours, SelectorEngine peer, int selectors) {
    for (int selector = 0; selector < selectors; selector++) {
      Sameness.check(
          "selector " + selector, ours.nodes(selector), peer.name(), peer.nodes(selector));
    }
  }
}
