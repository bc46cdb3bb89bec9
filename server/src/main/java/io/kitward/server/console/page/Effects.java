package io.kitward.server.console.page;

import io.kitward.server.api.port.Plans.PreviewOutcome;
import io.kitward.server.console.view.GroupCard;
import io.kitward.server.console.view.PlanLine;
import io.kitward.server.plan.PlanGroup;
import io.kitward.server.plan.Summary;
import java.util.List;

/**
 * What a draft would do if it were in force now.
 *
 * @param totals in words; empty when nothing could be worked out
 * @param why nothing could be worked out; else empty
 * @param figure that whoever applies it must type; 0 for none
 * @param collisions instances that would be undecided
 */
public record Effects(
    String totals,
    String why,
    int figure,
    int removed,
    int collisions,
    List<String> cautions,
    List<GroupCard> groups) {
  private static final int GROUPS = 8;

  static Effects none(String why) {
    return new Effects("", why, 0, 0, 0, List.of(), List.of());
  }

  static Effects of(PreviewOutcome outcome) {
    return switch (outcome) {
      case PreviewOutcome.Foreseen(Summary summary, List<PlanGroup> groups) ->
          new Effects(
              PlanLine.words(summary.totals(), summary.tagged()),
              "",
              summary.confirmation() == null ? 0 : summary.confirmation().figure(),
              summary.totals().instances().removed(),
              summary.totals().instances().conflicted(),
              summary.warnings().stream().map(Summary.Caution::message).toList(),
              groups.stream().limit(GROUPS).map(group -> new GroupCard(group, "", false)).toList());
      case PreviewOutcome.Refused refused -> none(refused.faults().getFirst().detail());
      case PreviewOutcome.Impossible(String why) -> none(why);
    };
  }
}
