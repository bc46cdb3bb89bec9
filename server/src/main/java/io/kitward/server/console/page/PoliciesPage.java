package io.kitward.server.console.page;

import io.kitward.server.access.Action;
import io.kitward.server.access.Target;
import io.kitward.server.api.port.Census;
import io.kitward.server.api.port.DocumentView;
import io.kitward.server.api.port.Documents;
import io.kitward.server.console.view.PolicyRow;
import java.util.List;
import java.util.Map;

/** What intent exists, and what it reaches. */
public final class PoliciesPage implements Page {
  private final Documents documents;
  private final Census census;
  private final Gate gate;

  public PoliciesPage(Documents documents, Census census, Gate gate) {
    this.documents = documents;
    this.census = census;
    this.gate = gate;
  }

  /** What the template shows. */
  public record View(List<PolicyRow> rows, Pager pager) {}

  @Override
  public Screen show(Visit visit) {
    gate.require(visit.principal(), Action.READ_DOCUMENTS, new Target.Everything());
    String after = visit.asked("after");
    List<DocumentView> read =
        documents.list("Policy", after.isEmpty() ? "" : "Policy", after, Pager.SIZE + 1);
    Pager.Slice<DocumentView> slice =
        Pager.slice(
            read, "/policies", Map.of(), after.isEmpty(), last -> Map.of("after", last.name()));
    List<PolicyRow> rows =
        slice.entries().stream()
            .map(document -> PolicyRow.of(document, census::count, visit.now()))
            .toList();
    return Screen.of(
        "Policies",
        Section.POLICIES,
        "policies.jte",
        new View(rows, slice.pager()),
        rows.stream().map(row -> new Region(row.id(), "region/policy-row.jte", row)).toList());
  }
}
