package io.kitward.server.api.handler;

import io.kitward.server.api.ApiException;
import io.kitward.server.api.Bodies;
import io.kitward.server.api.Door;
import io.kitward.server.api.ErrorCode;
import io.kitward.server.api.Handler;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import io.kitward.server.api.port.EventFeed;
import io.kitward.server.api.port.EventFilter;
import io.kitward.server.api.port.Nodes;
import java.util.Locale;
import java.util.Map;

/**
 * Events, newest first and by pages; or as an endless stream, oldest first, for who accepts {@code
 * text/event-stream} at the people's door.
 */
record ListEvents(EventFeed events, Nodes nodes) implements Handler {
  private static final String LIST = "events";
  private static final String STREAM = "text/event-stream";

  @Override
  public Response handle(Request request) {
    String certname = request.pathParameters().get("certname");
    int limit = Queries.limit(request);
    long before = Cursor.number(request, LIST, Long.MAX_VALUE);
    var filter = new EventFilter(certname, Queries.text(request, "service").orElse(null));
    if (certname != null && nodes.find(certname).isEmpty()) {
      throw ShowNode.unknown(certname);
    }
    if (request.door() == Door.PEOPLE && accepts(request)) {
      return new Response.Events(
          events,
          filter,
          lastEventId(request),
          Map.of("content-type", STREAM, "cache-control", "no-store"));
    }
    var page = events.before(filter, before, limit + 1);
    return Bodies.ok(Page.of(page, limit, event -> Cursor.of(LIST, Long.toString(event.id()))));
  }

  private static boolean accepts(Request request) {
    return request.header("accept").orElse("").toLowerCase(Locale.ROOT).contains(STREAM);
  }

  private long lastEventId(Request request) {
    var header = request.header("last-event-id");
    if (header.isEmpty() || header.get().isEmpty()) {
      return events.latest();
    }
    try {
      long id = Long.parseLong(header.get());
      if (id >= 0) {
        return id;
      }
    } catch (NumberFormatException _) {
      // said below
    }
    throw new ApiException(
        ErrorCode.HEADER_INVALID, "The header Last-Event-ID must be the id of an event.");
  }
}
