package io.kitward.server.api.stored;

import io.kitward.policy.DocumentSet;
import io.kitward.protocol.Json;
import io.kitward.server.api.port.Plans.Rewrite;
import io.kitward.server.desired.LivePolicy;
import io.kitward.server.plan.Change;
import io.kitward.server.plan.PlanTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;

/** The documents of a plan, as they were when it was made and as it makes them. */
final class Rewrites {

  private Rewrites() {}

  static List<Rewrite> of(Handle handle, PlanTable.Row plan) {
    DocumentSet before = LivePolicy.documentsAt(handle, plan.baseRevision());
    List<Rewrite> rewrites = new ArrayList<>();
    for (Change.Put put : plan.change().puts()) {
      rewrites.add(
          new Rewrite(
              put.kind(),
              put.name(),
              old(before, put.kind(), put.name()),
              readable(put.content())));
    }
    for (Change.Name gone : plan.change().deletions()) {
      rewrites.add(
          new Rewrite(gone.kind(), gone.name(), old(before, gone.kind(), gone.name()), null));
    }
    return rewrites;
  }

  private static @Nullable Map<String, Object> old(DocumentSet before, String kind, String name) {
    return before
        .find(Change.kind(kind), name)
        .map(document -> readable(document.canonicalJson()))
        .orElse(null);
  }

  private static Map<String, Object> readable(String json) {
    return ReadingOrder.of(
        Json.MAPPER.readValue(json, new TypeReference<Map<String, Object>>() {}));
  }
}
