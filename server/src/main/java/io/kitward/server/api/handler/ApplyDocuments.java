package io.kitward.server.api.handler;

import io.kitward.server.api.ApiException;
import io.kitward.server.api.Bodies;
import io.kitward.server.api.ErrorCode;
import io.kitward.server.api.Handler;
import io.kitward.server.api.JsonBody;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import io.kitward.server.api.port.ApplyOutcome;
import io.kitward.server.api.port.ApplyOutcome.Applied;
import io.kitward.server.api.port.DocumentChange;
import io.kitward.server.api.port.DocumentFault;
import io.kitward.server.api.port.DocumentSource;
import io.kitward.server.api.port.Documents;
import io.kitward.server.plan.Summary;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import tools.jackson.databind.JsonNode;

/** Applies many documents together: all of them, or none. */
record ApplyDocuments(Documents documents) implements Handler {
  static final String YAML = "application/yaml";

  /** What clients sent before RFC 9512. */
  static final String OLD_YAML = "application/x-yaml";

  /** What was applied, and what is probably not meant. */
  private record Answer(List<DocumentChange> items, List<Summary.Caution> warnings) {}

  @Override
  public Response handle(Request request) {
    String type = JsonBody.contentType(request, YAML, OLD_YAML, Bodies.JSON_TYPE);
    List<DocumentSource> sources =
        type.equals(Bodies.JSON_TYPE)
            ? elements(request)
            : List.of(new DocumentSource("", JsonBody.text(request.body())));
    var outcome =
        documents.apply(
            sources,
            null,
            PlanAnswers.confirm(request),
            PlanAnswers.takeOver(request),
            PlanAnswers.actor(request));
    Applied applied = applied(outcome, PlanAnswers.confirm(request));
    return Bodies.ok(new Answer(applied.changes(), applied.warnings()));
  }

  private static List<DocumentSource> elements(Request request) {
    JsonNode list = JsonBody.read(request, JsonNode.class);
    if (!list.isArray()) {
      throw new ApiException(ErrorCode.FIELD_INVALID, "JSON must be a list of documents here.")
          .pointer("");
    }
    var sources = new ArrayList<DocumentSource>();
    for (JsonNode each : list) {
      sources.add(
          new DocumentSource(
              "/" + sources.size(), new String(Bodies.write(each), StandardCharsets.UTF_8)));
    }
    return sources;
  }

  /** A fault in one line, with the place in the document. */
  private static String sentence(DocumentFault fault) {
    String first = fault.detail().lines().findFirst().orElse("");
    return fault.pointer().isEmpty() ? first : fault.pointer() + ": " + first;
  }

  /** What was applied; a refusal becomes a problem that lists each place. */
  static Applied applied(ApplyOutcome outcome, OptionalInt confirm) {
    return switch (outcome) {
      case Applied applied -> applied;
      case ApplyOutcome.Unconfirmed unconfirmed ->
          throw PlanAnswers.unconfirmed(unconfirmed.plan(), confirm);
      case ApplyOutcome.NotPermitted(String reason) ->
          throw new ApiException(ErrorCode.DOCUMENT_PRIVILEGED, reason);
      case ApplyOutcome.Refused refused -> throw invalid(refused.faults());
    };
  }

  static ApiException invalid(List<DocumentFault> faults) {
    return new ApiException(
            ErrorCode.DOCUMENTS_INVALID,
            faults.size() == 1
                ? sentence(faults.getFirst())
                : faults.size() + " places are wrong; nothing was changed.")
        .faults(faults);
  }
}
