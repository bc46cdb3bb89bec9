package io.kitward.server.console.page;

import io.kitward.server.access.Action;
import io.kitward.server.access.Target;
import io.kitward.server.api.ApiException;
import io.kitward.server.api.ErrorCode;
import io.kitward.server.api.port.Census;
import io.kitward.server.api.port.DocumentView;
import io.kitward.server.api.port.Documents;
import io.kitward.server.api.port.NodeView;
import io.kitward.server.api.port.Nodes;
import io.kitward.server.console.view.DocumentText;
import io.kitward.server.console.view.ManagedBy;
import io.kitward.server.console.view.Names;
import io.kitward.server.console.view.NodeRow;
import io.kitward.server.console.view.PolicyRow;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** One policy: its document, and the nodes that it picks. */
public final class PolicyPage implements Page {
  private final Documents documents;
  private final Nodes nodes;
  private final Census census;
  private final Gate gate;

  public PolicyPage(Documents documents, Nodes nodes, Census census, Gate gate) {
    this.documents = documents;
    this.nodes = nodes;
    this.census = census;
    this.gate = gate;
  }

  /**
   * What the template shows.
   *
   * @param managed null when people write it here
   */
  public record View(
      PolicyRow policy,
      String yaml,
      String hash,
      List<NodeRow> rows,
      Pager pager,
      DocumentHistory history,
      @Nullable ManagedBy managed) {}

  @Override
  public Screen show(Visit visit) {
    String name = visit.named("name");
    gate.require(
        visit.principal(),
        Action.READ_DOCUMENTS,
        new Target.NamedTarget("document/Policy/" + name));
    gate.require(visit.principal(), Action.READ_FLEET, new Target.Everything());
    DocumentView document =
        documents
            .find("Policy", name, OptionalLong.empty())
            .orElseThrow(
                () ->
                    new ApiException(
                            ErrorCode.DOCUMENT_UNKNOWN, "there is no policy “" + name + "”")
                        .next("Look at the list of policies."));
    PolicyRow policy = PolicyRow.of(document, census::count, visit.now());
    String after = visit.asked("after");
    List<NodeView> read =
        policy.selector() == null
            ? List.of()
            : nodes.page(policy.selector(), after, Pager.SIZE + 1);
    Pager.Slice<NodeView> slice =
        Pager.slice(
            read,
            "/policies/" + Names.encode(name),
            Map.of(),
            after.isEmpty(),
            last -> Map.of("after", last.certname()));
    List<NodeRow> rows =
        slice.entries().stream().map(node -> NodeRow.of(node, visit.now())).toList();
    String yaml = DocumentText.yaml(document.document());
    return Screen.of(
        name + " – Policies",
        Section.POLICIES,
        "policy.jte",
        new View(
            policy,
            yaml,
            document.hash(),
            rows,
            slice.pager(),
            DocumentHistory.of(documents, document, visit),
            ManagedBy.of(document)),
        rows.stream().map(row -> new Region(row.id(), "region/node-row.jte", row)).toList());
  }
}
