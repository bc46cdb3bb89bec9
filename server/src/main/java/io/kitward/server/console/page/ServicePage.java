package io.kitward.server.console.page;

import io.kitward.server.access.Action;
import io.kitward.server.access.Target;
import io.kitward.server.api.ApiException;
import io.kitward.server.api.ErrorCode;
import io.kitward.server.api.port.Census;
import io.kitward.server.api.port.DocumentView;
import io.kitward.server.api.port.Documents;
import io.kitward.server.api.port.Ports;
import io.kitward.server.api.port.StatusView;
import io.kitward.server.console.view.DocumentText;
import io.kitward.server.console.view.Names;
import io.kitward.server.console.view.ParameterRow;
import io.kitward.server.console.view.PhaseCounts;
import io.kitward.server.console.view.PhaseMark;
import io.kitward.server.console.view.When;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** One service: how its instances are and why, who wants it, its parameters and its document. */
public final class ServicePage implements Page {
  private static final int CAUSES = 50;

  private final Documents documents;
  private final Census census;
  private final Gate gate;

  public ServicePage(Ports ports, Gate gate) {
    this.documents = ports.documents();
    this.census = ports.census();
    this.gate = gate;
  }

  /** How its instances are: live. */
  public record Health(PhaseCounts instances, List<Cause> causes) {}

  /** One cause that instances share. */
  public record Cause(PhaseMark phase, String message, int nodes, String href, When since) {}

  /**
   * What the template shows.
   *
   * @param packages what it installs, as the document names it
   * @param offboarding what happens when it is not wanted any more
   */
  public record View(
      String name,
      String description,
      Health health,
      Used used,
      List<ParameterRow> parameters,
      List<String> packages,
      String offboarding,
      String yaml,
      When changed,
      String changedBy,
      DocumentHistory history) {
    public String editHref() {
      return EditedDocument.address("Service", name);
    }
  }

  @Override
  public Screen show(Visit visit) {
    String name = visit.named("name");
    gate.require(
        visit.principal(),
        Action.READ_DOCUMENTS,
        new Target.NamedTarget("document/Service/" + name));
    gate.require(visit.principal(), Action.READ_FLEET, new Target.Everything());
    DocumentView document =
        documents
            .find("Service", name, OptionalLong.empty())
            .orElseThrow(
                () ->
                    new ApiException(
                            ErrorCode.DOCUMENT_UNKNOWN, "there is no service “" + name + "”")
                        .next("Look at the list of services."));
    Map<?, ?> spec = document.document().get("spec") instanceof Map<?, ?> map ? map : Map.of();
    Health health = health(name, visit);
    var view =
        new View(
            name,
            document.description(),
            health,
            Used.of(documents, "Service", name),
            ParameterRow.of(spec),
            packages(spec),
            offboarding(spec),
            DocumentText.yaml(document.document()),
            When.of(document.changedAt(), visit.now()),
            document.changedBy(),
            DocumentHistory.of(documents, document, visit));
    return Screen.of(
        name + " – Services",
        Section.SERVICES,
        "service.jte",
        view,
        List.of(new Region("service-health", "region/service-health.jte", health)));
  }

  private Health health(String name, Visit visit) {
    var counts =
        PhaseCounts.of(
            name, census.figures(null, List.of()).services().getOrDefault(name, Map.of()));
    List<StatusView.Cause> causes = census.causes(name, CAUSES);
    return new Health(
        counts,
        causes.stream()
            .map(
                cause ->
                    new Cause(
                        new PhaseMark(cause.phase()),
                        cause.message(),
                        cause.nodes(),
                        "/instances?service="
                            + Names.encode(name)
                            + "&phase="
                            + cause.phase().word(),
                        When.of(cause.since(), visit.now())))
            .toList());
  }

  private static List<String> packages(Map<?, ?> spec) {
    List<String> packages = new ArrayList<>();
    if (spec.get("packages") instanceof List<?> list) {
      for (Object each : list) {
        if (each instanceof Map<?, ?> fields) {
          Object version = fields.get("version");
          packages.add(fields.get("name") + (version == null ? "" : " " + version));
        }
      }
    }
    return List.copyOf(packages);
  }

  private static String offboarding(Map<?, ?> spec) {
    if (!(spec.get("offboarding") instanceof Map<?, ?> fields)) {
      return "It is kept when nobody wants it any more.";
    }
    Object contract = fields.get("contract");
    Object grace = fields.get("grace");
    return "When nobody wants it any more: "
        + (contract == null ? "keep" : contract)
        + (grace == null ? "" : ", after " + grace)
        + ".";
  }
}
