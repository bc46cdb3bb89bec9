package io.kitward.policy.plan;

import io.kitward.policy.AssignmentDocument;
import io.kitward.policy.BackendDocument;
import io.kitward.policy.DocumentSet;
import io.kitward.policy.PolicyDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Finds in a plan what a careless hand would regret. */
final class Dangers {
  private Dangers() {}

  static @Nullable Confirmation confirmation(
      DocumentSet before, DocumentSet after, Totals totals, Planner.Limits limits) {
    List<Danger> dangers = new ArrayList<>();
    if (totals.touched() > limits.nodes()
        && (long) totals.touched() * 100 > (long) totals.fleet() * limits.sharePercent()) {
      dangers.add(new Danger.Share(totals.touched(), totals.fleet(), limits.sharePercent()));
    }
    NavigableSet<String> orphans = asked(before);
    orphans.removeAll(asked(after));
    for (String service : orphans) {
      int removals = totals.byService().getOrDefault(service, Totals.Counts.NONE).removed();
      dangers.add(new Danger.LastPolicy(service, removals));
    }
    return dangers.isEmpty() ? null : new Confirmation(totals.touched(), dangers);
  }

  /** The services that any document asks for. */
  private static NavigableSet<String> asked(DocumentSet documents) {
    NavigableSet<String> services = new TreeSet<>();
    for (PolicyDocument policy : documents.policies()) {
      if (policy.effect() == PolicyDocument.Effect.REQUIRE) {
        services.addAll(policy.services());
        policy
            .bundles()
            .forEach(
                name -> documents.bundle(name).ifPresent(it -> services.addAll(it.services())));
      }
    }
    documents.assignments().stream().map(AssignmentDocument::services).forEach(services::addAll);
    for (BackendDocument backend : documents.backends()) {
      BackendDocument.Configure configure = backend.configure();
      if (configure != null) {
        configure.services().forEach(item -> services.add(item.name()));
      }
    }
    return services;
  }
}
