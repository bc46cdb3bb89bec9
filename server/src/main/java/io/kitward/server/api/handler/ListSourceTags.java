package io.kitward.server.api.handler;

import io.kitward.server.api.Bodies;
import io.kitward.server.api.Handler;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import io.kitward.server.api.port.TagSets;

/** A page of what one source says of every node, those that it says nothing of included. */
record ListSourceTags(TagSets tags) implements Handler {
  private static final String LIST = "source-tags";

  @Override
  public Response handle(Request request) {
    String source = TagSetBody.source(request);
    int limit = Queries.limit(request);
    String after = Cursor.key(request, LIST, 1).getFirst();
    var page = tags.everywhere(source, after, limit + 1);
    return Bodies.ok(Page.of(page, limit, said -> Cursor.of(LIST, said.certname())));
  }
}
