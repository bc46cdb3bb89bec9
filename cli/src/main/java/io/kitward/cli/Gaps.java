package io.kitward.cli;

import java.util.List;
import tools.jackson.databind.JsonNode;

/** The open exceptions about one node. */
final class Gaps {
  private Gaps() {}

  /** Those about a service on the node; about any, and the node itself, when none is named. */
  static List<JsonNode> open(Api api, String node, String service) {
    return api.get("/v1/exceptions?limit=1000&state=open")
        .path("items")
        .valueStream()
        .filter(gap -> Nouns.text(gap, "node").equals(node))
        .filter(gap -> service.isEmpty() || Nouns.text(gap, "service").equals(service))
        .toList();
  }
}
