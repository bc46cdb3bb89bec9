package io.kitward.server.console.page;

import io.kitward.server.access.Action;
import io.kitward.server.access.Target;
import io.kitward.server.api.ApiException;
import io.kitward.server.api.ErrorCode;
import io.kitward.server.api.port.DocumentView;
import io.kitward.server.api.port.Documents;
import io.kitward.server.console.view.DocumentText;
import io.kitward.server.console.view.TextDiff;
import io.kitward.server.console.view.When;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Two revisions of a policy, line by line. */
public final class ComparePage implements Page {
  private static final Pattern RANGE = Pattern.compile("([0-9]{1,18})\\.\\.([0-9]{1,18})");

  private final Documents documents;
  private final Gate gate;

  public ComparePage(Documents documents, Gate gate) {
    this.documents = documents;
    this.gate = gate;
  }

  /** One revision. */
  public record Revision(long number, When changed, String by) {}

  /** What the template shows. */
  public record View(String name, Revision old, Revision young, TextDiff diff) {}

  @Override
  public Screen show(Visit visit) {
    String name = visit.named("name");
    gate.require(
        visit.principal(),
        Action.READ_DOCUMENTS,
        new Target.NamedTarget("document/Policy/" + name));
    Matcher range = RANGE.matcher(visit.named("range"));
    if (!range.matches()) {
      throw unknown(name);
    }
    DocumentView old = find(name, Long.parseLong(range.group(1)));
    DocumentView young = find(name, Long.parseLong(range.group(2)));
    var view =
        new View(
            name,
            revision(old, visit),
            revision(young, visit),
            TextDiff.of(DocumentText.yaml(old.document()), DocumentText.yaml(young.document())));
    return Screen.of(
        name + " " + old.revision() + "→" + young.revision() + " – Policies",
        Section.POLICIES,
        "compare.jte",
        view,
        List.of());
  }

  private DocumentView find(String name, long revision) {
    return documents
        .find("Policy", name, OptionalLong.of(revision))
        .orElseThrow(() -> unknown(name));
  }

  private static Revision revision(DocumentView document, Visit visit) {
    return new Revision(
        document.revision(), When.of(document.changedAt(), visit.now()), document.changedBy());
  }

  private static ApiException unknown(String name) {
    return new ApiException(
            ErrorCode.DOCUMENT_UNKNOWN, "the policy “" + name + "” has no such two revisions")
        .next("Write two revisions as 12..14, as the policy's page does.");
  }
}
