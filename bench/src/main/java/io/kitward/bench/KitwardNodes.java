package io.kitward.bench;

import io.kitward.bench.fleet.Fleet;
import io.kitward.bench.fleet.MeasuredPolicy;
import io.kitward.bench.fleet.Vocabulary;
import io.kitward.bench.peer.NodeEngine;
import io.kitward.selector.Selector;
import io.kitward.selector.Subject;
import io.kitward.selector.Tag;
import io.kitward.selector.Tags;
import io.kitward.selector.index.CodedPolicyIndex;
import io.kitward.selector.index.FleetIndex;
import io.kitward.selector.index.PolicyMatcher;
import io.kitward.selector.index.RoaringFleetIndex;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Kitward's policy index, which knows the shares of values from a sample of the fleet. */
final class KitwardNodes implements NodeEngine {
  private static final int SAMPLE = 5_000;

  private final List<Subject> events;
  private final PolicyMatcher matcher;

  private KitwardNodes(List<Subject> events, PolicyMatcher matcher) {
    this.events = events;
    this.matcher = matcher;
  }

  static KitwardNodes of(List<MeasuredPolicy> policies, List<Map<String, String>> events) {
    Fleet sample = Fleet.of(Vocabulary.KEYS, SAMPLE, 99);
    FleetIndex shares = new RoaringFleetIndex();
    for (int node = 0; node < sample.nodes(); node++) {
      shares.put(node, subject(sample.tags(node)));
    }
    var index = new CodedPolicyIndex(shares);
    index.change(selectors(policies), Set.of());
    return new KitwardNodes(
        events.stream().map(KitwardNodes::subject).toList(), index.snapshot().matcher());
  }

  static Map<Integer, Selector> selectors(List<MeasuredPolicy> policies) {
    Map<Integer, Selector> selectors = new HashMap<>();
    for (int i = 0; i < policies.size(); i++) {
      selectors.put(i, Selector.parse(policies.get(i).selector()));
    }
    return selectors;
  }

  static Subject subject(Map<String, String> tags) {
    return Subject.of(
        Tags.of(
            tags.entrySet().stream()
                .map(entry -> new Tag(entry.getKey(), entry.getValue()))
                .toList()));
  }

  double meanMatches(int count) {
    long matches = 0;
    for (int event = 0; event < count; event++) {
      matches += match(event);
    }
    return (double) matches / count;
  }

  @Override
  public String name() {
    return "Kitward";
  }

  @Override
  public int match(int event) {
    return matcher.match(events.get(event));
  }

  @Override
  public int[] policies(int event) {
    return matcher.policies(events.get(event));
  }
}
