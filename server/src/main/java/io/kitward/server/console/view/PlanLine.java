package io.kitward.server.console.view;

import io.kitward.policy.plan.Totals;
import io.kitward.server.api.port.PlanView;
import io.kitward.server.console.page.Counts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One plan in a line.
 *
 * @param what the documents, tags or sources that it changes, in words
 * @param totals what it does, in words
 * @param removed instances that go
 */
public record PlanLine(
    String element,
    String id,
    String state,
    String what,
    String totals,
    int touched,
    int removed,
    When created,
    String createdBy,
    @Nullable When applied,
    String appliedBy,
    String ticket) {

  private static final int NAMED = 3;

  public static PlanLine of(PlanView plan, Instant now) {
    return new PlanLine(
        Names.id("plan", plan.id()),
        plan.id(),
        plan.state(),
        what(plan),
        words(plan.totals(), plan.tagged()),
        plan.totals().touched(),
        plan.totals().instances().removed(),
        When.of(plan.createdAt(), now),
        plan.createdBy(),
        plan.appliedAt() == null ? null : When.of(plan.appliedAt(), now),
        plan.appliedBy() == null ? "" : plan.appliedBy(),
        plan.ticket() == null ? "" : plan.ticket());
  }

  public String href() {
    return "/plans/" + Names.encode(id);
  }

  public Tone tone() {
    return switch (state) {
      case "applied" -> Tone.OK;
      case "outdated" -> Tone.WARN;
      default -> Tone.MOVING;
    };
  }

  /** What happens, such as {@code 600 to add, 12 to change, 18 to remove on 630 of 8,120 nodes}. */
  public static String words(Totals totals, int tagged) {
    var parts = new ArrayList<String>();
    Totals.Counts counts = totals.instances();
    say(parts, counts.removed(), " to remove");
    say(parts, counts.changed(), " to change");
    say(parts, counts.added(), " to add");
    say(parts, counts.conflicted(), " undecided");
    say(parts, counts.settled(), " decided again");
    if (tagged > 0) {
      parts.add("tags of " + Counts.of(tagged, "node"));
    }
    return parts.isEmpty()
        ? "nothing changes on any of " + Counts.of(totals.fleet(), "node")
        : String.join(", ", parts)
            + " on "
            + Counts.of(Math.max(totals.touched(), tagged))
            + " of "
            + Counts.of(totals.fleet(), "node");
  }

  private static void say(List<String> parts, int count, String what) {
    if (count > 0) {
      parts.add(Counts.of(count) + what);
    }
  }

  private static String what(PlanView plan) {
    var parts = new ArrayList<String>();
    if (!plan.documents().isEmpty()) {
      String named =
          plan.documents().stream()
              .limit(NAMED)
              .map(line -> line.kind() + "/" + line.name() + " " + line.effect())
              .collect(Collectors.joining(", "));
      int more = plan.documents().size() - NAMED;
      parts.add(more > 0 ? named + " and " + more + " more" : named);
    }
    if (plan.edits() > 0) {
      parts.add(Counts.of(plan.edits(), "edit") + " of tags");
    }
    if (!plan.sources().isEmpty()) {
      parts.add("tags of " + String.join(", ", plan.sources()) + " go");
    }
    if (plan.rename() != null) {
      parts.add("tag key " + plan.rename().from() + " becomes " + plan.rename().to());
    }
    return parts.isEmpty() ? "nothing" : String.join("; ", parts);
  }
}
