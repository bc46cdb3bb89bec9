package io.kitward.policy;

import io.kitward.selector.Selector;
import io.kitward.selector.Subject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Which services the documents ask for or deny on a node, why, and with which parameters. */
final class Claims {
  private final NodeView node;
  private final Subject subject;
  private final World world;
  private final NavigableMap<String, Claim> claims = new TreeMap<>();
  private final List<Conflict> conflicts = new ArrayList<>();
  private @Nullable Instant changesAt;

  /** What claims are made from: documents, the index of what is asked often, and the time. */
  record World(
      DocumentSet documents,
      Matching matching,
      Map<String, List<AssignmentDocument>> assignments,
      Map<String, List<BackendDocument>> backends,
      Map<String, List<ExemptionDocument>> exemptions,
      Instant now) {}

  private Claims(NodeView node, World world) {
    this.node = node;
    this.subject = node.subject();
    this.world = world;
  }

  static Claims of(NodeView node, World world) {
    Claims claims = new Claims(node, world);
    Matching.Matches matches = world.matching().policies(node, claims.subject);
    List<PolicyDocument> certain =
        matches.certain().stream().sorted(Comparator.comparing(PolicyDocument::name)).toList();
    certain.forEach(policy -> claims.policy(policy, true));
    matches.open().forEach(policy -> claims.policy(policy, false));
    node.declared().forEach(claims::declare);
    world.assignments().getOrDefault(node.certname(), List.of()).forEach(claims::assign);
    world.backends().getOrDefault(node.certname(), List.of()).forEach(claims::configure);
    claims.layers(certain);
    claims.claims.forEach(claims::exempt);
    return claims;
  }

  /** By service; also services that are only denied. */
  NavigableMap<String, Claim> byService() {
    return claims;
  }

  List<Conflict> conflicts() {
    return conflicts;
  }

  /** The next instant at which the answer changes by itself. */
  @Nullable Instant changesAt() {
    return changesAt;
  }

  private Claim claim(String service) {
    return claims.computeIfAbsent(service, ignored -> new Claim());
  }

  private void policy(PolicyDocument policy, boolean certain) {
    boolean require = policy.effect() == PolicyDocument.Effect.REQUIRE;
    List<SourcedTag> tags = Evidence.tags(node, world.matching().keys(policy));
    BiConsumer<String, @Nullable String> say =
        (service, bundle) -> {
          Claim claim = claim(service);
          Because because = because(policy, bundle, tags);
          if (certain) {
            (require ? claim.requires : claim.denies).add(because);
          } else {
            (require ? claim.perhaps : claim.open).add(because);
          }
        };
    policy.services().forEach(service -> say.accept(service, null));
    for (String name : policy.bundles()) {
      world
          .documents()
          .bundle(name)
          .ifPresentOrElse(
              bundle -> bundle.services().forEach(service -> say.accept(service, name)),
              () -> unknownBundle(policy, name));
    }
    if (!certain && require) {
      Set<String> touched = new HashSet<>(policy.parameters().keySet());
      touched.addAll(policy.versions().keySet());
      boolean sets = policy.said() != null;
      if (sets) {
        touched.addAll(policy.services());
      }
      for (String name : policy.bundles()) {
        world
            .documents()
            .bundle(name)
            .ifPresent(
                bundle -> {
                  touched.addAll(bundle.parameters().keySet());
                  touched.addAll(bundle.versions().keySet());
                  if (sets) {
                    touched.addAll(bundle.services());
                  }
                });
      }
      touched.forEach(service -> claim(service).open.add(because(policy, null, tags)));
    }
  }

  private static Because because(
      PolicyDocument policy, @Nullable String bundle, List<SourcedTag> tags) {
    return new Because(Because.Source.POLICY, policy.name(), bundle, tags);
  }

  private void unknownBundle(PolicyDocument policy, String bundle) {
    String message =
        "policy " + policy.name() + " names the bundle '" + bundle + "', which is not there";
    conflicts.add(
        new Conflict(
            "",
            Conflict.Reason.UNKNOWN_BUNDLE,
            bundle,
            List.of("policy " + policy.name()),
            message));
  }

