package io.kitward.server.plan;

import java.util.List;

/** What changes of one source's tags on a node; each tag as {@code key} or {@code key=value}. */
public record TagDelta(String source, List<String> added, List<String> removed) {
  public TagDelta {
    added = List.copyOf(added);
    removed = List.copyOf(removed);
  }
}
