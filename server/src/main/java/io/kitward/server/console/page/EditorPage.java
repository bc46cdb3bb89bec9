package io.kitward.server.console.page;

import io.kitward.server.access.Action;
import io.kitward.server.access.Target;
import io.kitward.server.api.ApiException;
import io.kitward.server.api.ErrorCode;
import io.kitward.server.api.port.DocumentSource;
import io.kitward.server.api.port.Documents;
import io.kitward.server.api.port.Drafts;
import io.kitward.server.api.port.Plans;
import io.kitward.server.api.port.Ports;
import io.kitward.server.console.view.ActivityLine;
import io.kitward.server.console.view.DocumentText;
import io.kitward.server.console.view.ManagedBy;
import io.kitward.server.console.view.Names;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Where a document is written: as text, or a policy as a form; both are the same draft. */
public final class EditorPage {

  /** Looking ahead reads the whole fleet: so many at once, the others wait. */
  private static final int FORESEEN_AT_ONCE = 2;

  private static final int PATIENCE_SECONDS = 20;

  private final Documents documents;
  private final Drafts drafts;
  private final Plans plans;
  private final Judge judge;
  private final Gate gate;
  private final Semaphore looking = new Semaphore(FORESEEN_AT_ONCE);

  public EditorPage(Ports ports, Gate gate) {
    this.documents = ports.documents();
    this.drafts = ports.drafts();
    this.plans = ports.plans();
    this.judge = new Judge(ports.documents(), ports.nodes(), ports.census());
    this.gate = gate;
  }

  /**
   * What the template shows.
   *
   * @param sheet the policy as a form; null when the text can't be read, or for other kinds
   * @param asForm whether the form is shown
   * @param overtaken null unless somebody else has changed the document meanwhile
   * @param effects what it would do; null until somebody asks
   * @param managed from where it comes; null when people write it here
   */
  public record View(
      String kind,
      String name,
      String text,
      long base,
      boolean draft,
      @Nullable PolicySheet sheet,
      boolean asForm,
      Verdict verdict,
      @Nullable Overtaken overtaken,
      @Nullable Effects effects,
      @Nullable ManagedBy managed,
      String csrf) {

    public String title() {
      return name.isEmpty() ? "New " + kind : kind + " " + name;
    }

    /** Where it is edited, as text. */
    public String href() {
      return EditedDocument.address(kind, name);
    }

    public String effectsHref() {
      return href() + "?effects=1" + (asForm ? "&tab=form" : "");
    }

    public String backHref() {
      return switch (kind) {
        case "Policy" -> name.isEmpty() ? "/policies" : ActivityLine.documentHref(kind, name);
        case "Service", "Bundle" ->
            name.isEmpty() ? "/documents" : ActivityLine.documentHref(kind, name);
        default -> "/documents?kind=" + Names.encode(kind);
      };
    }

    /** The numbers of the text's lines, one a line. */
    public String numbers() {
      var numbers = new StringBuilder();
      long lines = Math.min(text.chars().filter(c -> c == '\n').count() + 1, 20_000);
      for (long line = 1; line <= lines; line++) {
        numbers.append(line).append('\n');
      }
      return numbers.toString();
    }

    public boolean policy() {
      return kind.equals("Policy");
    }
  }

  /** A page for documents of one kind, or of the kind in the address. */
  public Page page(String kind) {
    return visit -> show(visit, kind.isEmpty() ? visit.named("kind") : kind);
  }

  private Screen show(Visit visit, String kind) {
    String name = visit.path().getOrDefault("name", "");
    gate.require(
        visit.principal(),
        Action.READ_DOCUMENTS,
        new Target.NamedTarget("document/" + kind + "/" + name));
    gate.require(visit.principal(), Action.READ_FLEET, new Target.Everything());
    known(documents, kind);
    EditedDocument edited =
        EditedDocument.of(documents, drafts, visit.principal().display(), kind, name);
    if (edited.current() == null && !edited.draft()) {
      if (!name.isEmpty()) {
        throw new ApiException(
                ErrorCode.DOCUMENT_UNKNOWN, "there is no document " + kind + "/" + name)
            .next("Begin a new one at " + EditedDocument.address(kind, "") + ".");
      }
      String begun = DocumentTemplates.of(kind, visit.asked("template"));
      edited = new EditedDocument(kind, "", 0, null, begun, false);
    }
    Documents.Checked checked = judge.check(edited);
    Verdict verdict = judge.of(edited, checked, visit.now());
    Map<String, Object> read =
        checked.documents().size() == 1
            ? checked.documents().getFirst().document()
            : DocumentText.partly(edited.text()).orElse(null);
    @Nullable PolicySheet sheet =
        kind.equals("Policy") && read != null ? PolicySheet.of(read) : null;
    boolean ahead = verdict.good() && visit.asked("effects").equals("1");
    var view =
        new View(
            kind,
            name,
            edited.text(),
            edited.base(),
            edited.draft(),
            sheet,
            sheet != null && visit.asked("tab").equals("form"),
            verdict,
            edited.overtaken() ? Overtaken.of(documents, edited) : null,
            ahead ? foreseen(edited.text()) : null,
            ManagedBy.of(edited.current()),
            visit.csrf());
    String mark = verdict.good() ? "" : "✗ " + Counts.of(verdict.faults().size(), "fault") + " – ";
    return Screen.of(
        mark + view.title() + " – Editor", Section.POLICIES, "editor.jte", view, List.of());
  }

  /** Refuses kinds of documents that there are not. */
  static void known(Documents documents, String kind) {
    if (documents.schema(kind).isEmpty()) {
      throw new ApiException(ErrorCode.KIND_UNKNOWN, "there is no kind of document “" + kind + "”")
          .next("Look at the policies.");
    }
  }

  private Effects foreseen(String text) {
    try {
      if (!looking.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        return Effects.none("Others are looking ahead just now. Try again in a moment.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Effects.none("The server is going down. Try again in a moment.");
    }
    try {
      var asked =
          new Plans.Asked(
              List.of(new DocumentSource("", text)), List.of(), false, List.of(), List.of(), null);
      return Effects.of(plans.preview(asked));
    } finally {
      looking.release();
    }
  }
}
