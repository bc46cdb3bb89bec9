package io.kitward.server.api.handler;

import io.kitward.server.api.Bodies;
import io.kitward.server.api.Handler;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import io.kitward.server.api.port.TagReports;
import java.time.Duration;

/** What a fleet's tags could be cleaned of. */
record ReportTags(TagReports reports) implements Handler {
  private static final Duration USUAL = Duration.ofDays(7);

  @Override
  public Response handle(Request request) {
    return Bodies.ok(reports.report(Queries.duration(request, "silent-for").orElse(USUAL)));
  }
}
