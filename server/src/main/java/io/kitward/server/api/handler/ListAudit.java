package io.kitward.server.api.handler;

import io.kitward.server.api.Bodies;
import io.kitward.server.api.Handler;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import io.kitward.server.api.port.AuditTrail;
import io.kitward.server.audit.AuditFilter;

/** A page of the audit trail, newest first. */
record ListAudit(AuditTrail audit) implements Handler {
  private static final String LIST = "audit";

  @Override
  public Response handle(Request request) {
    int limit = Queries.limit(request);
    var filter =
        new AuditFilter(
            Queries.text(request, "actor").orElse(null),
            Queries.text(request, "object").orElse(null),
            Queries.text(request, "action").orElse(null),
            Queries.moment(request, "from").orElse(null),
            Queries.moment(request, "to").orElse(null));
    var page = audit.before(filter, Cursor.number(request, LIST, Long.MAX_VALUE), limit + 1);
    return Bodies.ok(Page.of(page, limit, line -> Cursor.of(LIST, Long.toString(line.id()))));
  }
}
