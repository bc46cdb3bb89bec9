package io.kitward.server.plan;

import io.kitward.protocol.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Puts equal changes together, what takes something away first. Pure. */
public final class PlanGroups {

  /** With more than so many different changes only services, effects and sources are told apart. */
  static final int LIMIT = 500;

  private static final List<String> ORDER =
      List.of("removed", "conflicted", "changed", "settled", "added", PlanGroup.TAGGED);

  private PlanGroups() {}

  /**
   * The groups of a plan: removals first, then the largest first.
   *
   * @param nodes in the order of their names
   */
  public static List<PlanGroup> of(List<PlannedNode> nodes) {
    List<PlanGroup> exact = grouped(nodes, group -> group);
    return exact.size() <= LIMIT ? exact : grouped(nodes, PlanGroups::coarse);
  }

  private static List<PlanGroup> grouped(
      List<PlannedNode> nodes, UnaryOperator<PlanGroup> precision) {
    Map<PlanGroup, Tally> tallies = new LinkedHashMap<>();
    for (PlannedNode node : nodes) {
      Set<PlanGroup> own = new java.util.LinkedHashSet<>();
      node.instances().forEach(step -> own.add(precision.apply(of(step))));
      node.tags().forEach(delta -> own.add(precision.apply(of(delta))));
      own.forEach(key -> tallies.computeIfAbsent(key, _ -> new Tally(node.node())).nodes++);
    }
    List<PlanGroup> groups = new ArrayList<>();
    tallies.forEach((key, tally) -> groups.add(counted(key, tally)));
    groups.sort(
        Comparator.comparingInt((PlanGroup group) -> ORDER.indexOf(group.effect()))
            .thenComparing(Comparator.comparingInt(PlanGroup::nodes).reversed())
            .thenComparing(PlanGroup::service)
            .thenComparing(PlanGroup::source)
            .thenComparing(PlanGroup::id));
    return groups;
  }

  private static final class Tally {
    private final String first;
    private int nodes;

    Tally(String first) {
      this.first = first;
    }
  }

  private static PlanGroup of(PlannedNode.Step step) {
    return new PlanGroup(
        "",
        step.effect(),
        step.service(),
        step.offboarding(),
        step.before(),
        step.after(),
        "",
        List.of(),
        List.of(),
        true,
        0,
        "");
  }

  private static PlanGroup of(TagDelta delta) {
    return new PlanGroup(
        "",
        PlanGroup.TAGGED,
        "",
        "",
        "",
        "",
        delta.source(),
        delta.added(),
        delta.removed(),
        true,
        0,
        "");
  }

  private static PlanGroup coarse(PlanGroup group) {
    return new PlanGroup(
        "",
        group.effect(),
        group.service(),
        group.offboarding(),
        "",
        "",
        group.source(),
        List.of(),
        List.of(),
        false,
        0,
        "");
  }

  private static PlanGroup counted(PlanGroup key, Tally tally) {
    return new PlanGroup(
        "g-" + Json.sha256(key.toString()).substring(0, 12),
        key.effect(),
        key.service(),
        key.offboarding(),
        key.before(),
        key.after(),
        key.source(),
        key.added(),
        key.removed(),
        key.exact(),
        tally.nodes,
        tally.first);
  }
}
