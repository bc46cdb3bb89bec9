package io.kitward.server.console.view;

import io.kitward.server.plan.PlanGroup;
import java.util.Locale;

/**
 * Nodes on which a plan does the same.
 *
 * @param plan the plan's id
 * @param open whether it is unfolded
 */
public record GroupCard(PlanGroup group, String plan, boolean open) {

  public String sign() {
    return switch (group.effect()) {
      case "removed" -> "−";
      case "added" -> "+";
      case "conflicted" -> "!";
      default -> "~";
    };
  }

  public Tone tone() {
    return switch (group.effect()) {
      case "removed" -> Tone.BAD;
      case "conflicted" -> Tone.HELD;
      case "added" -> Tone.OK;
      default -> Tone.MOVING;
    };
  }

  /** What happens, in words. */
  public String words() {
    if (group.ofTags()) {
      return "tags of " + group.source() + tags();
    }
    String what =
        switch (group.effect().toLowerCase(Locale.ROOT)) {
          case "removed" -> "is no longer wanted: " + group.offboarding();
          case "added" -> "is wanted";
          case "changed" -> "changes";
          case "conflicted" -> "stays as it is: policies of the same priority disagree";
          default -> "is decided again";
        };
    return group.exact() ? what : what + " (in different ways)";
  }

  private String tags() {
    if (!group.exact()) {
      return " change, on each node in its own way";
    }
    String added = group.added().isEmpty() ? "" : " + " + String.join(", ", group.added());
    String removed = group.removed().isEmpty() ? "" : " − " + String.join(", ", group.removed());
    return ":" + added + removed;
  }

  public String href() {
    String all = "/plans/" + Names.encode(plan);
    return (open ? all : all + "?group=" + Names.encode(group.id())) + "#" + group.id();
  }

  public String sampleHref() {
    return "/plans/" + Names.encode(plan) + "/nodes/" + Names.encode(group.sample());
  }
}
