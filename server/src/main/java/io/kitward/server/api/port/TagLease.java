package io.kitward.server.api.port;

import io.kitward.selector.Tag;
import java.time.Instant;
import java.util.NavigableSet;
import java.util.TreeSet;

/** Tags that end by themselves: from that instant on they no longer count. */
public record TagLease(NavigableSet<Tag> tags, Instant expires) {
  public TagLease {
    tags = new TreeSet<>(tags);
  }
}
