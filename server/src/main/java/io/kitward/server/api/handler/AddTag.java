package io.kitward.server.api.handler;

import io.kitward.server.api.Handler;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import io.kitward.server.api.port.TagSets;
import java.util.List;
import java.util.TreeSet;

/** Adds one tag to what a source says of a node; other values of its key stay. */
record AddTag(TagSets tags) implements Handler {

  @Override
  public Response handle(Request request) {
    return AddTags.add(tags, request, new TreeSet<>(List.of(TagSetBody.fromPath(request))));
  }
}
