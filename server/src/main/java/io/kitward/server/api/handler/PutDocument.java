package io.kitward.server.api.handler;

import io.kitward.server.api.Bodies;
import io.kitward.server.api.Handler;
import io.kitward.server.api.JsonBody;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import io.kitward.server.api.port.DocumentChange.Outcome;
import io.kitward.server.api.port.DocumentSource;
import io.kitward.server.api.port.Documents;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Creates or replaces one document, in YAML or JSON. */
record PutDocument(Documents documents) implements Handler {

  @Override
  public Response handle(Request request) {
    String kind = Kinds.of(request);
    String name = request.parameter("name");
    JsonBody.contentType(request, ApplyDocuments.YAML, ApplyDocuments.OLD_YAML, Bodies.JSON_TYPE);
    var source = new DocumentSource("", JsonBody.text(request.body()));
    Preconditions preconditions = Preconditions.of(request);
    var expectation =
        new Documents.Expectation(
            kind,
            name,
            present -> preconditions.check(ShowDocument.etag(present), present.isPresent()));
    OptionalInt confirm = PlanAnswers.confirm(request);
    var applied =
        ApplyDocuments.applied(
            documents.apply(
                List.of(source),
                expectation,
                confirm,
                PlanAnswers.takeOver(request),
                PlanAnswers.actor(request)),
            confirm);
    var change = applied.changes().getFirst();
    String etag = ShowDocument.etag(documents.find(kind, name, OptionalLong.of(change.revision())));
    return Bodies.json(change.outcome() == Outcome.CREATED ? 201 : 200, change).with("etag", etag);
  }
}
