package io.kitward.server.api.handler;

import io.kitward.selector.Tag;
import io.kitward.server.api.Bodies;
import io.kitward.server.api.Door;
import io.kitward.server.api.Handler;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import io.kitward.server.api.port.TagSets;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What one source says of a node. A node that was never seen before finds its own set empty, so
 * that its first request is a plain read.
 */
record ShowSourceTags(TagSets tags) implements Handler {

  @Override
  public Response handle(Request request) {
    String certname = request.parameter("certname");
    var found = tags.of(certname, TagSetBody.source(request));
    if (found.isEmpty() && request.door() == Door.PEOPLE) {
      throw ShowNode.unknown(certname);
    }
    SortedSet<Tag> set = found.orElseGet(TreeSet::new);
    String etag = TagSetBody.etag(set);
    return Preconditions.of(request).notModified(etag)
        ? Bodies.empty(304).with("etag", etag)
        : TagSetBody.answer(set);
  }
}
