package io.kitward.server.store;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.config.JdbiConfig;

/**
 * The nodes that a transaction changed, told to whoever follows them once it is committed; of one
 * that is rolled back nothing is told. For followers that look at what is: they may be told too
 * much, and of changes by another server they are not told.
 */
public final class TouchedNodes implements JdbiConfig<TouchedNodes> {

  private Consumer<Set<UUID>> follower = _ -> {};
  private final Set<UUID> nodes = new HashSet<>();

  /** Made by the database library. */
  public TouchedNodes() {}

  void follower(Consumer<Set<UUID>> told) {
    follower = told;
  }

  /** Notes that the transaction of this handle changed a node, its tags or its instances. */
  public static void note(Handle handle, UUID node) {
    note(handle, Set.of(node));
  }

  /** The same of several. */
  public static void note(Handle handle, Collection<UUID> nodes) {
    if (nodes.isEmpty()) {
      return;
    }
    TouchedNodes own = handle.getConfig(TouchedNodes.class);
    boolean first = own.nodes.isEmpty();
    own.nodes.addAll(nodes);
    if (first && handle.isInTransaction()) {
      handle.afterCommit(() -> own.follower.accept(Set.copyOf(own.nodes)));
    }
  }

  @Override
  public TouchedNodes createCopy() {
    var copy = new TouchedNodes();
    copy.follower = follower;
    return copy;
  }
}
