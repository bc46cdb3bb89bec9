package io.kitward.server.census;

import io.kitward.selector.Facts;
import io.kitward.selector.Selector;
import io.kitward.selector.Subject;
import io.kitward.selector.Tags;
import io.kitward.server.api.port.Census;
import io.kitward.server.api.port.ConditionView;
import io.kitward.server.api.port.InstanceFilter;
import io.kitward.server.api.port.InstanceView;
import io.kitward.server.api.port.NodeView;
import io.kitward.server.api.port.StatusView;
import io.kitward.server.desired.Phase;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The real counting over nodes that lie in memory; counted anew with each question. */
public final class CountedSample implements Census {
  private final Supplier<Collection<NodeView>> nodes;
  private final Function<String, List<InstanceView>> instances;

  public CountedSample(
      Supplier<Collection<NodeView>> nodes, Function<String, List<InstanceView>> instances) {
    this.nodes = nodes;
    this.instances = instances;
  }

  private Counting counting(@Nullable Selector selector) {
    var muster = new Muster();
    for (NodeView node : nodes.get()) {
      List<InstanceView> own = instances.apply(node.certname());
      List<Phase> phases = own.stream().map(InstanceView::phase).toList();
      Phase worst = phases.stream().max(Phase::compareTo).orElse(Phase.OK);
      muster.put(seen(node, own), new Shown(worst, phases, Optional.empty()));
    }
    Set<UUID> connected =
        nodes.get().stream()
            .filter(NodeView::connected)
            .map(NodeView::id)
            .collect(Collectors.toSet());
    return new Counting(
        muster, muster.everyone(), selector, () -> connected, _ -> Optional.empty());
  }

  private static Seen seen(NodeView node, List<InstanceView> own) {
    return new Seen(
        node.id(),
        node.certname(),
        node.simulated(),
        Subject.of(node.certname(), Tags.parse(node.tags().toArray(String[]::new)), Facts.none()),
        Optional.empty(),
        Optional.ofNullable(node.lastSeen()),
        own.stream().map(CountedSample::standing).toList());
  }

  private static Standing standing(InstanceView instance) {
    String gap =
        instance.conditions().stream()
            .filter(condition -> condition.status().equals("False"))
            .map(ConditionView::message)
            .findFirst()
            .orElse("");
    boolean provable = !instance.conditions().getLast().status().equals("NotApplicable");
    return new Standing(
        instance.service(),
        instance.phase(),
        instance.phaseSince(),
        true,
        Optional.<Instant>empty(),
        gap,
        provable);
  }

  @Override
  public int count(@Nullable Selector selector) {
    return counting(selector).picked().getCardinality();
  }

  @Override
  public Figures figures(@Nullable Selector selector, List<String> keys) {
    return counting(selector).figures(keys);
  }

  @Override
  public Coverage coverage(@Nullable Selector selector, String key) {
    return new Grouping(counting(selector)).by(key);
  }

  @Override
  public List<String> page(NodeQuery query) {
    return new Order(counting(query.selector()), query).page();
  }

  @Override
  public String cursor(NodeQuery query, String certname) {
    return new Order(counting(query.selector()), query).cursor(certname);
  }

  @Override
  public Map<String, Map<String, Phase>> phases(List<String> certnames) {
    return counting(null).phases(certnames);
  }

  @Override
  public List<Place> instances(
      InstanceFilter filter, String afterNode, String afterService, int limit) {
    return counting(filter.selector()).instances(filter, afterNode, afterService, limit);
  }

  @Override
  public List<StatusView.Cause> causes(@Nullable String service, int limit) {
    return counting(null).causes(service, limit);
  }

  @Override
  public List<ValueCount> keys() {
    return counting(null).keys();
  }

  @Override
  public Completion complete(String text, int caret) {
    return new Completing(counting(null), Map.of()).complete(text, caret);
  }
}
