package io.kitward.server.api.handler;

import io.kitward.server.api.ApiException;
import io.kitward.server.api.Bodies;
import io.kitward.server.api.ErrorCode;
import io.kitward.server.api.Handler;
import io.kitward.server.api.JsonBody;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import io.kitward.server.api.port.ExplanationView;
import io.kitward.server.api.port.ExplanationView.Leaf;
import io.kitward.server.api.port.Explanations;
import io.kitward.server.api.port.WouldGetView;
import java.util.List;
import java.util.Optional;

/** Why a service is on a node or not, or what would bring it there. */
record ExplainNode(Explanations explanations) implements Handler {
  private static final String VERSIONS = "versions.";

  @Override
  public Response handle(Request request) {
    String certname = request.parameter("certname");
    Optional<String> service = Queries.text(request, "service");
    Optional<String> wouldGet = Queries.text(request, "would-get");
    Optional<String> leaf = Queries.text(request, "leaf");
    if (service.isPresent() == wouldGet.isPresent() || (wouldGet.isPresent() && leaf.isPresent())) {
      throw new ApiException(
          ErrorCode.QUERY_INVALID,
          "Ask either for a service, with a leaf or without, or for would-get.");
    }
    if (wouldGet.isPresent()) {
      WouldGetView ways =
          explanations
              .wouldGet(certname, wouldGet.get())
              .orElseThrow(() -> ShowNode.unknown(certname));
      if (!ways.already() && ways.ways().isEmpty() && ways.inTheWay().isEmpty()) {
        refuseUnknown(certname, wouldGet.get());
      }
      return Bodies.ok(ways);
    }
    ExplanationView all =
        explanations
            .explain(certname, service.orElseThrow())
            .orElseThrow(() -> ShowNode.unknown(certname));
    if (all.reasons().isEmpty()) {
      refuseUnknown(certname, all.service());
    }
    return Bodies.ok(leaf.isPresent() ? only(all, leaf.get()) : all);
  }

  /** That nothing asks for a service is an answer only where there is such a service. */
  private void refuseUnknown(String certname, String service) {
    if (!explanations.describes(certname, service)) {
      throw new ApiException(
              ErrorCode.DOCUMENT_UNKNOWN,
              "There is no service “"
                  + JsonBody.printable(service)
                  + "”: no document describes it.")
          .next("List them: kitward get services.");
    }
  }

  private static ExplanationView only(ExplanationView all, String name) {
    boolean version = name.startsWith(VERSIONS);
    String wanted = version ? name.substring(VERSIONS.length()) : name;
    List<Leaf> found =
        (version ? all.versions() : all.parameters())
            .stream().filter(leaf -> leaf.name().equals(wanted)).toList();
    if (found.isEmpty()) {
      throw Queries.invalid(
          "leaf",
          "names nothing that "
              + JsonBody.printable(all.service())
              + " has here; it has "
              + String.join(", ", all.parameters().stream().map(Leaf::name).toList()));
    }
    return new ExplanationView(
        all.node(),
        all.service(),
        all.state(),
        all.reasons(),
        version ? List.of() : found,
        version ? found : List.of(),
        all.conflicts(),
        all.changesAt(),
        all.changesTo(),
        all.changesWith(),
        all.leftBy(),
        all.waiting());
  }
}
