package io.kitward.server.console.page;

import io.kitward.selector.Attribute;
import io.kitward.selector.Condition;
import io.kitward.server.access.Action;
import io.kitward.server.access.Target;
import io.kitward.server.api.ApiException;
import io.kitward.server.api.ErrorCode;
import io.kitward.server.api.port.Census;
import io.kitward.server.api.port.DocumentView;
import io.kitward.server.api.port.Documents;
import io.kitward.server.api.port.Ports;
import io.kitward.server.console.view.DocumentText;
import io.kitward.server.console.view.Names;
import io.kitward.server.console.view.TagKeyRow;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One tag key: its values with counts, who may set it, and who reads it. */
public final class TagPage implements Page {
  private final Documents documents;
  private final Census census;
  private final Gate gate;

  public TagPage(Ports ports, Gate gate) {
    this.documents = ports.documents();
    this.census = ports.census();
    this.gate = gate;
  }

  /** A value, on how many nodes it is, and where they are listed. */
  public record Value(String value, int nodes, String href) {}

  /**
   * What the template shows.
   *
   * @param values the most frequent fifty
   * @param yaml its document; empty when it has none
   * @param history null when it has none
   */
  public record View(
      TagKeyRow key,
      List<Value> values,
      Used used,
      String yaml,
      @Nullable DocumentHistory history) {
    public String editHref() {
      return EditedDocument.address("TagKey", key.document());
    }
  }

  @Override
  public Screen show(Visit visit) {
    gate.require(visit.principal(), Action.READ_DOCUMENTS, new Target.Everything());
    gate.require(visit.principal(), Action.READ_FLEET, new Target.Everything());
    String domain = visit.path().getOrDefault("domain", "");
    String key = (domain.isEmpty() ? "" : domain + "/") + visit.named("key");
    @Nullable DocumentView document = TagsPage.described(documents).get(key);
    int nodes =
        census.keys().stream()
            .filter(count -> count.value().equals(key))
            .mapToInt(Census.ValueCount::nodes)
            .findFirst()
            .orElse(0);
    if (document == null && nodes == 0) {
      throw new ApiException(
              ErrorCode.DOCUMENT_UNKNOWN,
              "no node has the tag key “" + key + "”, and no document describes it")
          .next("Look at the list of tags.");
    }
    var view =
        new View(
            TagKeyRow.of(key, document, nodes),
            values(key),
            Used.of(documents, "TagKey", key),
            document == null ? "" : DocumentText.yaml(document.document()),
            document == null ? null : DocumentHistory.of(documents, document, visit));
    return Screen.of(key + " – Tags", Section.NODES, "tag.jte", view, List.of());
  }

  private List<Value> values(String key) {
    return census.figures(null, List.of(key)).values().getOrDefault(key, List.of()).stream()
        .map(
            count ->
                new Value(
                    count.value(),
                    count.nodes(),
                    "/nodes?q="
                        + Names.encode(Condition.is(Attribute.tag(key), count.value()).toString())))
        .toList();
  }
}
