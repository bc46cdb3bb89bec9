package io.kitward.policy.plan;

import io.kitward.policy.AssignmentDocument;
import io.kitward.policy.BackendDocument;
import io.kitward.policy.BundleDocument;
import io.kitward.policy.DocumentSet;
import io.kitward.policy.ExemptionDocument;
import io.kitward.policy.Kind;
import io.kitward.policy.Metadata;
import io.kitward.policy.NodeView;
import io.kitward.policy.PolicyDocument;
import io.kitward.policy.PolicyMatcher;
import io.kitward.policy.Resolution;
import io.kitward.policy.SiteDocument;
import io.kitward.selector.Selector;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which nodes a change of documents can concern, whatever else stays as it is: those that a changed
 * policy picks or picked, or one that speaks of a changed bundle or service. Immutable.
 */
final class PlanScope {
  private final Resolution before;
  private final Resolution after;
  private final Set<String> services = new HashSet<>();
  private final Set<String> bundles = new HashSet<>();
  private final Set<String> nodes = new HashSet<>();
  private final List<PolicyMatcher.Candidate> selectors = new ArrayList<>();
  private final PolicyMatcher matcher;
  private boolean everything;

  PlanScope(
      Resolution before,
      Resolution after,
      List<DocumentChange> changes,
      PolicyMatcher.Source source) {
    this.before = before;
    this.after = after;
    names(changes);
    Set<String> policies = changed(changes, Kind.POLICY);
    Set<String> exemptions = changed(changes, Kind.EXEMPTION);
    Set<String> sites = changed(changes, Kind.SITE);
    Set<String> assignments = changed(changes, Kind.ASSIGNMENT);
    Set<String> backends = changed(changes, Kind.BACKEND);
    for (DocumentSet documents : List.of(before.documents(), after.documents())) {
      bundlesWithChangedServices(documents);
    }
    for (DocumentSet documents : List.of(before.documents(), after.documents())) {
      for (PolicyDocument policy : documents.policies()) {
        if (policies.contains(policy.name()) || concerned(policy)) {
          add(policy.selector());
        }
      }
      for (ExemptionDocument exemption : documents.exemptions()) {
        if (exemptions.contains(exemption.name()) || regrouped(exemption.selector())) {
          add(exemption.selector());
        }
      }
      for (SiteDocument site : documents.sites()) {
        if (sites.contains(site.name()) || regrouped(site.selector())) {
          add(site.selector());
        }
      }
      for (AssignmentDocument assignment : documents.assignments()) {
        if (assignments.contains(assignment.name()) || concernsAny(assignment.services())) {
          nodes.add(assignment.node());
        }
      }
      for (BackendDocument backend : documents.backends()) {
        backend(backend, backends.contains(backend.name()));
      }
    }
    this.matcher = source.of(selectors);
  }

  /** Whether what the documents say of this node may be different afterwards. */
  boolean touches(NodeView node) {
    return everything
        || !node.openKeys().isEmpty()
        || nodes.contains(node.certname())
        || (!selectors.isEmpty() && !matcher.matching(node.subject()).isEmpty());
  }

  private void names(List<DocumentChange> changes) {
    services.addAll(changed(changes, Kind.SERVICE));
    bundles.addAll(changed(changes, Kind.BUNDLE));
    everything = !changed(changes, Kind.TAG_KEY).isEmpty();
  }

  private static Set<String> changed(List<DocumentChange> changes, Kind kind) {
    Set<String> names = new HashSet<>();
    changes.stream()
        .filter(change -> change.kind() == kind)
        .forEach(change -> names.add(change.name()));
    return names;
  }

  private void bundlesWithChangedServices(DocumentSet documents) {
    for (String name : documents.names(Kind.BUNDLE)) {
      Optional<BundleDocument> bundle = documents.bundle(name);
      if (bundle.isPresent() && concernsAny(bundle.get().services())) {
        bundles.add(name);
      }
    }
  }

  private boolean concernsAny(Collection<String> names) {
    return names.stream().anyMatch(services::contains);
  }

  private boolean concerned(PolicyDocument policy) {
    return concernsAny(policy.services())
        || policy.bundles().stream().anyMatch(bundles::contains)
        || regrouped(policy.selector());
  }

  /** Whether a selector means something else because of a group. */
  private boolean regrouped(Selector selector) {
    return !selector.groups().isEmpty() && !before.expand(selector).equals(after.expand(selector));
  }

  private void backend(BackendDocument backend, boolean changed) {
    BackendDocument.Configure configure = backend.configure();
    if (configure != null
        && (changed
            || configure.services().stream().anyMatch(item -> services.contains(item.name())))) {
      nodes.add(configure.node());
    }
  }

  private void add(Selector selector) {
    for (Resolution resolution : List.of(before, after)) {
      resolution.expand(selector).ifPresentOrElse(this::candidate, () -> everything = true);
    }
  }

  private void candidate(Selector selector) {
    Metadata metadata = new Metadata("scope-" + selectors.size(), "");
    PolicyDocument stand =
        new PolicyDocument(
            metadata,
            selector,
            0,
            PolicyDocument.Effect.FORBID,
            List.of(),
            List.of(),
            new TreeMap<>(),
            new TreeMap<>(),
            null,
            null);
    selectors.add(new PolicyMatcher.Candidate(stand, selector));
  }
}
