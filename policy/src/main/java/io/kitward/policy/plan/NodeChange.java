package io.kitward.policy.plan;

import io.kitward.policy.NodeView;
import io.kitward.policy.Resolution;
import org.jspecify.annotations.Nullable;

/**
 * One node before and after; the very same view, or an equal one, when nothing of the node changes.
 *
 * @param before null for a node that is new
 * @param after null for a node that leaves the fleet
 * @param followed the documents that the node follows before, where they are others than those that
 *     the plan starts from; null for these
 */
public record NodeChange(
    @Nullable NodeView before, @Nullable NodeView after, @Nullable Resolution followed) {
  public NodeChange {
    if (before == null && after == null) {
      throw new IllegalArgumentException("a node is there before or after");
    }
    if (before != null && after != null && !before.certname().equals(after.certname())) {
      throw new IllegalArgumentException(
          before.certname() + " and " + after.certname() + " are two nodes");
    }
  }

  /** A node that follows the documents that the plan starts from. */
  public NodeChange(@Nullable NodeView before, @Nullable NodeView after) {
    this(before, after, null);
  }

  /** A node of which only what the documents say may change. */
  public static NodeChange same(NodeView node) {
    return new NodeChange(node, node);
  }

  public String certname() {
    return after != null ? after.certname() : before != null ? before.certname() : "";
  }

  boolean sameNode() {
    return followed == null && before != null && before.equals(after);
  }
}
