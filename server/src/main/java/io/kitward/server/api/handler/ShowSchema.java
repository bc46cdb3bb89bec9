package io.kitward.server.api.handler;

import io.kitward.server.api.ApiException;
import io.kitward.server.api.Bodies;
import io.kitward.server.api.ErrorCode;
import io.kitward.server.api.Handler;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import io.kitward.server.api.port.Documents;

/** The JSON Schema of a kind of document, so that editors can complete it. */
record ShowSchema(Documents documents) implements Handler {

  @Override
  public Response handle(Request request) {
    String kind = Kinds.of(request);
    return Bodies.text(
        "application/schema+json",
        documents
            .schema(kind)
            .orElseThrow(
                () ->
                    new ApiException(
                        ErrorCode.KIND_UNKNOWN, "There is no schema of " + kind + ".")));
  }
}
