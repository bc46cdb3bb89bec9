package io.kitward.server.api.handler;

import io.kitward.selector.Tag;
import io.kitward.server.api.Handler;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.TagLease;
import io.kitward.server.api.port.TagSets;
import java.util.TreeSet;

/** Adds one tag to what a source says of a node; other values of its key stay. */
record AddTag(TagSets tags) implements Handler {

  @Override
  public Response handle(Request request) {
    String source = TagSetBody.source(request);
    Tag tag = TagSetBody.fromPath(request);
    Preconditions preconditions = Preconditions.of(request);
    return TagSetBody.answer(
        tags.change(
            request.parameter("certname"),
            source,
            present -> {
              preconditions.check(TagSetBody.etag(present), !present.isEmpty());
              var more = new TreeSet<>(present);
              more.add(tag);
              if (more.size() > TagSetBody.LIMIT) {
                throw TagSetBody.tooMany(more.size());
              }
              return more;
            },
            Queries.expiry(request, tags.now()).map(at -> new TagLease(tag, at)),
            new Actor(request.principal(), request.requestId())));
  }
}
