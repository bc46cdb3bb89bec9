package io.kitward.server.console.page;

import io.kitward.server.console.view.GroupCard;
import io.kitward.server.plan.PlanGroup;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a plan differs from the one that it replaces.
 *
 * @param earlier the id of that one
 * @param lines what is done on more or fewer nodes than it would have been; none when all is equal
 */
public record PlanComparison(String earlier, List<Line> lines) {

  /** One change, and on how many nodes it was planned before and is now. */
  public record Line(GroupCard group, int before, int now) {}

  static PlanComparison of(String earlier, String id, List<PlanGroup> before, List<PlanGroup> now) {
    Map<String, PlanGroup> old = new LinkedHashMap<>();
    before.forEach(group -> old.put(group.id(), group));
    List<Line> lines = new ArrayList<>();
    for (PlanGroup group : now) {
      PlanGroup same = old.remove(group.id());
      int count = same == null ? 0 : same.nodes();
      if (count != group.nodes()) {
        lines.add(new Line(new GroupCard(group, id, false), count, group.nodes()));
      }
    }
    old.values()
        .forEach(gone -> lines.add(new Line(new GroupCard(gone, earlier, false), gone.nodes(), 0)));
    return new PlanComparison(earlier, lines);
  }
}
