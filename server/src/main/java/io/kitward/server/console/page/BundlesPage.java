package io.kitward.server.console.page;

import io.kitward.server.access.Action;
import io.kitward.server.access.Target;
import io.kitward.server.api.port.DocumentView;
import io.kitward.server.api.port.Documents;
import io.kitward.server.console.view.Names;
import io.kitward.server.console.view.When;
import java.util.List;
import java.util.Map;

/** The services that go together. */
public final class BundlesPage implements Page {
  private final Documents documents;
  private final Gate gate;

  public BundlesPage(Documents documents, Gate gate) {
    this.documents = documents;
    this.gate = gate;
  }

  /** One bundle; {@code uses} is how many documents name it. */
  public record Row(
      String name, String description, List<String> services, int uses, When changed) {
    public String href() {
      return "/bundles/" + Names.encode(name);
    }
  }

  /** What the template shows. */
  public record View(List<Row> rows, Pager pager) {}

  @Override
  public Screen show(Visit visit) {
    gate.require(visit.principal(), Action.READ_DOCUMENTS, new Target.Everything());
    String after = visit.asked("after");
    Pager.Slice<DocumentView> slice =
        Pager.slice(
            documents.list("Bundle", after.isEmpty() ? "" : "Bundle", after, Pager.SIZE + 1),
            "/bundles",
            Map.of(),
            after.isEmpty(),
            last -> Map.of("after", last.name()));
    List<Row> rows =
        slice.entries().stream()
            .map(
                bundle ->
                    new Row(
                        bundle.name(),
                        bundle.description(),
                        services(bundle),
                        documents.uses("Bundle", bundle.name()).size(),
                        When.of(bundle.changedAt(), visit.now())))
            .toList();
    return Screen.of(
        "Bundles", Section.SERVICES, "bundles.jte", new View(rows, slice.pager()), List.of());
  }

  /** The services of a bundle as its document names them. */
  static List<String> services(DocumentView bundle) {
    return bundle.document().get("spec") instanceof Map<?, ?> spec
            && spec.get("services") instanceof List<?> list
        ? list.stream().map(String::valueOf).toList()
        : List.of();
  }
}
