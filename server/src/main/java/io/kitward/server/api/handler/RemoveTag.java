package io.kitward.server.api.handler;

import io.kitward.selector.Tag;
import io.kitward.server.api.Door;
import io.kitward.server.api.Handler;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.TagSets;
import java.util.TreeSet;

/** Takes one tag back that a source set; a tag that is not there is no error. */
record RemoveTag(TagSets tags) implements Handler {

  @Override
  public Response handle(Request request) {
    String certname = request.parameter("certname");
    String source = TagSetBody.source(request);
    Tag tag = TagSetBody.fromPath(request);
    Preconditions preconditions = Preconditions.of(request);
    if (tags.of(certname, source).isEmpty()) {
      if (request.door() == Door.PEOPLE) {
        throw ShowNode.unknown(certname);
      }
      return TagSetBody.answer(new TreeSet<>());
    }
    return TagSetBody.answer(
        tags.change(
            certname,
            source,
            present -> {
              preconditions.check(TagSetBody.etag(present), !present.isEmpty());
              var rest = new TreeSet<>(present);
              rest.remove(tag);
              return rest;
            },
            new Actor(request.principal(), request.requestId())));
  }
}
