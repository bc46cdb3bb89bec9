package io.kitward.bench;

import io.kitward.bench.fleet.Fleet;
import io.kitward.bench.fleet.Mix;
import io.kitward.bench.fleet.Vocabulary;
import java.util.List;

/** G5: the heap that one more node takes: tags, bitmaps, dictionary, and who has which policy. */
final class HeapPerNode {
  private static final double GOAL = 256;

  private HeapPerNode() {}

  static List<Figure> measure(Settings settings) {
    return settings.mixes().stream()
        .filter(mix -> !mix.name().equals("adversarial"))
        .map(
            mix ->
                Figure.atMost(
                    "G5." + mix.name() + "." + settings.nodes(),
                    "heap a node, %,d to %,d nodes"
                        .formatted(settings.nodes() / 10, settings.nodes()),
                    bytes(settings, mix),
                    "B",
                    GOAL))
        .toList();
  }

  /** Bytes a node, by the slope from a tenth of the fleet to all of it. */
  static double bytes(Settings settings, Mix mix) {
    settings.say("G5: heap of %,d nodes, %s".formatted(settings.nodes(), mix.name()));
    Fleet fleet = Fleet.of(Vocabulary.KEYS, settings.nodes(), 17);
    var engine = new Engine(mix.policies(fleet.keys(), settings.policies(), settings.seed()));
    int few = settings.nodes() / 10;
    engine.grow(fleet, few);
    long before = Heap.used();
    engine.grow(fleet, settings.nodes());
    double bytes = (double) (Heap.used() - before) / (settings.nodes() - few);
    if (engine.fleet().size() != fleet.nodes()) {
      throw new IllegalStateException("the fleet did not grow");
    }
    return bytes;
  }
}
