package io.kitward.server.console.page;

import io.kitward.selector.GroupExpansionException;
import io.kitward.server.access.Action;
import io.kitward.server.access.Target;
import io.kitward.server.api.ApiException;
import io.kitward.server.api.ErrorCode;
import io.kitward.server.api.port.Census;
import io.kitward.server.api.port.NodeView;
import io.kitward.server.api.port.Nodes;
import io.kitward.server.history.Csv;
import java.util.List;
import java.util.function.Consumer;

/** The list of nodes as a file: all that match, whatever the page shows of them. */
public final class NodeFiles {
  private static final int TOGETHER = 1_000;

  private final Nodes nodes;
  private final Census census;
  private final Gate gate;

  public NodeFiles(Nodes nodes, Census census, Gate gate) {
    this.nodes = nodes;
    this.census = census;
    this.gate = gate;
  }

  /** A row for each node; its tags in one cell. */
  public Download.File csv(Visit visit) {
    var text = new StringBuilder();
    text.append(
        Csv.row(List.of("certname", "phase", "connected", "last seen", "connector", "tags")));
    each(
        visit,
        node ->
            text.append(
                Csv.row(
                    List.of(
                        node.certname(),
                        node.phase().word(),
                        String.valueOf(node.connected()),
                        node.lastSeen() == null ? "" : node.lastSeen().toString(),
                        node.connectorVersion(),
                        String.join(" ", node.tags())))));
    return new Download.File("nodes.csv", "text/csv; charset=utf-8", text.toString());
  }

  /** As the API lists them. */
  public Download.File json(Visit visit) {
    var list = new JsonList();
    each(visit, list::add);
    return list.file("nodes.json");
  }

  private void each(Visit visit, Consumer<NodeView> use) {
    gate.require(visit.principal(), Action.READ_FLEET, new Target.Everything());
    NodesPage.Asked asked = NodesPage.Asked.of(visit);
    if (asked.field().faulty()) {
      throw broken();
    }
    try {
      Census.NodeQuery query = asked.query(TOGETHER);
      List<String> names = census.page(from(query, ""));
      while (!names.isEmpty()) {
        nodes.of(names).forEach(use);
        names =
            names.size() < TOGETHER
                ? List.of()
                : census.page(from(query, census.cursor(query, names.getLast())));
      }
    } catch (GroupExpansionException e) {
      throw broken();
    }
  }

  private static Census.NodeQuery from(Census.NodeQuery query, String after) {
    return new Census.NodeQuery(
        query.selector(),
        query.phase(),
        query.service(),
        query.sort(),
        query.descending(),
        after,
        query.limit());
  }

  static ApiException broken() {
    return new ApiException(ErrorCode.SELECTOR_MALFORMED, "the selector of this list is not one")
        .next("Go back to the list; it says what is wrong with it.");
  }
}
