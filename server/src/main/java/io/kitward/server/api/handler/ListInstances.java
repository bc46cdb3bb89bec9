package io.kitward.server.api.handler;

import io.kitward.server.api.Bodies;
import io.kitward.server.api.Handler;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import io.kitward.server.api.port.History;
import io.kitward.server.api.port.InstanceFilter;
import io.kitward.server.api.port.Instances;
import io.kitward.server.api.port.Nodes;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/** A page of instances, of one node or of all, as they are or as they were. */
record ListInstances(Instances instances, Nodes nodes, History history, Clock clock)
    implements Handler {
  private static final String LIST = "instances";

  @Override
  public Response handle(Request request) {
    String certname = request.pathParameters().get("certname");
    int limit = Queries.limit(request);
    var after = Cursor.key(request, LIST, 2);
    var filter =
        new InstanceFilter(
            certname,
            Queries.text(request, "service").orElse(null),
            Queries.phase(request).orElse(null),
            Queries.selector(request).orElse(null));
    if (certname != null && nodes.find(certname).isEmpty()) {
      throw ShowNode.unknown(certname);
    }
    Optional<Instant> at = Queries.moment(request, "at");
    at.ifPresent(this::check);
    var page =
        Queries.selecting(
            () ->
                at.isPresent()
                    ? history.instances(filter, at.get(), after.get(0), after.get(1), limit + 1)
                    : instances.page(filter, after.get(0), after.get(1), limit + 1));
    return Bodies.ok(Page.of(page, limit, each -> Cursor.of(LIST, each.node(), each.service())));
  }

  private void check(Instant at) {
    if (at.isAfter(clock.instant())) {
      throw Queries.invalid("at", "lies ahead");
    }
    Instant begin = history.begin();
    if (at.isBefore(begin)) {
      throw Queries.invalid("at", "lies before what is known, which begins at " + begin);
    }
  }
}
