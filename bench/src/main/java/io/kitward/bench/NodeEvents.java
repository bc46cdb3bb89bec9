package io.kitward.bench;

import io.kitward.bench.fleet.Fleet;
import io.kitward.bench.fleet.MeasuredPolicy;
import io.kitward.bench.fleet.Mix;
import io.kitward.bench.fleet.Vocabulary;
import io.kitward.bench.peer.KubernetesSelectors;
import io.kitward.bench.peer.LuceneMonitorEngine;
import io.kitward.bench.peer.NodeEngine;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** G1: one node's tags against all policies. */
final class NodeEvents {
  private static final int EVENTS = 1_000;
  private static final int CHECKED = 50;
  private static final int LARGE = 10;

  private NodeEvents() {}

  static List<Figure> measure(Settings settings) {
    List<Figure> figures = new ArrayList<>();
    for (Mix mix : settings.mixes()) {
      figures.addAll(measure(settings, mix, settings.policies()));
      if (mix.name().equals("normal")) {
        figures.addAll(measure(settings, mix, LARGE * settings.policies()));
      }
    }
    return figures;
  }

  private static List<Figure> measure(Settings settings, Mix mix, int count) {
    settings.say("G1: one node against %,d policies, %s".formatted(count, mix.name()));
    Fleet fleet = Fleet.of(Vocabulary.KEYS, EVENTS, 17);
    List<MeasuredPolicy> policies = mix.policies(fleet.keys(), count, settings.seed());
    List<Map<String, String>> events =
        IntStream.range(0, EVENTS).mapToObj(node -> Copies.of(fleet.tags(node))).toList();
    KitwardNodes ours = KitwardNodes.of(policies, events);
    NodeEngine kubernetes = new KubernetesSelectors(policies).nodes(events);
    List<LuceneMonitorEngine> lucene = lucene(settings, policies, events);
    try {
      check(ours, kubernetes, CHECKED);
      lucene.forEach(engine -> check(ours, engine, CHECKED));
      Race race = settings.race();
      race.addCycled(ours.name(), EVENTS, ours::match);
      race.addCycled(kubernetes.name(), EVENTS, kubernetes::match);
      for (LuceneMonitorEngine engine : lucene) {
        race.add(engine.name(), engine.batch(), event -> engine.match(event % EVENTS));
      }
      return figures(mix, count, ours, race.run(), kubernetes, lucene);
    } finally {
      lucene.forEach(LuceneMonitorEngine::close);
    }
  }

  private static List<LuceneMonitorEngine> lucene(
      Settings settings, List<MeasuredPolicy> policies, List<Map<String, String>> events) {
    List<LuceneMonitorEngine> lucene = new ArrayList<>();
    lucene.add(LuceneMonitorEngine.multipass(2, policies, events));
    if (!settings.quick()) {
      lucene.add(LuceneMonitorEngine.multipass(4, policies, events));
      lucene.add(LuceneMonitorEngine.termFiltered(policies, events));
      lucene.add(LuceneMonitorEngine.batched(100, policies, events));
    }
    return lucene;
  }

  private static void check(NodeEngine ours, NodeEngine peer, int events) {
    for (int event = 0; event < events; event++) {
      Sameness.check("node " + event, ours.policies(event), peer.name(), peer.policies(event));
    }
  }

  private static List<Figure> figures(
      Mix mix,
      int count,
      KitwardNodes ours,
      Race.Times times,
      NodeEngine kubernetes,
      List<LuceneMonitorEngine> lucene) {
    String id = "G1." + mix.name() + "." + count;
    String what = "one node against %,d policies, %s".formatted(count, mix.name());
    double figure = times.micros(ours.name());
    LuceneMonitorEngine best =
        lucene.stream()
            .min(Comparator.comparingDouble(engine -> times.micros(engine.name())))
            .orElseThrow();
    boolean large = count >= 100_000;
    boolean adversarial = mix.name().equals("adversarial");
    double luceneGoal = adversarial ? 1_000 : large ? 100 : 250;
    double kubernetesGoal = adversarial || large ? 100 : 150;
    List<Figure> figures = new ArrayList<>();
    figures.add(
        Figure.of(id + ".matches", what + ": matches", ours.meanMatches(EVENTS), "policies"));
    figures.add(
        Figure.faster(
            id + ".lucene-monitor",
            what,
            figure,
            "µs",
            best.name(),
            times.micros(best.name()),
            luceneGoal));
    for (LuceneMonitorEngine other : lucene) {
      if (other != best) {
        figures.add(
            Figure.faster(
                id + ".lucene-monitor." + lucene.indexOf(other),
                what,
                figure,
                "µs",
                other.name(),
                times.micros(other.name()),
                luceneGoal));
      }
    }
    figures.add(
        Figure.faster(
            id + ".kubernetes",
            what,
            figure,
            "µs",
            kubernetes.name(),
            times.micros(kubernetes.name()),
            kubernetesGoal));
    return figures;
  }
}
