package io.kitward.server.api.stored;

import io.kitward.policy.AssignmentDocument;
import io.kitward.policy.BackendDocument;
import io.kitward.policy.BundleDocument;
import io.kitward.policy.Document;
import io.kitward.policy.DocumentSet;
import io.kitward.policy.ExemptionDocument;
import io.kitward.policy.GroupDocument;
import io.kitward.policy.Kind;
import io.kitward.policy.PolicyDocument;
import io.kitward.policy.RepositoryDocument;
import io.kitward.policy.ServiceDocument;
import io.kitward.policy.SiteDocument;
import io.kitward.policy.TagKeyDocument;
import io.kitward.policy.TagRuleDocument;
import java.util.List;
import java.util.stream.Stream;

/** Which documents need another one, because they name it. Pure. */
final class Needs {

  private Needs() {}

  /** As {@code Kind/name}. */
  static List<String> of(DocumentSet documents, Kind kind, String name) {
    return documents.documents().stream()
        .filter(
            document ->
                switch (kind) {
                  case SERVICE -> services(document).anyMatch(name::equals);
                  case BUNDLE ->
                      document instanceof PolicyDocument policy && policy.bundles().contains(name);
                  case GROUP -> groups(document).anyMatch(name::equals);
                  case POLICY,
                      BACKEND,
                      TAG_KEY,
                      TAG_RULE,
                      ASSIGNMENT,
                      EXEMPTION,
                      SITE,
                      REPOSITORY ->
                      false;
                })
        .map(document -> document.kind().word() + "/" + document.name())
        .toList();
  }

  private static Stream<String> services(Document document) {
    return switch (document) {
      case PolicyDocument policy -> policy.services().stream();
      case BundleDocument bundle -> bundle.services().stream();
      case AssignmentDocument assignment -> assignment.services().stream();
      case ExemptionDocument exemption -> exemption.services().stream();
      case BackendDocument backend ->
          backend.configure() == null
              ? Stream.of()
              : backend.configure().services().stream().map(BackendDocument.ServiceItem::name);
      case ServiceDocument _, TagKeyDocument _, TagRuleDocument _ -> Stream.of();
      case GroupDocument _, SiteDocument _, RepositoryDocument _ -> Stream.of();
    };
  }

  private static Stream<String> groups(Document document) {
    return switch (document) {
      case PolicyDocument policy -> policy.selector().groups().stream();
      case ExemptionDocument exemption -> exemption.selector().groups().stream();
      case TagRuleDocument rule -> rule.selector().groups().stream();
      case SiteDocument site -> site.selector().groups().stream();
      case GroupDocument group -> group.selector().groups().stream();
      case ServiceDocument _, BundleDocument _, BackendDocument _ -> Stream.of();
      case TagKeyDocument _, AssignmentDocument _, RepositoryDocument _ -> Stream.of();
    };
  }
}
