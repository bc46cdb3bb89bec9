package io.kitward.server.plan;

import io.kitward.policy.DeclaredService;
import io.kitward.policy.NodeView;
import io.kitward.policy.SourcedTag;
import io.kitward.policy.plan.NodeChange;
import io.kitward.server.desired.NodePins;
import io.kitward.server.desired.Policy;
import io.kitward.server.fleet.Node;
import io.kitward.server.fleet.NodeTable;
import io.kitward.server.fleet.SetTag;
import io.kitward.server.fleet.TagTable;
import io.kitward.server.vouch.DeclarationTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.UUID;
import java.util.function.LongFunction;
import org.jdbi.v3.core.Handle;

/**
 * Every node before and after a change, read page by page in the caller's transaction. Iterated
 * once; not thread-safe.
 */
final class Fleet implements Iterable<NodeChange> {

  private static final int PAGE = 2_000;

  private final Handle handle;
  private final Policy before;
  private final Policy after;
  private final LongFunction<Policy> pinned;
  private final TagEdits edits;
  private final boolean sameAuthority;
  private final Instant now;
  private final Map<UUID, Long> pins;
  private final Map<String, List<TagDelta>> deltas = new HashMap<>();

  /**
   * Makes it.
   *
   * @param pinned the documents of an earlier revision
   * @param sameAuthority whether what the documents say of tags stays the same
   */
  Fleet(
      Handle handle,
      Policy before,
      Policy after,
      LongFunction<Policy> pinned,
      TagEdits edits,
      boolean sameAuthority,
      Instant now) {
    this.handle = handle;
    this.before = before;
    this.after = after;
    this.pinned = pinned;
    this.edits = edits;
    this.sameAuthority = sameAuthority;
    this.now = now;
    this.pins = NodePins.all(handle);
  }

  /** What changes of tags, by certname, on the nodes that were read so far. */
  Map<String, List<TagDelta>> deltas() {
    return deltas;
  }

  @Override
  public Iterator<NodeChange> iterator() {
    return new Iterator<>() {
      private Iterator<NodeChange> page = List.<NodeChange>of().iterator();
      private String last = "";
      private boolean end;

      @Override
      public boolean hasNext() {
        while (!page.hasNext() && !end) {
          List<Node> nodes = NodeTable.page(handle, last, PAGE);
          end = nodes.size() < PAGE;
          last = nodes.isEmpty() ? last : nodes.getLast().certname();
          page = changes(nodes).iterator();
        }
        return page.hasNext();
      }

      @Override
      public NodeChange next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        return page.next();
      }
    };
  }

  private List<NodeChange> changes(List<Node> nodes) {
    Map<UUID, List<SetTag>> tags = TagTable.of(handle, nodes.stream().map(Node::id).toList());
    Map<UUID, List<DeclaredService>> declared =
        DeclarationTable.services(handle, nodes.stream().map(Node::id).toList());
    List<NodeChange> changes = new ArrayList<>();
    for (Node node : nodes) {
      List<SourcedTag> set =
          tags.getOrDefault(node.id(), List.of()).stream().map(SetTag::sourced).toList();
      changes.add(change(node, set, declared.getOrDefault(node.id(), List.of())));
    }
    return changes;
  }

  /** One node before and after. */
  NodeChange change(Node node, List<SourcedTag> set, List<DeclaredService> declared) {
    Long pin = pins.get(node.id());
    Policy start = pin == null ? before : pinned.apply(pin);
    NodeView was = view(start, node, set).declaring(declared);
    List<SourcedTag> edited = edits.after(was, set);
    List<TagDelta> own = TagEdits.between(set, edited);
    if (!own.isEmpty()) {
      deltas.put(node.certname(), own);
    }
    boolean same = own.isEmpty() && pin == null && sameAuthority;
    NodeView becomes = same ? was : view(after, node, edited).declaring(declared);
    return pin == null
        ? new NodeChange(was, becomes)
        : new NodeChange(was, becomes, start.resolution());
  }

  private NodeView view(Policy policy, Node node, List<SourcedTag> set) {
    return policy
        .effective(node.certname(), set, node.facts(), now)
        .view(node.certname(), node.facts());
  }
}
