package io.kitward.policy.plan;

import io.kitward.policy.DesiredInstance;
import io.kitward.policy.DesiredNode;
import io.kitward.policy.NodeView;
import io.kitward.policy.PolicyMatcher;
import io.kitward.policy.Resolution;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Plans a change: resolves the nodes that it can concern before and after, and compares. A pure
 * function of what is handed in; immutable, and thread-safe as far as the matchers are.
 */
public final class Planner {
  private static final DesiredNode NOTHING = new DesiredNode(List.of(), List.of(), null);

  private final Resolution before;
  private final Resolution after;
  private final Instant now;
  private final Limits limits;
  private final PolicyMatcher.Source matcher;
  private final List<DocumentChange> documents;
  private final PlanScope scope;

  /**
   * How much a plan may touch without a word.
   *
   * @param sharePercent of the fleet
   * @param nodes so many in any case, as in a small fleet each node is a large share
   */
  public record Limits(int sharePercent, int nodes) {
    /** A share alone. */
    public Limits(int sharePercent) {
      this(sharePercent, 0);
    }

    public static final Limits USUAL = new Limits(20);
  }

  /**
   * A planner from one state of the documents to another.
   *
   * @param matcher how the nodes that a change concerns are found; as for the resolutions
   */
  public Planner(
      Resolution before,
      Resolution after,
      Instant now,
      Limits limits,
      PolicyMatcher.Source matcher) {
    this.before = before;
    this.after = after;
    this.now = now;
    this.limits = limits;
    this.matcher = matcher;
    this.documents = DocumentChange.between(before.documents(), after.documents());
    this.scope = new PlanScope(before, after, documents, matcher);
  }

  /** The plan for a fleet; every node of it is handed in, each once, in any order. */
  public Plan plan(Iterable<NodeChange> fleet) {
    Counting counting = new Counting();
    FleetWarnings warnings = new FleetWarnings(after.documents(), documents, after, matcher);
    List<NodeDifference> nodes = new ArrayList<>();
    for (NodeChange node : fleet) {
      counting.node();
      if (node.after() != null) {
        warnings.see(node.after());
      }
      difference(node)
          .ifPresent(
              difference -> {
                counting.add(difference);
                nodes.add(difference);
              });
    }
    nodes.sort(Comparator.comparing(NodeDifference::certname));
    Totals totals = counting.totals();
    return new Plan(
        documents,
        nodes,
        totals,
        Dangers.confirmation(before.documents(), after.documents(), totals, limits),
        warnings.found());
  }

  /** What happens on one node; empty when nothing does. */
  public Optional<NodeDifference> difference(NodeChange node) {
    NodeView old = node.before();
    if (node.sameNode() && old != null && (documents.isEmpty() || !scope.touches(old))) {
      return Optional.empty();
    }
    DesiredNode was = desired(start(node), old);
    DesiredNode will = desired(after, node.after());
    TreeSet<String> services = new TreeSet<>();
    for (DesiredNode side : List.of(was, will)) {
      side.instances().forEach(instance -> services.add(instance.service()));
      side.conflicts().forEach(conflict -> services.add(conflict.service()));
    }
    services.remove("");
    List<InstanceDifference> instances = new ArrayList<>();
    for (String service : services) {
      difference(service, was, will).ifPresent(instances::add);
    }
    return instances.isEmpty()
        ? Optional.empty()
        : Optional.of(new NodeDifference(node.certname(), instances));
  }

  /** The difference of one node in full, with what changes in files and packages. */
  public NodeDetail detail(NodeChange node) {
    return NodeDetail.of(
        node.certname(),
        difference(node).map(NodeDifference::instances).orElse(List.of()),
        desired(start(node), node.before()),
        desired(after, node.after()));
  }

  private Resolution start(NodeChange node) {
    Resolution followed = node.followed();
    return followed == null ? before : followed;
  }

  private DesiredNode desired(Resolution resolution, @Nullable NodeView node) {
    return node == null ? NOTHING : resolution.resolve(node, now);
  }

  private static Optional<InstanceDifference> difference(
      String service, DesiredNode was, DesiredNode will) {
    Optional<DesiredInstance> old = was.instance(service);
    Optional<DesiredInstance> young = will.instance(service);
    if (old.isPresent() && old.equals(young)) {
      return Optional.empty();
    }
    String before = state(service, was, old);
    String after = state(service, will, young);
    if (before.equals(after)) {
      return Optional.empty();
    }
    InstanceDifference.Effect effect =
        after.equals(InstanceDifference.CONFLICT)
            ? InstanceDifference.Effect.CONFLICTED
            : after.isEmpty()
                ? InstanceDifference.Effect.REMOVED
                : before.equals(InstanceDifference.CONFLICT)
                    ? InstanceDifference.Effect.SETTLED
                    : before.isEmpty()
                        ? InstanceDifference.Effect.ADDED
                        : InstanceDifference.Effect.CHANGED;
    return Optional.of(
        new InstanceDifference(
            service,
            effect,
            before,
            after,
            after.isEmpty() ? old.map(DesiredInstance::offboarding).orElse(null) : null));
  }

  private static String state(
      String service, DesiredNode desired, Optional<DesiredInstance> instance) {
    return instance
        .map(DesiredInstance::hash)
        .orElseGet(() -> desired.inConflict(service) ? InstanceDifference.CONFLICT : "");
  }
}
