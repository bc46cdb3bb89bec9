package io.kitward.cli;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** All nodes that a selector picks, page by page. */
final class SelectedNodes {

  private static final int PAGE = 1_000;

  private SelectedNodes() {}

  /**
   * The nodes as the API has them, by certname.
   *
   * @throws Failure when the selector cannot be read
   */
  static List<JsonNode> of(Api api, String selector) {
    var nodes = new ArrayList<JsonNode>();
    String after = "";
    do {
      JsonNode page =
          api.get(
              "/v1/nodes?limit="
                  + PAGE
                  + "&selector="
                  + Api.escape(selector)
                  + (after.isEmpty() ? "" : "&after=" + Api.escape(after)));
      page.path("items").forEach(nodes::add);
      after = Nouns.text(page, "next");
    } while (!after.isEmpty());
    return nodes;
  }
}
