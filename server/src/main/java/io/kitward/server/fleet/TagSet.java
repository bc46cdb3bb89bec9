package io.kitward.server.fleet;

import io.kitward.selector.Tag;
import java.util.SortedSet;

/**
 * The tags that one source attached to one node.
 *
 * @param revision 0 when the source never set any
 */
public record TagSet(Source source, SortedSet<Tag> tags, long revision) {

  /** The revision as an entity tag of HTTP. */
  public String entityTag() {
    return "\"" + revision + "\"";
  }
}
