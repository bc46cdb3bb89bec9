package io.kitward.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What makes whoever writes a document root on the nodes that it concerns. */
public final class Privileges {
  private Privileges() {}

  /** The parts of the document that do, such as {@code files} and {@code hooks}; often none. */
  public static List<String> of(Document document) {
    return switch (document) {
      case ServiceDocument service -> service(service);
      case SiteDocument _ -> List.of("mirrors");
      case RepositoryDocument _ -> List.of("documents from elsewhere");
      case BundleDocument _,
          PolicyDocument _,
          BackendDocument _,
          TagKeyDocument _,
          TagRuleDocument _,
          GroupDocument _,
          AssignmentDocument _,
          ExemptionDocument _ ->
          List.of();
    };
  }

  private static List<String> service(ServiceDocument service) {
    Map<String, Boolean> parts = new TreeMap<>();
    for (ServiceParts each : service.everyParts()) {
      parts.merge("accounts", !each.accounts().isEmpty(), Boolean::logicalOr);
      parts.merge(
          "commands",
          each.allChecks().stream().anyMatch(Check.Command.class::isInstance),
          Boolean::logicalOr);
      parts.merge("files", !each.files().isEmpty(), Boolean::logicalOr);
      parts.merge(
          "folders",
          each.directories().stream().anyMatch(item -> item.access() != null),
          Boolean::logicalOr);
      parts.merge("hooks", !each.hooks().isEmpty(), Boolean::logicalOr);
      parts.merge("repositories", !each.repositories().isEmpty(), Boolean::logicalOr);
      parts.merge(
          "unit files",
          each.units().stream().anyMatch(unit -> unit.content() != null || unit.dropIn() != null),
          Boolean::logicalOr);
    }
    parts.put("agent configuration", service.agent() != null);
    List<String> privileged = new ArrayList<>();
    parts.forEach(
        (part, there) -> {
          if (there) {
            privileged.add(part);
          }
        });
    return privileged;
  }
}
