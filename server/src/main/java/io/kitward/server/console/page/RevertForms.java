package io.kitward.server.console.page;

import io.kitward.server.access.Action;
import io.kitward.server.access.Target;
import io.kitward.server.api.ApiException;
import io.kitward.server.api.ErrorCode;
import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.AuditTrail;
import io.kitward.server.api.port.AuditView;
import io.kitward.server.api.port.DocumentFault;
import io.kitward.server.api.port.DocumentSource;
import io.kitward.server.api.port.DocumentView;
import io.kitward.server.api.port.Documents;
import io.kitward.server.api.port.Plans;
import io.kitward.server.api.port.Plans.CreateOutcome;
import io.kitward.server.console.view.ActivityLine;
import io.kitward.server.console.view.DocumentText;
import io.kitward.server.console.view.Names;
import io.kitward.server.plan.Change;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Taking back what somebody did: always as a plan, which is looked at before it is carried out. */
public final class RevertForms {
  private static final Pattern DOCUMENT = Pattern.compile("document/([A-Za-z]+)/([^/]+)");
  private static final Pattern TAGS =
      Pattern.compile("node/([^/]+)/tags/((?:user|token|import)/.+)");

  private final AuditTrail audit;
  private final Documents documents;
  private final Plans plans;
  private final Gate gate;

  public RevertForms(AuditTrail audit, Documents documents, Plans plans, Gate gate) {
    this.audit = audit;
    this.documents = documents;
    this.plans = plans;
    this.gate = gate;
  }

  /** Plans the opposite of one entry of the audit trail. */
  public String entry(Submission submission) {
    Actor actor = submission.actor();
    gate.require(actor.principal(), Action.READ_AUDIT, new Target.Everything());
    gate.require(actor.principal(), Action.WRITE_PLANS, new Target.Everything());
    AuditView entry =
        number(submission.named("id")).stream()
            .boxed()
            .flatMap(id -> audit.find(id).stream())
            .findFirst()
            .orElseThrow(() -> impossible("this is not in the audit trail, or no longer"));
    Matcher document = DOCUMENT.matcher(entry.target());
    Matcher tags = TAGS.matcher(entry.target());
    boolean done = entry.outcome().equals("done");
    if (done && document.matches() && ActivityLine.revision(entry) > 1) {
      return document(
          document.group(1), document.group(2), ActivityLine.revision(entry) - 1, actor);
    }
    if (done && tags.matches() && !ActivityLine.tags(entry).isEmpty()) {
      return tags(tags.group(1), tags.group(2), ActivityLine.tags(entry), actor);
    }
    throw impossible("this can't be taken back from here");
  }

  /** Plans a document as it was at the revision in the field {@code revision}. */
  public String revision(Submission submission) {
    Actor actor = submission.actor();
    gate.require(actor.principal(), Action.WRITE_PLANS, new Target.Everything());
    long revision =
        number(submission.field("revision"))
            .orElseThrow(() -> impossible("which revision? None was named"));
    return document(submission.named("kind"), submission.named("name"), revision, actor);
  }

  private String document(String kind, String name, long revision, Actor actor) {
    gate.require(
        actor.principal(),
        Action.READ_DOCUMENTS,
        new Target.NamedTarget("document/" + kind + "/" + name));
    DocumentView former =
        documents
            .find(kind, name, OptionalLong.of(revision))
            .orElseThrow(
                () ->
                    new ApiException(
                            ErrorCode.DOCUMENT_UNKNOWN,
                            kind + "/" + name + " has no revision " + revision)
                        .next("Look at the document's history."));
    String text = DocumentText.yaml(former.document());
    return plan(
        new Plans.Asked(
            List.of(new DocumentSource("", text)), List.of(), false, List.of(), List.of(), null),
        actor);
  }

  private String tags(String node, String source, List<String> changes, Actor actor) {
    var edit =
        new Change.TagEdit(
            node, null, source, opposite(changes, '-').toList(), opposite(changes, '+').toList());
    return plan(
        new Plans.Asked(List.of(), List.of(), false, List.of(edit), List.of(), null), actor);
  }

  private static Stream<String> opposite(List<String> changes, char sign) {
    return changes.stream()
        .filter(change -> change.charAt(0) == sign)
        .map(change -> change.substring(1));
  }

  private String plan(Plans.Asked asked, Actor actor) {
    return switch (plans.create(asked, actor)) {
      case CreateOutcome.Planned planned -> "/plans/" + Names.encode(planned.plan().id());
      case CreateOutcome.Refused refused ->
          throw impossible(
              "what was before does not fit any more: "
                  + String.join(
                      "; ", refused.faults().stream().map(DocumentFault::detail).toList()));
      case CreateOutcome.Impossible(String why) -> throw impossible(why);
    };
  }

  private static OptionalLong number(String text) {
    return text.matches("[0-9]{1,18}")
        ? OptionalLong.of(Long.parseLong(text))
        : OptionalLong.empty();
  }

  private static ApiException impossible(String words) {
    return new ApiException(ErrorCode.PLAN_IMPOSSIBLE, words + "; nothing was changed")
        .next("Go back and look again.");
  }
}
