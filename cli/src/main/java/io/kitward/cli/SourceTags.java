package io.kitward.cli;

import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** What one source says of every node, as the server has it now. */
final class SourceTags {

  private SourceTags() {}

  /** All of it, page by page; a node that the source says nothing of is there without tags. */
  static SortedMap<String, SortedSet<String>> read(Api api, String source) {
    SortedMap<String, SortedSet<String>> said = new TreeMap<>();
    String after = "";
    do {
      JsonNode page =
          api.get(
              "/v1/sources/"
                  + source
                  + "?limit=1000"
                  + (after.isEmpty() ? "" : "&after=" + Api.escape(after)));
      for (JsonNode node : page.path("items")) {
        var tags = new TreeSet<String>();
        node.path("tags").forEach(tag -> tags.add(tag.asString()));
        said.put(Nouns.text(node, "certname"), tags);
      }
      after = Nouns.text(page, "next");
    } while (!after.isEmpty());
    return said;
  }
}
