package io.kitward.server.console.view;

import io.kitward.server.api.port.NodeView;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One node as a row of a list.
 *
 * @param count how many instances share the node's most troubled phase; empty when it has none
 * @param tags the first few tags
 * @param more how many tags are not among them
 * @param lastSeen null while its connector never spoke
 * @param markable whether it stands in a list whose rows can be marked
 */
public record NodeRow(
    String id,
    String certname,
    PhaseMark phase,
    String count,
    Strip strip,
    List<String> tags,
    int more,
    @Nullable When lastSeen,
    boolean connected,
    boolean simulated,
    boolean empty,
    boolean markable) {
  private static final int TAGS = 3;

  public static NodeRow of(NodeView node, Instant now) {
    int inPhase = node.phases().getOrDefault(node.phase(), 0);
    List<String> tags = node.tags().stream().limit(TAGS).toList();
    boolean empty = node.phases().values().stream().allMatch(count -> count == 0);
    return new NodeRow(
        Names.id("n", node.certname()),
        node.certname(),
        new PhaseMark(node.phase()),
        inPhase > 0 && new PhaseMark(node.phase()).needsSomebody() ? String.valueOf(inPhase) : "",
        Strip.of(node.phases()),
        tags,
        node.tags().size() - tags.size(),
        node.lastSeen() == null ? null : When.of(node.lastSeen(), now),
        node.connected(),
        node.simulated(),
        empty,
        false);
  }

  /** The same in a list whose rows can be marked. */
  public NodeRow inMarkableList() {
    return new NodeRow(
        id, certname, phase, count, strip, tags, more, lastSeen, connected, simulated, empty, true);
  }

  public String href() {
    return Names.nodeHref(certname);
  }

  public String shortName() {
    return Names.middle(certname);
  }
}
