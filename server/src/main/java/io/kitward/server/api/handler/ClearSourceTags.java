package io.kitward.server.api.handler;

import io.kitward.server.api.Bodies;
import io.kitward.server.api.Door;
import io.kitward.server.api.Handler;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.TagSets;
import java.util.TreeSet;

/** Takes back everything that one source said of a node; other sources keep theirs. */
record ClearSourceTags(TagSets tags) implements Handler {

  @Override
  public Response handle(Request request) {
    String certname = request.parameter("certname");
    String source = TagSetBody.source(request);
    Preconditions preconditions = Preconditions.of(request);
    if (tags.of(certname, source).isEmpty()) {
      if (request.door() == Door.PEOPLE) {
        throw ShowNode.unknown(certname);
      }
      return Bodies.empty(204);
    }
    tags.change(
        certname,
        source,
        present -> {
          preconditions.check(TagSetBody.etag(present), !present.isEmpty());
          return new TreeSet<>();
        },
        new Actor(request.principal(), request.requestId()));
    return Bodies.empty(204);
  }
}
