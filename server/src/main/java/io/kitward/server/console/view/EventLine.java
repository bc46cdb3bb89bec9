package io.kitward.server.console.view;

import io.kitward.server.api.port.EventView;
import java.time.Instant;

/** One event as a line of a timeline. */
public record EventLine(
    String id, When when, String node, String service, String kind, String message) {

  public static EventLine of(EventView event, Instant now) {
    return new EventLine(
        "e-" + event.id(),
        When.of(event.at(), now),
        event.node(),
        event.service(),
        event.kind(),
        event.message());
  }

  public String nodeHref() {
    return Names.nodeHref(node);
  }

  public String shortNode() {
    return Names.middle(node);
  }
}
