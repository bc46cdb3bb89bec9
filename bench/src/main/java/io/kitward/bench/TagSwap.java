package io.kitward.bench;

import io.kitward.bench.fleet.Fleet;
import io.kitward.bench.fleet.MeasuredPolicy;
import io.kitward.bench.fleet.Mix;
import io.kitward.bench.fleet.Vocabulary;
import io.kitward.bench.peer.DroolsLive;
import io.kitward.bench.peer.DroolsNode;
import io.kitward.bench.peer.DroolsRules;
import io.kitward.bench.peer.DroolsSession;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;

/** G2: one tag of a node swapped, next to a live Drools session of that node. */
final class TagSwap {
  private static final int STEPS = 256;
  private static final int CHECKED = 20;
  private static final int SESSIONS = 20;
  private static final String TAGS = "Drools live session, a fact a tag";
  private static final String NODE = "Drools live session, a fact a node";

  private TagSwap() {}

  /** Tags after one more swap; the last step leads back to the first. */
  private record Step(Map<String, String> tags, String key, String value) {}

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
    List<MeasuredPolicy> policies =
        mix.policies(fleet.keys(), settings.policies(), settings.seed());
    List<Step> steps = steps(fleet);
    KitwardNodes ours =
        KitwardNodes.of(policies, steps.stream().map(step -> Copies.of(step.tags())).toList());
    DroolsRules tagRules = DroolsSession.rules(policies);
    DroolsRules nodeRules = DroolsNode.rules(policies);
    Function<Map<String, String>, DroolsLive> tagSessions =
        tags -> DroolsSession.of(tagRules, tags);
    Function<Map<String, String>, DroolsLive> nodeSessions = tags -> DroolsNode.of(nodeRules, tags);
    check(ours, TAGS, tagSessions, steps);
    check(ours, NODE, nodeSessions, steps);
    try (DroolsLive byTags = tagSessions.apply(steps.getLast().tags());
        DroolsLive byNode = nodeSessions.apply(steps.getLast().tags())) {
      Race race = settings.race();
      race.addCycled(ours.name(), STEPS, ours::match);
      race.addCycled(TAGS, STEPS, step -> swap(byTags, steps.get(step)));
      race.addCycled(NODE, STEPS, step -> swap(byNode, steps.get(step)));
      Race.Times times = race.run();
      String id = "G2." + mix.name() + "." + settings.policies();
      String swapped =
          "one tag swapped, %,d policies, %s".formatted(settings.policies(), mix.name());
      String heap = "heap a node, %s".formatted(mix.name());
      double took = times.micros(ours.name());
      double bytes = HeapPerNode.bytes(settings, mix);
      return List.of(
          Figure.faster(id, swapped, took, "µs", TAGS, times.micros(TAGS), 1),
          Figure.faster(id + ".heap", heap, bytes, "B", TAGS, heap(tagSessions, fleet), 5_000),
          Figure.faster(id + ".node", swapped, took, "µs", NODE, times.micros(NODE), 1),
          Figure.beside(id + ".node.heap", heap, bytes, "B", NODE, heap(nodeSessions, fleet)));
    }
  }

  private static int swap(DroolsLive session, Step step) {
    return session.swap(step.key(), step.value());
  }

  private static List<Step> steps(Fleet fleet) {
    var random = new SplittableRandom(5);
    List<String> keys =
        fleet.keys().stream().filter(key -> !key.flag()).map(key -> key.name()).toList();
    Map<String, String> tags = new HashMap<>(fleet.tags(0));
    List<Step> forth = new ArrayList<>();
    List<Map.Entry<String, String>> undo = new ArrayList<>();
    for (int i = 1; i <= STEPS / 2; i++) {
      String key = keys.get(random.nextInt(keys.size()));
      String value = Objects.requireNonNull(fleet.tags(i).get(key));
      undo.add(Map.entry(key, Objects.requireNonNull(tags.get(key))));
      tags.put(key, value);
      forth.add(new Step(Map.copyOf(tags), key, value));
    }
    for (Map.Entry<String, String> back : undo.reversed()) {
      tags.put(back.getKey(), back.getValue());
      forth.add(new Step(Map.copyOf(tags), back.getKey(), back.getValue()));
    }
    return forth;
  }

  /** A fresh session fires what we say; a live one fires nothing else and misses nothing new. */
  private static void check(
      KitwardNodes ours,
      String peer,
      Function<Map<String, String>, DroolsLive> sessions,
      List<Step> steps) {
    for (int step = 1; step < CHECKED; step++) {
      try (DroolsLive before = sessions.apply(steps.get(step - 1).tags())) {
        int[] old = before.fired();
        swap(before, steps.get(step));
        int[] fired = before.fired();
        int[] now = ours.policies(step);
        try (DroolsLive fresh = sessions.apply(steps.get(step).tags())) {
          Sameness.check("step " + step, now, peer, fresh.fired());
        }
        int[] gained = without(now, old);
        Sameness.check("step " + step, gained, peer, without(gained, without(now, fired)));
        Sameness.check("step " + step, new int[0], peer, without(fired, now));
      }
    }
  }

  private static int[] without(int[] all, int[] some) {
    return IntStream.of(all)
        .filter(each -> IntStream.of(some).noneMatch(other -> other == each))
        .toArray();
  }

  private static double heap(Function<Map<String, String>, DroolsLive> sessions, Fleet fleet) {
    List<DroolsLive> open = new ArrayList<>();
    open.add(sessions.apply(fleet.tags(0)));
    long before = Heap.used();
    for (int i = 1; i <= SESSIONS; i++) {
      open.add(sessions.apply(fleet.tags(i)));
    }
    double each = (double) (Heap.used() - before) / SESSIONS;
    open.forEach(DroolsLive::close);
    return each;
  }
}
