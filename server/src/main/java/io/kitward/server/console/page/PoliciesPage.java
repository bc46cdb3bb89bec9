package io.kitward.server.console.page;

import io.kitward.selector.Selector;
import io.kitward.server.access.Action;
import io.kitward.server.access.Target;
import io.kitward.server.api.port.Census;
import io.kitward.server.api.port.DocumentView;
import io.kitward.server.api.port.Documents;
import io.kitward.server.api.port.Drafts;
import io.kitward.server.api.port.Ports;
import io.kitward.server.console.view.PolicyRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What intent exists, and what it reaches. */
public final class PoliciesPage implements Page {
  private static final Set<String> REACHES = Set.of("nobody", "everything");
  private static final Pattern CERTNAME = Pattern.compile("[A-Za-z0-9._-]{1,255}");
  private static final int READ_AT_ONCE = 500;

  private final Documents documents;
  private final Drafts drafts;
  private final Census census;
  private final Gate gate;

  public PoliciesPage(Ports ports, Gate gate) {
    this.documents = ports.documents();
    this.drafts = ports.drafts();
    this.census = ports.census();
    this.gate = gate;
  }

  /** A document that the person is writing. */
  public record Written(String href, String words) {}

  /**
   * What the template shows.
   *
   * @param text in names, bundles and services; empty for any
   * @param node that the policies match; empty for any
   * @param reach {@code nobody}, {@code everything}, or empty for any
   */
  public record View(
      List<PolicyRow> rows,
      Pager pager,
      List<Written> drafts,
      String text,
      String node,
      String reach) {
    public boolean filtered() {
      return !text.isEmpty() || !node.isEmpty() || !reach.isEmpty();
    }
  }

  @Override
  public Screen show(Visit visit) {
    gate.require(visit.principal(), Action.READ_DOCUMENTS, new Target.Everything());
    String after = visit.asked("after");
    String reach = REACHES.contains(visit.asked("reach")) ? visit.asked("reach") : "";
    var asked = new Asked(visit.asked("text"), visit.asked("node"), reach);
    List<PolicyRow> read = rows(asked, after, visit.now());
    Pager.Slice<PolicyRow> slice =
        Pager.slice(
            read,
            "/policies",
            Map.of("text", asked.text(), "node", asked.node(), "reach", asked.reach()),
            after.isEmpty(),
            last -> Map.of("after", last.name()));
    List<PolicyRow> rows = slice.entries();
    var view =
        new View(rows, slice.pager(), written(visit), asked.text(), asked.node(), asked.reach());
    return Screen.of(
        "Policies",
        Section.POLICIES,
        "policies.jte",
        view,
        rows.stream().map(row -> new Region(row.id(), "region/policy-row.jte", row)).toList());
  }

  private List<Written> written(Visit visit) {
    return drafts.of(visit.principal().display()).stream()
        .limit(5)
        .map(
            draft ->
                new Written(
                    EditedDocument.address(draft.kind(), draft.name()),
                    draft.name().isEmpty()
                        ? "a new " + draft.kind()
                        : draft.kind() + "/" + draft.name()))
        .toList();
  }

  private record Asked(String text, String node, String reach) {
    boolean everything() {
      return text.isEmpty() && node.isEmpty() && reach.isEmpty();
    }
  }

  /** The policies behind a name that are asked for: one more than a page holds. */
  private List<PolicyRow> rows(Asked asked, String after, Instant now) {
    int fleet = asked.reach().equals("everything") ? census.count(null) : 0;
    List<PolicyRow> found = new ArrayList<>();
    String behind = after;
    while (found.size() <= Pager.SIZE) {
      int limit = asked.everything() ? Pager.SIZE + 1 : READ_AT_ONCE;
      List<DocumentView> read =
          documents.list("Policy", behind.isEmpty() ? "" : "Policy", behind, limit);
      for (DocumentView document : read) {
        if (found.size() <= Pager.SIZE && said(document, asked.text())) {
          PolicyRow row = PolicyRow.of(document, census::count, now);
          if (reaches(row, asked, fleet)) {
            found.add(row);
          }
        }
      }
      if (read.size() < limit) {
        return found;
      }
      behind = read.getLast().name();
    }
    return found;
  }

  private static boolean said(DocumentView document, String text) {
    String wanted = text.toLowerCase(Locale.ROOT);
    Object spec = document.document().get("spec");
    Map<?, ?> parts = spec instanceof Map<?, ?> map ? map : Map.of();
    return (document.name() + " " + parts.get("bundles") + " " + parts.get("services"))
        .toLowerCase(Locale.ROOT)
        .contains(wanted);
  }

  private boolean reaches(PolicyRow row, Asked asked, int fleet) {
    boolean reach =
        switch (asked.reach()) {
          case "nobody" -> row.reach() == PolicyRow.Reach.NOBODY;
          case "everything" ->
              row.selector() != null && fleet > 0 && census.count(row.selector()) == fleet;
          default -> true;
        };
    return reach && (asked.node().isEmpty() || matches(row.selector(), asked.node()));
  }

  private boolean matches(@Nullable Selector selector, String node) {
    return selector != null
        && CERTNAME.matcher(node).matches()
        && census.count(Selector.parse("(" + selector + ") and facts.certname = \"" + node + "\""))
            > 0;
  }
}
