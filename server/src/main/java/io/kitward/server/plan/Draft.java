package io.kitward.server.plan;

import io.kitward.policy.DocumentSet;
import io.kitward.policy.Kind;
import io.kitward.policy.plan.Danger;
import io.kitward.policy.plan.DocumentChange;
import io.kitward.policy.plan.NodeDifference;
import io.kitward.policy.plan.Plan;
import io.kitward.policy.plan.Planner;
import io.kitward.server.desired.Policy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongFunction;
import org.jdbi.v3.core.Handle;

/**
 * A change and all that it would do now.
 *
 * @param nodes those on which anything happens, by certname
 */
public record Draft(Summary summary, List<PlannedNode> nodes) {

  private static final Set<Kind> SPEAK_OF_TAGS = Set.of(Kind.TAG_KEY, Kind.TAG_RULE, Kind.GROUP);

  /** Sources that set their tags anew with each Puppet run. */
  private static final Set<String> SAID_BY_PUPPET = Set.of("node", "puppet");

  /**
   * Looks at every node, in the caller's transaction.
   *
   * @param before the documents in force
   * @param after the documents as they would be
   * @param pinned the documents of an earlier revision, which some nodes follow
   */
  public static Draft of(
      Handle handle,
      Change change,
      Policy before,
      Policy after,
      LongFunction<Policy> pinned,
      Planner.Limits limits,
      Instant now) {
    DocumentSet old = before.resolution().documents();
    DocumentSet young = after.resolution().documents();
    boolean sameAuthority =
        DocumentChange.between(old, young).stream()
            .noneMatch(document -> SPEAK_OF_TAGS.contains(document.kind()));
    Fleet fleet =
        new Fleet(
            handle, before, after, pinned, new TagEdits(change, old.groups()), sameAuthority, now);
    Plan plan =
        new Planner(before.resolution(), after.resolution(), now, limits, Policy.MATCHER)
            .plan(fleet);
    Map<String, PlannedNode> nodes = new TreeMap<>();
    fleet
        .deltas()
        .forEach((name, deltas) -> nodes.put(name, new PlannedNode(name, deltas, List.of())));
    for (NodeDifference difference : plan.nodes()) {
      String name = difference.certname();
      nodes.put(
          name,
          new PlannedNode(
              name,
              fleet.deltas().getOrDefault(name, List.of()),
              difference.instances().stream().map(PlannedNode.Step::of).toList()));
    }
    List<Summary.Caution> cautions = new ArrayList<>();
    comesBack(change, fleet.deltas().values()).ifPresent(cautions::add);
    plan.warnings().stream().map(Summary.Caution::of).forEach(cautions::add);
    return new Draft(summary(plan, fleet.deltas().size(), cautions), List.copyOf(nodes.values()));
  }

  /** What nodes and Puppet say themselves, they say again. */
  private static Optional<Summary.Caution> comesBack(
      Change change, Collection<List<TagDelta>> deltas) {
    Change.Rename rename = change.rename();
    if (rename == null) {
      return Optional.empty();
    }
    long nodes =
        deltas.stream()
            .filter(of -> of.stream().anyMatch(delta -> SAID_BY_PUPPET.contains(delta.source())))
            .count();
    return nodes == 0
        ? Optional.empty()
        : Optional.of(
            new Summary.Caution(
                "comes-back",
                "",
                rename.from()
                    + " comes back on "
                    + nodes
                    + (nodes == 1 ? " node" : " nodes")
                    + " with the next Puppet run, unless Puppet's code says "
                    + rename.to()
                    + " by then: change its kitward::tag first"));
  }

  private static Summary summary(Plan plan, int tagged, List<Summary.Caution> cautions) {
    var confirmation = plan.confirmation();
    return new Summary(
        plan.documents().stream().map(Summary.DocumentLine::of).toList(),
        plan.totals(),
        tagged,
        confirmation == null
            ? null
            : new Summary.Asked(
                confirmation.figure(), confirmation.because().stream().map(Draft::words).toList()),
        cautions);
  }

  private static String words(Danger danger) {
    return switch (danger) {
      case Danger.Share share ->
          "it touches "
              + share.touched()
              + " of "
              + share.fleet()
              + " nodes, more than "
              + share.limitPercent()
              + "%";
      case Danger.LastPolicy last ->
          "nothing asks for "
              + last.service()
              + " any more; it goes from "
              + last.removals()
              + (last.removals() == 1 ? " node" : " nodes");
    };
  }

  /** The digest of each node's own difference. */
  public Map<String, String> digests() {
    Map<String, String> digests = new TreeMap<>();
    nodes.forEach(node -> digests.put(node.node(), node.digest()));
    return digests;
  }

  /** The nodes whose own difference is as it was planned. */
  public List<PlannedNode> as(Map<String, String> planned) {
    return nodes.stream().filter(node -> node.digest().equals(planned.get(node.node()))).toList();
  }

  /** The nodes that are left, each with why. */
  public List<Left> not(Map<String, String> planned) {
    var left = new ArrayList<Left>();
    for (PlannedNode node : nodes) {
      String digest = planned.get(node.node());
      if (digest == null) {
        left.add(new Left(node.node(), "the plan did nothing here, and would now"));
      } else if (!digest.equals(node.digest())) {
        left.add(new Left(node.node(), "what the plan would do here changed since"));
      }
    }
    return left;
  }

  /** A node that was left as it was. */
  public record Left(String node, String why) {}
}
