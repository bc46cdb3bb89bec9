package io.kitward.server.console.page;

import io.kitward.server.access.Action;
import io.kitward.server.access.Target;
import io.kitward.server.api.port.Census;
import io.kitward.server.api.port.DocumentView;
import io.kitward.server.api.port.Documents;
import io.kitward.server.api.port.Ports;
import io.kitward.server.console.view.TagKeyRow;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** The vocabulary: every tag key that nodes have or a document describes. */
public final class TagsPage implements Page {
  private static final int READ_AT_ONCE = 500;

  private final Documents documents;
  private final Census census;
  private final Gate gate;

  public TagsPage(Ports ports, Gate gate) {
    this.documents = ports.documents();
    this.census = ports.census();
    this.gate = gate;
  }

  /**
   * What the template shows.
   *
   * @param text in keys and descriptions; empty for any
   */
  public record View(List<TagKeyRow> rows, String text, Pager pager) {}

  @Override
  public Screen show(Visit visit) {
    gate.require(visit.principal(), Action.READ_DOCUMENTS, new Target.Everything());
    gate.require(visit.principal(), Action.READ_FLEET, new Target.Everything());
    String text = visit.asked("text");
    String wanted = text.toLowerCase(Locale.ROOT);
    String after = visit.asked("after");
    Map<String, DocumentView> described = described(documents);
    Map<String, Integer> counted = new TreeMap<>();
    census.keys().forEach(key -> counted.put(key.value(), key.nodes()));
    var keys = new TreeSet<>(counted.keySet());
    keys.addAll(described.keySet());
    List<TagKeyRow> read =
        keys.tailSet(after, after.isEmpty()).stream()
            .map(key -> TagKeyRow.of(key, described.get(key), counted.getOrDefault(key, 0)))
            .filter(
                row ->
                    (row.key() + " " + row.description()).toLowerCase(Locale.ROOT).contains(wanted))
            .limit(Pager.SIZE + 1)
            .toList();
    Pager.Slice<TagKeyRow> slice =
        Pager.slice(
            read,
            "/tags",
            Map.of("text", text),
            after.isEmpty(),
            last -> Map.of("after", last.key()));
    return Screen.of(
        "Tags",
        Section.NODES,
        "tags.jte",
        new View(slice.entries(), text, slice.pager()),
        List.of());
  }

  /** The documents about keys, by key; the first by name when several speak of one. */
  static Map<String, DocumentView> described(Documents documents) {
    Map<String, DocumentView> described = new TreeMap<>();
    String behind = "";
    List<DocumentView> read;
    do {
      read = documents.list("TagKey", behind.isEmpty() ? "" : "TagKey", behind, READ_AT_ONCE);
      for (DocumentView document : read) {
        described.putIfAbsent(TagKeyRow.keyOf(document), document);
        behind = document.name();
      }
    } while (read.size() == READ_AT_ONCE);
    return described;
  }
}
