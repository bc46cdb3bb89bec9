package io.kitward.bench;

import io.kitward.bench.fleet.Fleet;
import io.kitward.bench.fleet.MeasuredPolicy;
import io.kitward.bench.fleet.Mix;
import io.kitward.bench.fleet.Vocabulary;
import io.kitward.bench.peer.KubernetesSelectors;
import io.kitward.bench.peer.NodeEngine;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** G4: every policy against every node, and what changed since the last time. */
final class Recompute {
  private static final int SCANNED = 200;
  private static final int CHECKED = 50;
  private static final double CHANGED_SHARE = 0.01;
  private static final double NANOS = 1e9;

  private Recompute() {}

  static List<Figure> measure(Settings settings) {
    return settings.mixes().stream()
        .filter(mix -> !mix.name().equals("adversarial"))
        .flatMap(mix -> measure(settings, mix).stream())
        .toList();
  }

  private static List<Figure> measure(Settings settings, Mix mix) {
    settings.say(
        "G4: %,d nodes, %,d policies, %s"
            .formatted(settings.nodes(), settings.policies(), mix.name()));
    Fleet fleet = Fleet.of(Vocabulary.KEYS, settings.nodes(), 17);
    Fleet other = Fleet.of(Vocabulary.KEYS, settings.nodes(), 18);
    List<MeasuredPolicy> policies =
        mix.policies(fleet.keys(), settings.policies(), settings.seed());
    var engine = new Engine(policies);
    engine.grow(fleet, settings.nodes());
    List<Map<String, String>> sample =
        IntStream.range(0, Math.min(SCANNED, fleet.nodes())).mapToObj(fleet::tags).toList();
    NodeEngine kubernetes = new KubernetesSelectors(policies).nodes(sample);
    check(engine, policies.size(), kubernetes);
    double[] ours = new double[settings.rounds()];
    double[] theirs = new double[settings.rounds()];
    for (int round = 0; round < settings.rounds(); round++) {
      // A hundredth of the nodes gets other tags or, every second time, its old ones back.
      int changed = (int) (fleet.nodes() * CHANGED_SHARE);
      int first = fleet.nodes() - changed;
      for (int node = first; node < fleet.nodes(); node++) {
        Fleet from = round % 2 == 0 ? other : fleet;
        engine.fleet().put(node, KitwardNodes.subject(from.tags(node)));
      }
      long begin = System.nanoTime();
      long differences = engine.recompute();
      ours[round] = (System.nanoTime() - begin) / NANOS;
      if (differences == 0) {
        throw new IllegalStateException("the nodes changed, and no difference was found");
      }
      begin = System.nanoTime();
      long matches = 0;
      for (int event = 0; event < sample.size(); event++) {
        matches += kubernetes.match(event);
      }
      theirs[round] = (System.nanoTime() - begin) / NANOS + (matches < 0 ? 1 : 0);
    }
    check(engine, policies.size(), kubernetes);
    double seconds = Race.median(ours);
    double pairs = (double) settings.nodes() * policies.size() / seconds;
    double theirPairs = (double) sample.size() * policies.size() / Race.median(theirs);
    String id = "G4." + mix.name() + "." + settings.nodes();
    String what =
        "%,d nodes × %,d policies, %s".formatted(settings.nodes(), policies.size(), mix.name());
    return List.of(
        Figure.atMost(id + ".seconds", what + ", with difference", seconds, "s", 1),
        new Figure(
            id + ".kubernetes",
            what + ": pairs a second",
            pairs / 1e6,
            "million",
            kubernetes.name(),
            theirPairs / 1e6,
            pairs / theirPairs,
            "≥ 300 ×",
            pairs / theirPairs >= 300));
  }

  private static void check(Engine engine, int policies, NodeEngine kubernetes) {
    for (int node = 0; node < Math.min(CHECKED, engine.fleet().size() / 2); node++) {
      int number = node;
      int[] ours =
          IntStream.range(0, policies)
              .filter(policy -> engine.assignments().nodes(policy).contains(number))
              .toArray();
      Sameness.check("node " + node, ours, kubernetes.name(), kubernetes.policies(node));
    }
  }
}
