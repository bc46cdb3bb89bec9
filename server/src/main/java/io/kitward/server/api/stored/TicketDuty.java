package io.kitward.server.api.stored;

import io.kitward.policy.NodeView;
import io.kitward.selector.Facts;
import io.kitward.selector.GroupExpansionException;
import io.kitward.selector.Selector;
import io.kitward.selector.Subject;
import io.kitward.selector.Tag;
import io.kitward.selector.Tags;
import io.kitward.server.api.ApiException;
import io.kitward.server.api.ErrorCode;
import io.kitward.server.desired.EffectiveNodes;
import io.kitward.server.desired.Policy;
import io.kitward.server.fleet.Node;
import io.kitward.server.fleet.NodeTable;
import io.kitward.server.plan.PlannedNode;
import io.kitward.server.plan.TagDelta;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Refuses a change without a ticket where one is needed. Runs in the caller's transaction. */
final class TicketDuty {

  private static final int TOGETHER = 500;

  private final Handle handle;
  private final Policy policy;
  private final Selector selector;

  /**
   * The duty.
   *
   * @param selector the nodes that may only be changed with a ticket
   */
  TicketDuty(Handle handle, Policy policy, Selector selector) {
    this.handle = handle;
    this.policy = policy;
    this.selector = selector;
  }

  /**
   * Looks whether a change touches such a node, by its tags of before or of after the change.
   *
   * @throws ApiException when it does
   */
  void check(List<PlannedNode> nodes, Instant now) {
    Selector expanded;
    try {
      expanded = selector.expand(policy.resolution().documents().groups());
    } catch (GroupExpansionException e) {
      throw new ApiException(
          ErrorCode.CHANGE_NEEDED,
          "Whether this may be done without a change's ticket can't be told, as the selector of"
              + " changes.required can't be read now: "
              + e.getMessage()
              + ".");
    }
    for (int from = 0; from < nodes.size(); from += TOGETHER) {
      check(nodes.subList(from, Math.min(from + TOGETHER, nodes.size())), expanded, now);
    }
  }

  private void check(List<PlannedNode> nodes, Selector expanded, Instant now) {
    List<UUID> ids = NodeTable.ids(handle, nodes.stream().map(PlannedNode::node).toList());
    List<Node> found = NodeTable.find(handle, ids);
    Map<UUID, NodeView> views = EffectiveNodes.views(handle, found, policy, now);
    for (PlannedNode planned : nodes) {
      found.stream()
          .filter(node -> node.certname().equals(planned.node()))
          .map(node -> views.get(node.id()))
          .filter(
              view ->
                  view != null
                      && (expanded.matches(view.subject())
                          || expanded.matches(after(view, planned))))
          .findFirst()
          .ifPresent(
              view -> {
                throw new ApiException(
                    ErrorCode.CHANGE_NEEDED,
                    "This changes "
                        + view.certname()
                        + ", which “"
                        + selector
                        + "” picks: there it needs the ticket of a change.");
              });
    }
  }

  private static Subject after(NodeView view, PlannedNode planned) {
    var tags = new LinkedHashSet<>(view.effectiveTags().toList());
    for (TagDelta delta : planned.tags()) {
      delta.removed().forEach(tag -> tags.remove(Tag.parse(tag)));
      delta.added().forEach(tag -> tags.add(Tag.parse(tag)));
    }
    return Subject.of(view.certname(), Tags.of(tags), Facts.of(view.facts()));
  }
}
