package io.kitward.server.desired;

import io.kitward.policy.NodeView;
import io.kitward.policy.tags.EffectiveTags;
import io.kitward.server.fleet.Node;
import io.kitward.server.fleet.SetTag;
import io.kitward.server.fleet.TagTable;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * Nodes as selectors see them: with the tags that count now, what rules derive among them. Runs in
 * the caller's transaction.
 */
public final class EffectiveNodes {

  private EffectiveNodes() {}

  /** What counts on each of these nodes, in one query. */
  public static Map<UUID, EffectiveTags> tags(
      Handle handle, Collection<Node> nodes, Policy policy, Instant now) {
    Map<UUID, List<SetTag>> set = TagTable.of(handle, nodes.stream().map(Node::id).toList());
    Map<UUID, EffectiveTags> tags = new HashMap<>();
    for (Node node : nodes) {
      tags.put(
          node.id(),
          policy.effective(
              node.certname(),
              set.getOrDefault(node.id(), List.of()).stream().map(SetTag::sourced).toList(),
              node.facts(),
              now));
    }
    return tags;
  }

  /** The nodes as resolution sees them, in one query. */
  public static Map<UUID, NodeView> views(
      Handle handle, Collection<Node> nodes, Policy policy, Instant now) {
    Map<UUID, EffectiveTags> tags = tags(handle, nodes, policy, now);
    Map<UUID, NodeView> views = new HashMap<>();
    for (Node node : nodes) {
      EffectiveTags own = tags.get(node.id());
      if (own != null) {
        views.put(node.id(), own.view(node.certname(), node.facts()));
      }
    }
    return views;
  }
}
