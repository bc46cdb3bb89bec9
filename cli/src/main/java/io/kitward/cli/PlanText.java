package io.kitward.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A plan as people read it: what changes, what that does, what to look out for, how to go on. */
final class PlanText {

  private static final Map<String, String> MARKS =
      Map.of(
          "added", "+",
          "changed", "~",
          "removed", "-",
          "conflicted", "!",
          "settled", "=");

  /** More would hide what they do. */
  private static final int EDITS = 10;

  private final PrintWriter out;
  private final Style style;

  PlanText(PrintWriter out, Style style) {
    this.out = out;
    this.style = style;
  }

  /** The plan in figures. */
  void summary(JsonNode plan) {
    String id = Nouns.text(plan, "id");
    String ticket = Nouns.text(plan, "ticket");
    out.println(
        style.bold("plan/" + id)
            + " "
            + Nouns.text(plan, "state")
            + (ticket.isEmpty() ? "" : " (" + Text.clean(ticket) + ")"));
    for (JsonNode document : plan.path("documents")) {
      out.println(
          "  "
              + Text.clean(
                  Nouns.text(document, "kind")
                      + "/"
                      + Nouns.text(document, "name")
                      + " "
                      + Nouns.text(document, "effect")));
    }
    tags(plan);
    JsonNode totals = plan.path("totals");
    out.println(
        "  "
            + totals.path("touched").asInt(0)
            + " of "
            + nodes(totals.path("fleet").asInt(0))
            + " touched, "
            + totals.path("gaining").asInt(0)
            + " gain, "
            + totals.path("losing").asInt(0)
            + " lose"
            + (plan.path("tagged").asInt(0) > 0
                ? ", " + plan.path("tagged").asInt(0) + " tagged otherwise"
                : ""));
    for (var service : totals.path("byService").properties()) {
      out.println("    " + Text.clean(service.getKey()) + ": " + counts(service.getValue()));
    }
    if (totals.path("instances").path("conflicted").asInt(0) > 0
        && !plan.path("result").isObject()) {
      out.println("  conflicts are explained by: kitward plan " + Text.clean(id) + "/NODE");
    }
    for (JsonNode warning : plan.path("warnings")) {
      out.println("  warning: " + Text.clean(warning(warning)));
    }
    result(plan);
  }

  /** The document that a warning is about, if it is about one, and its words. */
  static String warning(JsonNode warning) {
    String document = Nouns.text(warning, "document");
    return (document.isEmpty() ? "" : document + ": ") + Nouns.text(warning, "message");
  }

  private void tags(JsonNode plan) {
    int edits = plan.path("edits").asInt(0);
    if (edits > EDITS) {
      out.println(
          "  "
              + edits
              + " edits of tags; kitward plan "
              + Text.clean(Nouns.text(plan, "id"))
              + " --all shows each node");
    }
    for (JsonNode edit : edits > EDITS ? List.<JsonNode>of() : plan.path("tags")) {
      var changes = new ArrayList<String>();
      edit.path("add").forEach(tag -> changes.add("+" + tag.asString()));
      edit.path("remove").forEach(tag -> changes.add("-" + tag.asString()));
      String where =
          edit.path("node").isString()
              ? "node/" + Nouns.text(edit, "node")
              : "nodes with " + Nouns.text(edit, "selector");
      out.println(
          "  "
              + Text.clean(
                  where
                      + ": "
                      + String.join(" ", changes)
                      + " ("
                      + Nouns.text(edit, "source")
                      + ")"));
    }
    plan.path("sources")
        .forEach(source -> out.println("  all tags of " + Text.clean(source.asString()) + " go"));
    JsonNode rename = plan.path("rename");
    if (rename.isObject()) {
      out.println(
          "  "
              + Text.clean(
                  "tag key "
                      + Nouns.text(rename, "from")
                      + " becomes "
                      + Nouns.text(rename, "to")));
    }
  }

  private void result(JsonNode plan) {
    JsonNode result = plan.path("result");
    if (result.isObject()) {
      out.println("  applied on " + nodes(result.path("nodes").asInt(0)));
      JsonNode left = result.path("followUp");
      if (!left.isEmpty()) {
        out.println("  left as they were: " + nodes(left.size()));
        left.valueStream()
            .limit(20)
            .forEach(
                node ->
                    out.println(
                        "    "
                            + Text.clean(
                                Nouns.text(node, "node") + ": " + Nouns.text(node, "why"))));
        out.println("  next: kitward plan (shows what is still to be done there)");
      }
      return;
    }
    String apply = "kitward apply " + Nouns.text(plan, "id");
    JsonNode asked = plan.path("confirmation");
    if (asked.isObject()) {
      asked.path("because").forEach(why -> out.println("  ! " + Text.clean(why.asString())));
      apply += " --confirm=" + asked.path("figure").asInt(0);
    }
    out.println("  next: " + apply);
  }

  /** What it does to nodes, a line for each change. */
  void nodes(List<JsonNode> nodes, boolean more) {
    for (JsonNode node : nodes) {
      out.println(Text.clean(Nouns.text(node, "node")));
      deltas(node);
      for (JsonNode step : node.path("instances")) {
        String effect = Nouns.text(step, "effect");
        String off = Nouns.text(step, "offboarding");
        out.println(
            "  "
                + MARKS.getOrDefault(effect, "?")
                + " "
                + Text.clean(Nouns.text(step, "service") + " " + effect)
                + (off.isEmpty() ? "" : ": " + Text.clean(off)));
        for (JsonNode part : step.path("parts")) {
          out.println("    " + Text.clean(Nouns.text(part, "part")));
          // Where all is new, or all goes, there is no place within a file to name.
          boolean whole = effect.equals("added") || effect.equals("removed");
          Nouns.text(part, "diff")
              .lines()
              .filter(line -> !line.startsWith("---") && !line.startsWith("+++"))
              .filter(line -> !whole || !line.startsWith("@@"))
              .forEach(line -> out.println("      " + Text.clean(line)));
        }
        step.path("conflicts")
            .forEach(words -> out.println("    ! " + Text.clean(words.asString())));
      }
    }
    if (more) {
      out.println("… there are more: use --all, or a higher --limit.");
    }
  }

  private void deltas(JsonNode node) {
    for (JsonNode delta : node.path("tags")) {
      var changes = new ArrayList<String>();
      delta.path("added").forEach(tag -> changes.add("+" + tag.asString()));
      delta.path("removed").forEach(tag -> changes.add("-" + tag.asString()));
      out.println(
          "  tags "
              + Text.clean(String.join(" ", changes) + " (" + Nouns.text(delta, "source") + ")"));
    }
  }

  private static String counts(JsonNode counts) {
    var words = new ArrayList<String>();
    for (String effect : List.of("added", "changed", "removed", "conflicted", "settled")) {
      int count = counts.path(effect).asInt(0);
      if (count > 0) {
        words.add(count + " " + effect);
      }
    }
    return String.join(", ", words);
  }

  private static String nodes(int count) {
    return count == 1 ? "1 node" : count + " nodes";
  }
}
