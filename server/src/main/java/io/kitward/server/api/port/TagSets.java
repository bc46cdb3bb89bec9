package io.kitward.server.api.port;

import io.kitward.selector.Tag;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.UnaryOperator;

/** What each source says of a node. */
public interface TagSets {

  /** The time by which tags end. */
  Instant now();

  /** All sources' tags of a node, sorted by source, then tag; empty when the node is unknown. */
  Optional<List<TagEntry>> all(String certname);

  /** One source's tags; empty when the node is unknown, an empty set when the source set none. */
  Optional<SortedSet<Tag>> of(String certname, String source);

  /**
   * What one source says of each node behind a name, by name; nodes that it says nothing of are
   * among them.
   */
  List<SourceSaying> everywhere(String source, String after, int limit);

  /** What one source says of a node, its tags sorted, as {@code key} or {@code key=value}. */
  record SourceSaying(String certname, List<String> tags) {}

  /**
   * Replaces one source's tags by what {@code decide} makes of them, in one transaction that is
   * durable when this returns. A node that nobody knows yet is made, so that tags may come before
   * its connector. When nothing changes, nothing is written.
   *
   * @param decide a pure function of the present tags, called again when the transaction is
   *     repeated; what it throws ends the transaction and comes out unchanged
   * @return the tags as they are now
   */
  default SortedSet<Tag> change(
      String certname, String source, UnaryOperator<SortedSet<Tag>> decide, Actor actor) {
    return change(certname, source, decide, Optional.empty(), actor);
  }

  /**
   * The same, and some of the tags that are there then end by themselves; those that are there
   * already end at the new time.
   */
  SortedSet<Tag> change(
      String certname,
      String source,
      UnaryOperator<SortedSet<Tag>> decide,
      Optional<TagLease> lease,
      Actor actor);
}
