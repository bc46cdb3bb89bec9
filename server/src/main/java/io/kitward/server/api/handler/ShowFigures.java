package io.kitward.server.api.handler;

import io.kitward.selector.Attribute;
import io.kitward.server.api.Bodies;
import io.kitward.server.api.Handler;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import io.kitward.server.api.port.Census;
import java.util.Arrays;
import java.util.List;

/** The figures of the nodes that a selector picks, without listing them. */
record ShowFigures(Census census) implements Handler {
  private static final int KEYS = 10;

  @Override
  public Response handle(Request request) {
    var selector = Queries.selector(request).orElse(null);
    List<String> keys =
        Queries.text(request, "keys")
            .map(text -> Arrays.stream(text.split(",", -1)).map(ShowFigures::key).toList())
            .orElse(List.of());
    if (keys.size() > KEYS) {
      throw Queries.invalid("keys", "names more than " + KEYS + " keys");
    }
    return Bodies.ok(Queries.selecting(() -> census.figures(selector, keys)));
  }

  private static String key(String text) {
    try {
      return Attribute.tag(text).name();
    } catch (IllegalArgumentException e) {
      throw Queries.invalid("keys", "has something that is no tag key: " + e.getMessage());
    }
  }
}
