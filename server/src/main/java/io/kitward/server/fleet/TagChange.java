package io.kitward.server.fleet;

import io.kitward.selector.Tag;
import java.util.SortedSet;

/**
 * What replacing a source's tags did.
 *
 * @param after the source's tags now
 */
public record TagChange(SortedSet<Tag> added, SortedSet<Tag> removed, TagSet after) {

  /** Whether anything is different now; if not, no row was written. */
  public boolean changed() {
    return !added.isEmpty() || !removed.isEmpty();
  }
}
