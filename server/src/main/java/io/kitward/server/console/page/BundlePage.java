package io.kitward.server.console.page;

import io.kitward.server.access.Action;
import io.kitward.server.access.Target;
import io.kitward.server.api.ApiException;
import io.kitward.server.api.ErrorCode;
import io.kitward.server.api.port.Census;
import io.kitward.server.api.port.DocumentView;
import io.kitward.server.api.port.Documents;
import io.kitward.server.api.port.Ports;
import io.kitward.server.console.view.DocumentText;
import io.kitward.server.console.view.PhaseCounts;
import io.kitward.server.console.view.When;
import io.kitward.server.desired.Phase;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** One bundle: its services with how they are, who wants it, and its document. */
public final class BundlePage implements Page {
  private final Documents documents;
  private final Census census;
  private final Gate gate;

  public BundlePage(Ports ports, Gate gate) {
    this.documents = ports.documents();
    this.census = ports.census();
    this.gate = gate;
  }

  /** How its services are: live. */
  public record Services(List<PhaseCounts> each) {}

  /** What the template shows. */
  public record View(
      String name,
      String description,
      Services services,
      Used used,
      String yaml,
      When changed,
      String changedBy,
      DocumentHistory history) {
    public String editHref() {
      return EditedDocument.address("Bundle", name);
    }
  }

  @Override
  public Screen show(Visit visit) {
    String name = visit.named("name");
    gate.require(
        visit.principal(),
        Action.READ_DOCUMENTS,
        new Target.NamedTarget("document/Bundle/" + name));
    gate.require(visit.principal(), Action.READ_FLEET, new Target.Everything());
    DocumentView document =
        documents
            .find("Bundle", name, OptionalLong.empty())
            .orElseThrow(
                () ->
                    new ApiException(
                            ErrorCode.DOCUMENT_UNKNOWN, "there is no bundle “" + name + "”")
                        .next("Look at the list of bundles."));
    Map<String, Map<Phase, Integer>> counted = census.figures(null, List.of()).services();
    var services =
        new Services(
            BundlesPage.services(document).stream()
                .map(each -> PhaseCounts.of(each, counted.getOrDefault(each, Map.of())))
                .toList());
    var view =
        new View(
            name,
            document.description(),
            services,
            Used.of(documents, "Bundle", name),
            DocumentText.yaml(document.document()),
            When.of(document.changedAt(), visit.now()),
            document.changedBy(),
            DocumentHistory.of(documents, document, visit));
    return Screen.of(
        name + " – Bundles",
        Section.SERVICES,
        "bundle.jte",
        view,
        List.of(new Region("bundle-services", "region/bundle-services.jte", services)));
  }
}
