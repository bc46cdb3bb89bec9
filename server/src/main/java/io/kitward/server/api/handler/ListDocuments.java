package io.kitward.server.api.handler;

import io.kitward.server.api.Bodies;
import io.kitward.server.api.Handler;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import io.kitward.server.api.port.Documents;

/** A page of documents, of one kind or of all, at their latest revisions. */
record ListDocuments(Documents documents) implements Handler {
  private static final String LIST = "documents";

  @Override
  public Response handle(Request request) {
    String kind = request.pathParameters().containsKey("kind") ? Kinds.of(request) : null;
    int limit = Queries.limit(request);
    var after = Cursor.key(request, LIST, 2);
    var page = documents.list(kind, after.get(0), after.get(1), limit + 1);
    return Bodies.ok(Page.of(page, limit, each -> Cursor.of(LIST, each.kind(), each.name())));
  }
}
