package io.kitward.server.api.handler;

import io.kitward.server.api.Bodies;
import io.kitward.server.api.Door;
import io.kitward.server.api.Handler;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import io.kitward.server.api.port.TagSets;
import java.util.List;

/** All tags of a node, with who set each and when. */
record ListNodeTags(TagSets tags) implements Handler {

  @Override
  public Response handle(Request request) {
    String certname = request.parameter("certname");
    var entries = tags.all(certname);
    if (entries.isEmpty() && request.door() == Door.PEOPLE) {
      throw ShowNode.unknown(certname);
    }
    return Bodies.ok(Page.whole(entries.orElse(List.of())));
  }
}
