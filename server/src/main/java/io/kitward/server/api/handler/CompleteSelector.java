package io.kitward.server.api.handler;

import io.kitward.selector.Selector;
import io.kitward.server.api.Bodies;
import io.kitward.server.api.Handler;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import io.kitward.server.api.port.Census;

/** What could stand at the caret of a selector that somebody writes. */
record CompleteSelector(Census census) implements Handler {

  @Override
  public Response handle(Request request) {
    String text = Queries.text(request, "text").orElse("");
    if (text.length() > Selector.TEXT_LIMIT) {
      throw Queries.invalid("text", "is longer than a selector may be");
    }
    long caret = Queries.number(request, "caret", 0, Selector.TEXT_LIMIT).orElse(text.length());
    return Bodies.ok(census.complete(text, (int) Math.min(caret, text.length())));
  }
}