  private void layers(List<PolicyDocument> matching) {
    Map<Origin, BundleDocument> bundles = new LinkedHashMap<>();
    for (PolicyDocument policy : matching) {
      if (policy.effect() == PolicyDocument.Effect.REQUIRE) {
        add(
            new Origin(Origin.Source.POLICY, policy.name(), policy.priority()),
            policy.parameters(),
            policy.versions());
        for (String name : policy.bundles()) {
          world
              .documents()
              .bundle(name)
              .ifPresent(bundle -> bundles.put(new Origin(Origin.Source.BUNDLE, name, 0), bundle));
        }
      }
    }
    for (PolicyDocument policy : matching) {
      Mode.Said said = policy.said();
      if (said != null) {
        Set<String> services = new HashSet<>(policy.services());
        policy
            .bundles()
            .forEach(
                name ->
                    world
                        .documents()
                        .bundle(name)
                        .ifPresent(bundle -> services.addAll(bundle.services())));
        mode(new Origin(Origin.Source.POLICY, policy.name(), policy.priority()), services, said);
      }
    }
    bundles.forEach((origin, bundle) -> add(origin, bundle.parameters(), bundle.versions()));
  }

  private void add(
      Origin origin,
      NavigableMap<String, NavigableMap<String, ParameterValue>> parameters,
      NavigableMap<String, NavigableMap<String, ParameterValue>> versions) {
    parameters.forEach(
        (service, values) -> {
          Claim claim = claims.get(service);
          if (claim != null) {
            claim.parameters.add(new Layer(origin, values));
          }
        });
    versions.forEach(
        (service, values) -> {
          Claim claim = claims.get(service);
          if (claim != null) {
            claim.versions.add(new Layer(origin, values));
          }
        });
  }

  /** A mode counts for the services that its document names, and no longer than it says. */
  private void mode(Origin origin, Collection<String> services, Mode.Said said) {
    Instant until = said.until();
    if (until != null) {
      if (!world.now().isBefore(until)) {
        return;
      }
      next(until);
    }
    for (String service : services) {
      claim(service).modes.add(new Layer(origin, Map.of(ParameterMerge.MODE, said.value())));
    }
  }

  private void assign(AssignmentDocument assignment) {
    Because because = new Because(Because.Source.ASSIGNMENT, assignment.name(), null, List.of());
    assignment.services().forEach(service -> claim(service).requires.add(because));
    Origin origin = new Origin(Origin.Source.ASSIGNMENT, assignment.name(), 0);
    add(origin, assignment.parameters(), assignment.versions());
    Mode.Said said = assignment.said();
    if (said != null) {
      mode(origin, assignment.services(), said);
    }
  }

  private void declare(DeclaredService declared) {
    Because because = new Because(Because.Source.PUPPET, "kitward_service", null, List.of());
    Instant end = declared.provenUntil();
    if (end != null) {
      next(end);
      next(end.plus(SourcedTag.LAPSE));
    }
    if (end != null && !world.now().isBefore(end.plus(SourcedTag.LAPSE))) {
      return;
    }
    Claim claim = claim(declared.service());
    if (end != null && !world.now().isBefore(end)) {
      claim.perhaps.add(because);
      return;
    }
    claim.requires.add(because);
    claim.parameters.add(new Layer(new Origin(Origin.Source.PUPPET, "", 0), declared.parameters()));
  }

  private void next(Instant at) {
    if (world.now().isBefore(at) && (changesAt == null || at.isBefore(changesAt))) {
      changesAt = at;
    }
  }

  private void configure(BackendDocument backend) {
    BackendDocument.Configure configure = backend.configure();
    if (configure == null) {
      return;
    }
    for (BackendDocument.ServiceItem item : configure.services()) {
      Claim claim = claim(item.name());
      claim.requires.add(new Because(Because.Source.BACKEND, backend.name(), null, List.of()));
      Origin origin = new Origin(Origin.Source.BACKEND, backend.name(), 0);
      claim.parameters.add(new Layer(origin, item.parameters()));
      claim.backends.add(backend.name());
    }
  }

  private void exempt(String service, Claim claim) {
    for (ExemptionDocument exemption : world.exemptions().getOrDefault(service, List.of())) {
      if (!exemption.inForce(world.now()) || !claim.asked()) {
        continue;
      }
      Selector selector =
          world.matching().expand(exemption.selector()).orElse(exemption.selector());
      Certainty certainty =
          selector.groups().isEmpty() ? Matching.ask(selector, node, subject) : Certainty.OPEN;
      if (certainty == Certainty.NO) {
        continue;
      }
      Because because =
          new Because(
              Because.Source.EXEMPTION, exemption.name(), null, Evidence.tags(node, selector));
      (certainty == Certainty.YES ? claim.denies : claim.open).add(because);
      next(exemption.until());
    }
  }
}
