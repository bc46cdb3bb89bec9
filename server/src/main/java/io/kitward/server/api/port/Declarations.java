package io.kitward.server.api.port;

import io.kitward.selector.Tag;
import io.kitward.server.access.Principal.NodePrincipal;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.function.Consumer;

/** What Puppet's catalogs declare on nodes, carried here by the nodes. */
public interface Declarations {

  /**
   * What is there of it now.
   *
   * @param tags attached now, of those that were declared
   * @param renewFrom Unix time: proofs of catalogs compiled from then on are welcome though nothing
   *     else changed; empty: none are
   * @param notice for the run's log; empty for none
   * @param entityTag of this state
   */
  record View(
      SortedSet<Tag> tags,
      SortedMap<String, SortedMap<String, Object>> services,
      String environment,
      Optional<Long> renewFrom,
      String notice,
      String entityTag) {}

  /** Something declared, with the signed token that proves it; without one it is empty. */
  record Item<T>(T what, String proof) {}

  /**
   * A declaration as the node sends it.
   *
   * @param proof of the catalog as a whole; empty for none
   */
  record Sent(
      String environment, String proof, List<Item<Tag>> tags, List<Item<String>> services) {}

  /** What became of a declaration. */
  sealed interface Outcome {
    /** It is durable. */
    record Kept(View view) implements Outcome {}

    /** It is not believed, and nothing was changed. */
    record Refused(String why) implements Outcome {}
  }

  /** What a node's Puppet declared last. Reads, and writes nothing. */
  View of(NodePrincipal node);

  /**
   * Makes this what the node's Puppet declares: what it no longer declares goes, and other sources'
   * tags stay. Durable when it returns; when nothing changes, nothing is written.
   *
   * @param precondition told the entity tag of what is there; what it throws ends it
   */
  Outcome declare(NodePrincipal node, Sent sent, Consumer<String> precondition, Actor actor);
}
