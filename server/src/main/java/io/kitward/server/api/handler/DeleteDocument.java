package io.kitward.server.api.handler;

import io.kitward.server.api.ApiException;
import io.kitward.server.api.Bodies;
import io.kitward.server.api.ErrorCode;
import io.kitward.server.api.Handler;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import io.kitward.server.api.port.Documents;
import io.kitward.server.api.port.Documents.DeleteOutcome;
import java.util.OptionalInt;

/** Deletes a document that no other document needs. */
record DeleteDocument(Documents documents) implements Handler {

  @Override
  public Response handle(Request request) {
    String kind = Kinds.of(request);
    String name = request.parameter("name");
    Preconditions preconditions = Preconditions.of(request);
    var expectation =
        new Documents.Expectation(
            kind,
            name,
            present -> {
              if (present.isEmpty()) {
                throw ShowDocument.unknown(kind, name);
              }
              preconditions.check(ShowDocument.etag(present), true);
            });
    OptionalInt confirm = PlanAnswers.confirm(request);
    return switch (documents.delete(
        expectation, confirm, PlanAnswers.takeOver(request), PlanAnswers.actor(request))) {
      case DeleteOutcome.Deleted _ -> Bodies.empty(204);
      case DeleteOutcome.Unconfirmed unconfirmed ->
          throw PlanAnswers.unconfirmed(unconfirmed.plan(), confirm);
      case DeleteOutcome.Unknown _ -> throw ShowDocument.unknown(kind, name);
      case DeleteOutcome.Needed needed ->
          throw new ApiException(
              ErrorCode.DOCUMENT_IN_USE,
              ShowDocument.title(kind, name)
                  + " is needed by "
                  + String.join(", ", needed.by())
                  + "; nothing was changed.");
    };
  }
}
