package io.kitward.server.api.handler;

import io.kitward.server.api.ApiException;
import io.kitward.server.api.Bodies;
import io.kitward.server.api.ErrorCode;
import io.kitward.server.api.Handler;
import io.kitward.server.api.JsonBody;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import io.kitward.server.api.port.DocumentView;
import io.kitward.server.api.port.Documents;
import java.util.Optional;

/** One document at its latest revision, or at the one that is asked for. */
record ShowDocument(Documents documents) implements Handler {

  @Override
  public Response handle(Request request) {
    String kind = Kinds.of(request);
    String name = request.parameter("name");
    var revision = Queries.number(request, "revision", 1, Long.MAX_VALUE);
    var found = documents.find(kind, name, revision);
    if (found.isEmpty()) {
      throw revision.isPresent()
          ? new ApiException(
              ErrorCode.DOCUMENT_UNKNOWN,
              "There is no revision " + revision.getAsLong() + " of " + title(kind, name) + ".")
          : unknown(kind, name);
    }
    String etag = etag(found);
    return Preconditions.of(request).notModified(etag)
        ? Bodies.empty(304).with("etag", etag)
        : Bodies.ok(found.get()).with("etag", etag);
  }

  static String title(String kind, String name) {
    return kind + "/" + JsonBody.printable(name);
  }

  static ApiException unknown(String kind, String name) {
    return new ApiException(
        ErrorCode.DOCUMENT_UNKNOWN, "There is no document " + title(kind, name) + ".");
  }

  /** The ETag of a document, also of one that is not there. */
  static String etag(Optional<DocumentView> document) {
    return document
        .map(found -> "\"" + found.revision() + "-" + found.hash() + "\"")
        .orElse("\"none\"");
  }
}
