package io.kitward.policy.counterfactual;

import io.kitward.policy.BundleDocument;
import io.kitward.policy.DocumentSet;
import io.kitward.policy.ExemptionDocument;
import io.kitward.policy.Explanation;
import io.kitward.policy.Kind;
import io.kitward.policy.PolicyDocument;
import io.kitward.policy.Resolution;
import io.kitward.policy.SourcedTag;
import io.kitward.policy.tags.TagAuthority;
import io.kitward.selector.Selector;
import io.kitward.selector.Subject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds the smallest tag changes that bring a service to a node.
 *
 * <p>The selectors of the policies that ask for the service are taken apart into alternatives (at
 * most {@value Conjunctions#LIMIT} each). For each alternative the smallest changes are made, key
 * by key; the smallest set is tried first, on the whole resolution. Where something forbids the
 * service then, the alternatives under which that does not match are joined and tried in turn. So
 * what is found is smallest first, among values that selectors and tag keys name; rules are never
 * made to fire on purpose. At most {@value #TRIES} sets are tried and {@value #WAYS} returned.
 */
public final class Counterfactual {
  static final int TRIES = 2_000;
  static final int WAYS = 10;
  private static final int ALTERNATIVES = 20_000;

  private record Attempt(Set<Literal> literals, Set<TagChange> changes) {}

  private static final Comparator<Attempt> SMALLEST =
      Comparator.comparingInt((Attempt attempt) -> attempt.changes().size())
          .thenComparing(attempt -> attempt.changes().toString());

  private final Resolution resolution;
  private final TagAuthority authority;
  private final String certname;
  private final Map<String, String> facts;
  private final String service;
  private final Instant now;
  private final NodeTags node;
  private final Subject subject;
  private final Conjunctions conjunctions = new Conjunctions();
  private final PriorityQueue<Attempt> queue = new PriorityQueue<>(SMALLEST);
  private final Set<Attempt> tried = new HashSet<>();
  private final Set<Explanation.Reason> inTheWay = new LinkedHashSet<>();
  private final List<Way> ways = new ArrayList<>();
  private boolean complete;

  private Counterfactual(
      Resolution resolution,
      String certname,
      List<SourcedTag> set,
      Map<String, String> facts,
      String service,
      Instant now) {
    this.resolution = resolution;
    this.authority = TagAuthority.of(resolution.documents());
    this.certname = certname;
    this.facts = facts;
    this.service = service;
    this.now = now;
    var view = authority.view(certname, set, facts, now);
    this.node = new NodeTags(set, view.tags(), resolution.documents(), now);
    this.complete = view.openKeys().isEmpty();
    this.subject = view.subject();
  }

  /**
   * How a node would get a service.
   *
   * @param set the tags that sources set on the node
   */
  public static WouldGet wouldGet(
      Resolution resolution,
      String certname,
      List<SourcedTag> set,
      Map<String, String> facts,
      String service,
      Instant now) {
    return new Counterfactual(resolution, certname, set, facts, service, now).search();
  }

  private WouldGet search() {
    Explanation today = explanation(List.of());
    inTheWay.addAll(today.denies());
    if (wanted(today)) {
      return new WouldGet(certname, service, true, today.conflicts(), List.of(), List.of(), true);
    }
    if (today.requires().stream().anyMatch(Counterfactual::namesTheNode)) {
      offer(List.of(Set.of()));
    }
    for (PolicyDocument policy : asking(resolution.documents())) {
      resolution
          .expand(policy.selector())
          .ifPresent(selector -> offer(conjunctions.of(selector, true)));
    }
    int tries = 0;
    while (!queue.isEmpty() && ways.size() < WAYS) {
      if (++tries > TRIES) {
        complete = false;
        break;
      }
      attempt(queue.remove());
    }
    boolean exhausted = complete && conjunctions.complete() && queue.isEmpty();
    return new WouldGet(
        certname, service, false, List.of(), ways, List.copyOf(inTheWay), exhausted);
  }

  private static boolean wanted(Explanation explanation) {
    return !explanation.requires().isEmpty()
        && explanation.denies().isEmpty()
        && explanation.undecided().isEmpty();
  }

  private static boolean namesTheNode(Explanation.Reason reason) {
    return switch (reason.because().source()) {
      case ASSIGNMENT, PUPPET, BACKEND -> true;
      case POLICY, EXEMPTION -> false;
    };
  }

  private List<PolicyDocument> asking(DocumentSet documents) {
    return documents.policies().stream()
        .filter(policy -> policy.effect() == PolicyDocument.Effect.REQUIRE)
        .filter(
            policy ->
                policy.services().contains(service)
                    || policy.bundles().stream().anyMatch(name -> holds(documents, name)))
        .toList();
  }

  private boolean holds(DocumentSet documents, String bundle) {
    return documents
        .bundle(bundle)
        .map(BundleDocument::services)
        .map(services -> services.contains(service))
        .orElse(false);
  }

  private Explanation explanation(Collection<TagChange> changes) {
    return resolution.explain(
        authority.view(certname, node.after(changes), facts, now), service, now);
  }

  private void attempt(Attempt attempt) {
    if (ways.stream().anyMatch(way -> attempt.changes().containsAll(way.changes()))) {
      return;
    }
    Explanation then = explanation(attempt.changes());
    if (!then.denies().isEmpty()) {
      Explanation.Reason denial = then.denies().getFirst();
      inTheWay.add(denial);
      selector(denial)
          .ifPresent(
              selector ->
                  offer(
                      conjunctions.both(
                          List.of(attempt.literals()), conjunctions.of(selector, false))));
    } else if (wanted(then)) {
      List<String> policies =
          then.requires().stream().map(reason -> reason.because().name()).distinct().toList();
      ways.add(new Way(List.copyOf(attempt.changes()), policies, then.conflicts()));
    }
  }

  private Optional<Selector> selector(Explanation.Reason denial) {
    DocumentSet documents = resolution.documents();
    String name = denial.because().name();
    Optional<Selector> written =
        switch (denial.because().source()) {
          case POLICY ->
              documents.find(Kind.POLICY, name).map(it -> ((PolicyDocument) it).selector());
          case EXEMPTION ->
              documents.find(Kind.EXEMPTION, name).map(it -> ((ExemptionDocument) it).selector());
          case ASSIGNMENT, PUPPET, BACKEND -> Optional.empty();
        };
    return written.flatMap(resolution::expand);
  }

  private void offer(List<Set<Literal>> alternatives) {
    for (Set<Literal> literals : alternatives) {
      if (tried.size() >= ALTERNATIVES) {
        complete = false;
        return;
      }
      for (Set<TagChange> changes : repairs(literals)) {
        Attempt attempt = new Attempt(literals, changes);
        if (tried.add(attempt)) {
          queue.add(attempt);
        }
      }
    }
  }

  /** The smallest changes under which all literals hold. */
  private List<Set<TagChange>> repairs(Set<Literal> literals) {
    boolean possible =
        literals.stream()
            .filter(literal -> !literal.attribute().isTag())
            .allMatch(literal -> literal.satisfiedBy(subject.values(literal.attribute())));
    if (!possible) {
      return List.of();
    }
    Set<String> keys = new TreeSet<>();
    literals.stream()
        .filter(literal -> literal.attribute().isTag())
        .forEach(literal -> keys.add(literal.attribute().name()));
    List<Set<TagChange>> all = List.of(new TreeSet<>());
    for (String key : keys) {
      List<Literal> ofKey =
          literals.stream()
              .filter(it -> it.attribute().isTag() && it.attribute().name().equals(key))
              .toList();
      KeyRepair repair = new KeyRepair(node, key, ofKey, node.document(key));
      all = product(all, repair.smallest());
      complete &= repair.complete();
    }
    return all;
  }

  private List<Set<TagChange>> product(List<Set<TagChange>> left, List<Set<TagChange>> right) {
    List<Set<TagChange>> product = new ArrayList<>();
    for (Set<TagChange> one : left) {
      for (Set<TagChange> other : right) {
        if (product.size() >= KeyRepair.LIMIT) {
          complete = false;
          return product;
        }
        Set<TagChange> together = new TreeSet<>(one);
        together.addAll(other);
        product.add(together);
      }
    }
    return product;
  }
}
