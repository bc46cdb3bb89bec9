package io.kitward.server.console.page;

import io.kitward.selector.GroupExpansionException;
import io.kitward.server.access.Action;
import io.kitward.server.access.Target;
import io.kitward.server.api.port.NodeView;
import io.kitward.server.api.port.Nodes;
import io.kitward.server.console.view.NodeRow;
import java.util.List;
import java.util.Map;

/** The nodes that a selector picks, a hundred at a time. */
public final class NodesPage implements Page {
  private final Nodes nodes;
  private final Gate gate;

  public NodesPage(Nodes nodes, Gate gate) {
    this.nodes = nodes;
    this.gate = gate;
  }

  /**
   * What the template shows.
   *
   * @param firstUse whether there is no node at all
   */
  public record View(SelectorField field, List<NodeRow> rows, Pager pager, boolean firstUse) {}

  @Override
  public Screen show(Visit visit) {
    gate.require(visit.principal(), Action.READ_FLEET, new Target.Everything());
    SelectorField field = SelectorField.read(visit.asked("q"));
    String after = visit.asked("after");
    List<NodeView> read;
    try {
      read = field.faulty() ? List.of() : nodes.page(field.selector(), after, Pager.SIZE + 1);
    } catch (GroupExpansionException e) {
      field = field.broken(e);
      read = List.of();
    }
    Pager.Slice<NodeView> slice =
        Pager.slice(
            read,
            "/nodes",
            Map.of("q", field.text()),
            after.isEmpty(),
            node -> Map.of("after", node.certname()));
    List<NodeRow> rows =
        slice.entries().stream().map(node -> NodeRow.of(node, visit.now())).toList();
    boolean firstUse = rows.isEmpty() && field.text().isEmpty() && after.isEmpty();
    List<Region> regions =
        rows.stream().map(row -> new Region(row.id(), "region/node-row.jte", row)).toList();
    return Screen.of(
            field.faulty() ? "Selector not understood – Nodes" : "Nodes",
            Section.NODES,
            "nodes.jte",
            new View(field, rows, slice.pager(), firstUse),
            regions)
        .with(field.faulty() ? 400 : 200, field.text());
  }
}
