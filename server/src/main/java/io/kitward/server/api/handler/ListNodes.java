package io.kitward.server.api.handler;

import io.kitward.server.api.Bodies;
import io.kitward.server.api.Handler;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import io.kitward.server.api.port.Nodes;

/** A page of nodes, by certname. */
record ListNodes(Nodes nodes) implements Handler {
  private static final String LIST = "nodes";

  @Override
  public Response handle(Request request) {
    int limit = Queries.limit(request);
    String after = Cursor.key(request, LIST, 1).getFirst();
    var selector = Queries.selector(request).orElse(null);
    var page = Queries.selecting(() -> nodes.page(selector, after, limit + 1));
    return Bodies.ok(Page.of(page, limit, node -> Cursor.of(LIST, node.certname())));
  }
}
