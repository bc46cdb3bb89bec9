package io.kitward.cli;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * What stays on a node of the tags that a source was to lose, since other sources say them too.
 *
 * @param source the one that was to lose them
 */
record StayingTags(String node, String source) {

  /** Whether the tag goes when that is removed: a bare key takes all its values. */
  static boolean takes(String removal, String tag) {
    return tag.equals(removal) || tag.startsWith(removal + "=");
  }

  /**
   * A line for each tag that stays, and for each removal of what nobody has set; none where the
   * server does not say, since what was asked for is done all the same.
   *
   * @param before the source's tags as they were
   */
  List<String> lines(Api api, List<String> removals, Collection<String> before) {
    List<JsonNode> entries;
    try {
      entries =
          api.get("/v1/nodes/" + Api.escape(node) + "/tags").path("items").valueStream().toList();
    } catch (Failure _) {
      return List.of();
    }
    List<String> lines = new ArrayList<>();
    for (String removal : removals) {
      List<JsonNode> others =
          entries.stream()
              .filter(entry -> takes(removal, Nouns.text(entry, "tag")))
              .filter(entry -> !Nouns.text(entry, "source").equals(source))
              .toList();
      others.forEach(entry -> lines.add(stays(entry)));
      if (others.isEmpty() && before.stream().noneMatch(tag -> takes(removal, tag))) {
        lines.add(removal + " is not there: no source has set it on " + node + ".");
      }
    }
    return lines;
  }

  private String stays(JsonNode entry) {
    String tag = Nouns.text(entry, "tag");
    String from = Nouns.text(entry, "source");
    return tag
        + " is there from "
        + from
        + "; only that source takes it away: "
        + switch (from) {
          case "node", "puppet" -> "Puppet's code, or what else speaks for the node";
          case "cert" -> "the node's next certificate";
          default ->
              from.startsWith("rule/")
                  ? "the tag rule " + from.substring("rule/".length())
                  : "kitward tag " + node + " " + tag + "- --source " + from;
        };
  }
}
