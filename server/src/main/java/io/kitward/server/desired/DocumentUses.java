package io.kitward.server.desired;

import io.kitward.policy.AssignmentDocument;
import io.kitward.policy.BundleDocument;
import io.kitward.policy.DocumentSet;
import io.kitward.policy.Kind;
import io.kitward.policy.PolicyDocument;
import io.kitward.selector.Attribute;
import io.kitward.selector.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which documents name which others. Pure. */
public final class DocumentUses {

  /**
   * One that names another.
   *
   * @param kind of the one that names
   * @param how {@code requires}, {@code forbids}, {@code contains}, {@code assigns} or {@code
   *     reads}
   */
  public record Use(Kind kind, String name, String how) {}

  private DocumentUses() {}

  /** Who names a document; bundles first, then policies and the others, each by name. */
  public static List<Use> of(DocumentSet documents, Kind kind, String name) {
    return switch (kind) {
      case SERVICE -> service(documents, name);
      case BUNDLE -> policies(documents, policy -> policy.bundles().contains(name));
      case TAG_KEY -> readers(documents, name);
      case POLICY, BACKEND, TAG_RULE, GROUP, ASSIGNMENT, EXEMPTION, SITE, REPOSITORY -> List.of();
    };
  }

  /** How many policies bring each service, by itself or in a bundle. */
  public static Map<String, Integer> policiesByService(DocumentSet documents) {
    Map<String, Integer> counts = new TreeMap<>();
    for (PolicyDocument policy : documents.policies()) {
      if (policy.effect() == PolicyDocument.Effect.REQUIRE) {
        var brought = new TreeSet<>(policy.services());
        for (String bundle : policy.bundles()) {
          documents.bundle(bundle).ifPresent(found -> brought.addAll(found.services()));
        }
        brought.forEach(service -> counts.merge(service, 1, Integer::sum));
      }
    }
    return counts;
  }

  private static List<Use> service(DocumentSet documents, String name) {
    var uses = new ArrayList<Use>();
    var bundles = new TreeSet<String>();
    for (String bundle : documents.names(Kind.BUNDLE)) {
      if (documents.bundle(bundle).map(BundleDocument::services).orElse(List.of()).contains(name)) {
        bundles.add(bundle);
        uses.add(new Use(Kind.BUNDLE, bundle, "contains"));
      }
    }
    uses.addAll(
        policies(
            documents,
            policy ->
                policy.services().contains(name)
                    || policy.bundles().stream().anyMatch(bundles::contains)));
    for (AssignmentDocument assignment : documents.assignments()) {
      if (assignment.services().contains(name)) {
        uses.add(new Use(Kind.ASSIGNMENT, assignment.name(), "assigns"));
      }
    }
    return uses;
  }

  private static List<Use> policies(
      DocumentSet documents, java.util.function.Predicate<PolicyDocument> which) {
    return documents.policies().stream()
        .filter(which)
        .map(
            policy ->
                new Use(
                    Kind.POLICY,
                    policy.name(),
                    policy.effect() == PolicyDocument.Effect.FORBID ? "forbids" : "requires"))
        .toList();
  }

  /** Whose selector reads a tag key. */
  private static List<Use> readers(DocumentSet documents, String key) {
    Attribute attribute = Attribute.tag(key);
    var uses = new ArrayList<Use>();
    documents.policies().stream()
        .filter(policy -> reads(policy.selector(), attribute))
        .forEach(policy -> uses.add(new Use(Kind.POLICY, policy.name(), "reads")));
    documents
        .groups()
        .forEach(
            (name, selector) -> {
              if (reads(selector, attribute)) {
                uses.add(new Use(Kind.GROUP, name, "reads"));
              }
            });
    documents.exemptions().stream()
        .filter(exemption -> reads(exemption.selector(), attribute))
        .forEach(exemption -> uses.add(new Use(Kind.EXEMPTION, exemption.name(), "reads")));
    return uses;
  }

  private static boolean reads(Selector selector, Attribute attribute) {
    return selector.attributes().contains(attribute);
  }
}
