package io.kitward.bench;

import io.kitward.bench.fleet.Fleet;
import io.kitward.bench.fleet.MeasuredPolicy;
import io.kitward.bench.fleet.Mix;
import io.kitward.bench.fleet.Vocabulary;
import io.kitward.bench.peer.DroolsSession;
import io.kitward.bench.peer.DroolsSession.TagFact;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** G2: one tag of a node swapped, next to a live Drools session of that node. */
final class TagSwap {
  private static final int STEPS = 256;
  private static final int CHECKED = 20;
  private static final int SESSIONS = 20;
  private static final String DROOLS = "Drools live session";

  private TagSwap() {}

  /** Tags after one more swap; the last step leads back to the first. */
  private record Step(Map<String, String> tags, TagFact swapped) {}

  static List<Figure> measure(Settings settings) {
    List<Figure> figures = new ArrayList<>();
    settings.mixes().stream()
        .filter(mix -> !mix.name().equals("adversarial"))
        .forEach(mix -> figures.addAll(measure(settings, mix)));
    return figures;
  }

  private static List<Figure> measure(Settings settings, Mix mix) {
    settings.say(
        "G2: one tag swapped, %,d policies, %s".formatted(settings.policies(), mix.name()));
    Fleet fleet = Fleet.of(Vocabulary.KEYS, STEPS, 17);
    List<MeasuredPolicy> policies = mix.policies(fleet.keys(), settings.policies(), 42);
    List<Step> steps = steps(fleet);
    KitwardNodes ours =
        KitwardNodes.of(policies, steps.stream().map(step -> Copies.of(step.tags())).toList());
    DroolsSession.Rules rules = DroolsSession.rules(policies);
    check(ours, rules, steps);
    try (var live = DroolsSession.of(rules, steps.getLast().tags())) {
      Race race = settings.race();
      race.addCycled(ours.name(), STEPS, ours::match);
      race.addCycled(DROOLS, STEPS, step -> live.swap(steps.get(step).swapped()));
      Race.Times times = race.run();
      String id = "G2." + mix.name() + "." + settings.policies();
      double drools = heapOfSession(rules, fleet);
      return List.of(
          Figure.faster(
              id,
              "one tag swapped, %,d policies, %s".formatted(settings.policies(), mix.name()),
              times.micros(ours.name()),
              "µs",
              DROOLS,
              times.micros(DROOLS),
              1),
          Figure.faster(
              id + ".heap",
              "heap a node, %s".formatted(mix.name()),
              HeapPerNode.bytes(settings, mix),
              "B",
              DROOLS,
              drools,
              5_000));
    }
  }

  private static List<Step> steps(Fleet fleet) {
    var random = new SplittableRandom(5);
    List<String> keys =
        fleet.keys().stream().filter(key -> !key.flag()).map(key -> key.name()).toList();
    Map<String, String> tags = new HashMap<>(fleet.tags(0));
    List<Step> forth = new ArrayList<>();
    List<TagFact> undo = new ArrayList<>();
    for (int i = 1; i <= STEPS / 2; i++) {
      String key = keys.get(random.nextInt(keys.size()));
      String value = Objects.requireNonNull(fleet.tags(i).get(key));
      undo.add(TagFact.of(key, Objects.requireNonNull(tags.get(key))));
      tags.put(key, value);
      forth.add(new Step(Map.copyOf(tags), TagFact.of(key, value)));
    }
    for (TagFact back : undo.reversed()) {
      tags.put(back.key(), back.value());
      forth.add(new Step(Map.copyOf(tags), back));
    }
    return forth;
  }

  /** A fresh session fires what we say; a live one fires nothing else and misses nothing new. */
  private static void check(KitwardNodes ours, DroolsSession.Rules rules, List<Step> steps) {
    for (int step = 1; step < CHECKED; step++) {
      try (var before = DroolsSession.of(rules, steps.get(step - 1).tags())) {
        int[] old = before.fired();
        before.swap(steps.get(step).swapped());
        int[] fired = before.fired();
        int[] now = ours.policies(step);
        try (var fresh = DroolsSession.of(rules, steps.get(step).tags())) {
          Sameness.check("step " + step, now, DROOLS, fresh.fired());
        }
        Sameness.check(
            "step " + step,
            without(now, old),
            DROOLS,
            without(without(now, old), without(now, fired)));
        Sameness.check("step " + step, new int[0], DROOLS, without(fired, now));
      }
    }
  }

  private static int[] without(int[] all, int[] some) {
    return IntStream.of(all)
        .filter(each -> IntStream.of(some).noneMatch(other -> other == each))
        .toArray();
  }

  private static double heapOfSession(DroolsSession.Rules rules, Fleet fleet) {
    List<DroolsSession> sessions = new ArrayList<>();
    sessions.add(DroolsSession.of(rules, fleet.tags(0)));
    long before = Heap.used();
    for (int i = 1; i <= SESSIONS; i++) {
      sessions.add(DroolsSession.of(rules, fleet.tags(i)));
    }
    double each = (double) (Heap.used() - before) / SESSIONS;
    sessions.forEach(DroolsSession::close);
    return each;
  }
}
