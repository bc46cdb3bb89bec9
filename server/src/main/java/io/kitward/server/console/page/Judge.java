package io.kitward.server.console.page;

import io.kitward.selector.GroupExpansionException;
import io.kitward.selector.Selector;
import io.kitward.selector.SelectorSyntaxException;
import io.kitward.server.api.port.Census;
import io.kitward.server.api.port.DocumentFault;
import io.kitward.server.api.port.DocumentSource;
import io.kitward.server.api.port.Documents;
import io.kitward.server.api.port.NodeView;
import io.kitward.server.api.port.Nodes;
import io.kitward.server.console.view.NodeRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Says of a text what is wrong in it, and whom it picks. Thread-safe. */
final class Judge {
  private static final int SAMPLE = 6;
  private static final int LOOKED_AT = 200;

  private final Documents documents;
  private final Nodes nodes;
  private final Census census;

  Judge(Documents documents, Nodes nodes, Census census) {
    this.documents = documents;
    this.nodes = nodes;
    this.census = census;
  }

  /** What was read of a text, and what is wrong with it as that document. */
  Documents.Checked check(EditedDocument edited) {
    Documents.Checked checked = documents.check(List.of(new DocumentSource("", edited.text())));
    if (!checked.faults().isEmpty()) {
      return checked;
    }
    String wrong = wrong(edited, checked.documents());
    return wrong.isEmpty()
        ? checked
        : new Documents.Checked(
            checked.documents(),
            List.of(new DocumentFault("value", wrong, "", 0, 0, "metadata.name")));
  }

  private String wrong(EditedDocument edited, List<Documents.Read> read) {
    if (read.size() != 1 || !read.getFirst().kind().equals(edited.kind())) {
      return "the text must hold one document of kind " + edited.kind() + " and nothing else";
    }
    String name = read.getFirst().name();
    if (!edited.name().isEmpty()) {
      return name.equals(edited.name())
          ? ""
          : "the document is named "
              + edited.name()
              + "; another name makes another document: begin a new one for that";
    }
    return documents.find(edited.kind(), name, OptionalLong.empty()).isEmpty()
        ? ""
        : "there is a document " + edited.kind() + "/" + name + " already; choose another name";
  }

  Verdict of(EditedDocument edited, Documents.Checked checked, Instant now) {
    if (!checked.faults().isEmpty()) {
      List<String> lines = edited.text().lines().toList();
      return new Verdict(
          checked.faults().stream().map(fault -> Verdict.Fault.of(fault, lines)).toList(), null);
    }
    String text = selector(checked.documents().getFirst().document());
    try {
      return new Verdict(List.of(), text.isEmpty() ? null : reach(edited, text, now));
    } catch (SelectorSyntaxException | GroupExpansionException e) {
      return new Verdict(
          List.of(
              new Verdict.Fault(
                  "selector", String.valueOf(e.getMessage()), 0, 0, "spec.selector", text)),
          null);
    }
  }

  private Verdict.Reach reach(EditedDocument edited, String text, Instant now) {
    Selector mine = Selector.parse(text);
    String before = edited.current() == null ? "" : selector(edited.current().document());
    boolean compared = !before.isEmpty();
    return new Verdict.Reach(
        text,
        census.count(mine),
        census.count(null),
        compared ? only(text, before) : 0,
        compared ? only(before, text) : 0,
        compared,
        sample(mine, now));
  }

  /** How many nodes the one picks and the other does not. */
  private int only(String one, String other) {
    return one.equals(other)
        ? 0
        : census.count(Selector.parse("(" + one + ") and not (" + other + ")"));
  }

  private List<NodeRow> sample(Selector selector, Instant now) {
    List<String> names =
        census.page(
            new Census.NodeQuery(selector, null, null, Census.Sort.NAME, false, "", LOOKED_AT));
    Map<Object, NodeView> distinct = new LinkedHashMap<>();
    nodes.of(names).forEach(node -> distinct.putIfAbsent(node.tags(), node));
    List<NodeRow> rows = new ArrayList<>();
    distinct.values().stream().limit(SAMPLE).map(node -> NodeRow.of(node, now)).forEach(rows::add);
    return rows;
  }

  private static String selector(@Nullable Map<String, Object> document) {
    return document != null
            && document.get("spec") instanceof Map<?, ?> spec
            && spec.get("selector") instanceof String text
        ? text
        : "";
  }
}
