package io.kitward.server.api.handler;

import io.kitward.selector.Tag;
import io.kitward.server.api.Handler;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.TagSets;
import java.util.SortedSet;

/** Replaces what one source says of a node; twice is as once. Answered when it is durable. */
record ReplaceSourceTags(TagSets tags) implements Handler {

  @Override
  public Response handle(Request request) {
    String source = TagSetBody.source(request);
    SortedSet<Tag> wanted = TagSetBody.read(request);
    Preconditions preconditions = Preconditions.of(request);
    return TagSetBody.answer(
        tags.change(
            request.parameter("certname"),
            source,
            present -> {
              preconditions.check(TagSetBody.etag(present), !present.isEmpty());
              return wanted;
            },
            new Actor(request.principal(), request.requestId())));
  }
}
