package io.kitward.server.console.page;

import io.kitward.server.access.Action;
import io.kitward.server.access.Target;
import io.kitward.server.api.ApiException;
import io.kitward.server.api.ErrorCode;
import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.DocumentSource;
import io.kitward.server.api.port.Documents;
import io.kitward.server.api.port.Drafts;
import io.kitward.server.api.port.Plans;
import io.kitward.server.api.port.Ports;
import io.kitward.server.console.view.DocumentText;
import io.kitward.server.console.view.Names;
import java.util.List;
import java.util.Map;

/** Keeping what somebody writes, and making a plan of it. Nothing here takes effect by itself. */
public final class EditorForms {
  private final Documents documents;
  private final Drafts drafts;
  private final Plans plans;
  private final Judge judge;
  private final Gate gate;

  public EditorForms(Ports ports, Gate gate) {
    this.documents = ports.documents();
    this.drafts = ports.drafts();
    this.plans = ports.plans();
    this.judge = new Judge(ports.documents(), ports.nodes(), ports.census());
    this.gate = gate;
  }

  /** Keeps the text, and does what the button {@code go} says. */
  public String submit(Submission submission) {
    Actor actor = submission.actor();
    String kind = submission.field("kind");
    String name = submission.field("name");
    gate.require(
        actor.principal(),
        Action.WRITE_PLANS,
        new Target.NamedTarget("document/" + kind + "/" + name));
    EditorPage.known(documents, kind);
    String owner = actor.principal().display();
    String address = EditedDocument.address(kind, name);
    String go = submission.field("go");
    if (go.equals("discard")) {
      drafts.discard(owner, kind, name);
      return name.isEmpty() ? "/policies" : address;
    }
    long base = base(submission.field("base"));
    if (go.equals("merge")) {
      return merge(owner, kind, name, address);
    }
    if (go.equals("mine")) {
      base = EditedDocument.of(documents, drafts, owner, kind, name).revision();
    }
    String text = text(submission, owner, kind, name);
    keep(owner, kind, name, base, text);
    if (go.equals("plan")) {
      return plan(actor, kind, name, address);
    }
    boolean form = submission.field("tab").equals("form");
    return go.equals("form") || (form && !go.equals("text")) ? address + "?tab=form" : address;
  }

  private void keep(String owner, String kind, String name, long base, String text) {
    if (text.length() > Drafts.TEXT_LIMIT || text.indexOf('\0') >= 0) {
      throw new ApiException(
              ErrorCode.FIELD_INVALID,
              "a document has at most "
                  + Counts.of(Drafts.TEXT_LIMIT)
                  + " characters, and no character 0; the draft was not kept")
          .next("Go back: your text is still in the page. Make it shorter.");
    }
    drafts.save(owner, kind, name, base, text);
  }

  /** What was written; a form's fields are put into the document that it was made of. */
  private String text(Submission submission, String owner, String kind, String name) {
    if (!submission.field("tab").equals("form")) {
      String text = submission.field("text").replace("\r\n", "\n");
      return text.isEmpty() || text.endsWith("\n") ? text : text + "\n";
    }
    EditedDocument edited = EditedDocument.of(documents, drafts, owner, kind, name);
    String before =
        submission.fields().containsKey("text")
            ? submission.field("text").replace("\r\n", "\n")
            : edited.text();
    Documents.Checked read = documents.check(List.of(new DocumentSource("", before)));
    Map<String, Object> document =
        read.documents().size() == 1
            ? read.documents().getFirst().document()
            : DocumentText.partly(before).orElse(Map.of());
    PolicySheet sheet = PolicySheet.of(submission);
    return sheet.equals(PolicySheet.of(document))
        ? before
        : DocumentText.yaml(sheet.into(document));
  }

  private String merge(String owner, String kind, String name, String address) {
    EditedDocument edited = EditedDocument.of(documents, drafts, owner, kind, name);
    Overtaken overtaken = Overtaken.of(documents, edited);
    if (overtaken.merged() == null) {
      throw new ApiException(
              ErrorCode.PRECONDITION_FAILED, "both changed the same lines; nothing was done")
          .next("Go back, put theirs into your text by hand, and keep yours.");
    }
    drafts.save(owner, kind, name, edited.revision(), overtaken.merged());
    return address;
  }

  /**
   * Makes a plan of the draft, unless it has faults or somebody else was first: then the editor
   * shows that.
   */
  private String plan(Actor actor, String kind, String name, String address) {
    String owner = actor.principal().display();
    EditedDocument edited = EditedDocument.of(documents, drafts, owner, kind, name);
    if (edited.overtaken() || !judge.check(edited).faults().isEmpty()) {
      return address;
    }
    var asked =
        new Plans.Asked(
            List.of(new DocumentSource("", edited.text())),
            List.of(),
            false,
            List.of(),
            List.of(),
            null);
    String plan = PlanForms.planned(plans.create(asked, actor));
    boolean still = !EditedDocument.of(documents, drafts, owner, kind, name).overtaken();
    return still ? "/plans/" + Names.encode(plan) : address;
  }

  private static long base(String text) {
    return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
  }
}
