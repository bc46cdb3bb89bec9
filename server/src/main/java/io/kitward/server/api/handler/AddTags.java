package io.kitward.server.api.handler;

import io.kitward.selector.Tag;
import io.kitward.server.api.Handler;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.TagLease;
import io.kitward.server.api.port.TagSets;
import java.util.NavigableSet;
import java.util.TreeSet;

/** Adds tags to what a source says of a node, all or none of them; what it said before stays. */
record AddTags(TagSets tags) implements Handler {

  @Override
  public Response handle(Request request) {
    return add(tags, request, new TreeSet<>(TagSetBody.read(request)));
  }

  static Response add(TagSets tags, Request request, NavigableSet<Tag> added) {
    String source = TagSetBody.source(request);
    Preconditions preconditions = Preconditions.of(request);
    return TagSetBody.answer(
        tags.change(
            request.parameter("certname"),
            source,
            present -> {
              preconditions.check(TagSetBody.etag(present), !present.isEmpty());
              var more = new TreeSet<>(present);
              more.addAll(added);
              if (more.size() > TagSetBody.LIMIT) {
                throw TagSetBody.tooMany(more.size());
              }
              return more;
            },
            Queries.expiry(request, tags.now()).map(at -> new TagLease(added, at)),
            new Actor(request.principal(), request.requestId())));
  }
}
