package io.kitward.policy;

import io.kitward.selector.Selector;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * From tags to desired state, for one set of documents: a pure function. Equal inputs give equal
 * results, in whatever order documents, tags and facts are handed in; a conflict affects only the
 * instance that it names. Immutable, and thread-safe as far as its matcher is.
 */
public final class Resolution {
  private final DocumentSet documents;
  private final Site site;
  private final Matching matching;
  private final Map<String, List<AssignmentDocument>> assignments = new HashMap<>();
  private final Map<String, List<BackendDocument>> backends = new HashMap<>();
  private final Map<String, List<ExemptionDocument>> exemptions = new HashMap<>();
  private final Map<String, HostRules> hosts = new HashMap<>();

  private Resolution(DocumentSet documents, Site site, PolicyMatcher.Source matcher) {
    this.documents = documents;
    this.site = site;
    this.matching = new Matching(documents, matcher);
    for (AssignmentDocument assignment : documents.assignments()) {
      assignments.computeIfAbsent(assignment.node(), key -> new ArrayList<>()).add(assignment);
    }
    for (BackendDocument backend : documents.backends()) {
      BackendDocument.Configure configure = backend.configure();
      if (configure != null) {
        backends.computeIfAbsent(configure.node(), key -> new ArrayList<>()).add(backend);
      }
      if (backend.type().keepsHosts()) {
        hosts.put(backend.name(), new HostRules(backend, matching));
      }
    }
    for (ExemptionDocument exemption : documents.exemptions()) {
      for (String service : exemption.services()) {
        exemptions.computeIfAbsent(service, key -> new ArrayList<>()).add(exemption);
      }
    }
  }

  /** Resolution that asks every policy in turn. */
  public static Resolution of(DocumentSet documents, Site site) {
    return of(documents, site, PolicyMatcher::inTurn);
  }

  /** Resolution that lets a matcher find the policies. */
  public static Resolution of(DocumentSet documents, Site site, PolicyMatcher.Source matcher) {
    return new Resolution(documents, site, matcher);
  }

  /** What the documents want on one node now; for more nodes keep the resolution. */
  public static DesiredNode resolve(NodeView node, DocumentSet documents, Site site, Instant now) {
    return of(documents, site).resolve(node, now);
  }

  public DocumentSet documents() {
    return documents;
  }

  /** A selector with the documents' groups put in; empty when that is not possible. */
  public Optional<Selector> expand(Selector selector) {
    return matching.expand(selector);
  }

  /**
   * Whether a selector picks the node whatever the node says of itself; grants and secrets need
   * that.
   */
  public boolean trusted(Selector selector, NodeView node) {
    return expand(selector).map(it -> matching.trusted(it, node)).orElse(false);
  }

  /** What the documents want on a node now, and until when that is so. */
  public DesiredNode resolve(NodeView node, Instant now) {
    Claims claims = claims(node, now);
    List<Conflict> conflicts = new ArrayList<>(claims.conflicts());
    List<DesiredInstance> instances = new ArrayList<>();
    claims
        .byService()
        .forEach(
            (name, claim) -> {
              Decided decided = decide(name, claim, node);
              conflicts.addAll(decided.conflicts());
              if (decided.instance() != null) {
                instances.add(decided.instance());
              }
            });
    List<Conflict> together = InstanceConflicts.of(instances);
    conflicts.addAll(together);
    Set<String> affected = new HashSet<>(together.stream().map(Conflict::service).toList());
    instances.removeIf(instance -> affected.contains(instance.service()));
    conflicts.sort(
        Comparator.comparing(Conflict::service)
            .thenComparing(Conflict::reason)
            .thenComparing(Conflict::subject)
            .thenComparing(Conflict::message));
    return new DesiredNode(instances, conflicts, claims.changesAt());
  }

  /**
   * What a console's rules give a node's host; empty when the console keeps none, or it cannot be
   * decided whether a rule picks the node.
   */
  public Optional<HostShape> host(String backend, NodeView node) {
    HostRules rules = hosts.get(backend);
    return rules == null ? Optional.empty() : rules.of(node);
  }

  /** The consoles configured by files whose own node this is, by name. */
  public List<String> fileConsolesAt(String certname) {
    return backends.getOrDefault(certname, List.of()).stream()
        .filter(backend -> backend.type() == BackendDocument.Type.FILES)
        .map(BackendDocument::name)
        .toList();
  }

  /** Why a service is on a node or not; also of services that nothing speaks of. */
  public Explanation explain(NodeView node, String service, Instant now) {
    Claim claim = claims(node, now).byService().get(service);
    return new Explainer(this, node, resolve(node, now))
        .explain(service, claim == null ? new Claim() : claim);
  }

  /** The explanations of every service that a document asks for, or denies, on a node. */
  public List<Explanation> explain(NodeView node, Instant now) {
    Explainer explainer = new Explainer(this, node, resolve(node, now));
    List<Explanation> explanations = new ArrayList<>();
    claims(node, now)
        .byService()
        .forEach((service, claim) -> explanations.add(explainer.explain(service, claim)));
    return explanations;
  }

  /** What became of one service: an instance, conflicts, or neither. */
  record Decided(@Nullable DesiredInstance instance, List<Conflict> conflicts) {}

  Claims claims(NodeView node, Instant now) {
    return Claims.of(
        node, new Claims.World(documents, matching, assignments, backends, exemptions, now));
  }

  Matching matching() {
    return matching;
  }

  private Decided decide(String name, Claim claim, NodeView node) {
    if (!claim.asked() || !claim.denies.isEmpty()) {
      return new Decided(null, List.of());
    }
    if (!claim.undecided().isEmpty()) {
      return new Decided(null, List.of(undecided(name, claim)));
    }
    Optional<ServiceDocument> service = documents.service(name);
    if (service.isEmpty()) {
      return new Decided(null, List.of(unknownService(name, claim)));
    }
    if (claim.backends.size() > 1) {
      List<String> parties = claim.backends.stream().map(backend -> "backend " + backend).toList();
      String message =
          "several backends place the service " + name + " on this node: " + claim.backends;
      return new Decided(
          null,
          List.of(new Conflict(name, Conflict.Reason.SEVERAL_BACKENDS, "", parties, message)));
    }
    ServiceParts parts = service.get().parts(node);
    ParameterMerge.Merged merged = ParameterMerge.merge(service.get(), parts, claim);
    List<Conflict> conflicts = new ArrayList<>(merged.conflicts());
    conflicts.addAll(
        new SecretTrust(documents, matching, node).conflicts(name, claim, merged.parameters()));
    if (!conflicts.isEmpty()) {
      return new Decided(null, conflicts);
    }
    try {
      DesiredInstance instance =
          InstanceRenderer.render(service.get(), parts, merged, claim, node, site);
      if (!instance.repositories().isEmpty() && !documents.sites().isEmpty()) {
        instance = instance.through(Mirrors.of(documents.sites(), matching, node));
      }
      return new Decided(instance, List.of());
    } catch (Mirrors.Disagreement disagreement) {
      return new Decided(null, List.of(disagreement.of(name)));
    } catch (RenderException failure) {
      String message = String.valueOf(failure.getMessage());
      return new Decided(
          null, List.of(new Conflict(name, Conflict.Reason.RENDER, "", parties(claim), message)));
    }
  }

  private static Conflict undecided(String name, Claim claim) {
    List<String> parties = claim.undecided().stream().map(Resolution::party).distinct().toList();
    String message =
        "whether "
            + String.join(" and ", parties)
            + " applies cannot be decided: a tag key that it reads is in conflict, or a group is"
            + " missing";
    return new Conflict(name, Conflict.Reason.UNDECIDED, "", parties, message);
  }

  private static Conflict unknownService(String name, Claim claim) {
    String message =
        "there is no service named '" + name + "'; apply its document or drop it from the others";
    return new Conflict(name, Conflict.Reason.UNKNOWN_SERVICE, "", parties(claim), message);
  }

  private static List<String> parties(Claim claim) {
    return claim.requires.stream().map(Resolution::party).distinct().toList();
  }

  private static String party(Because because) {
    return DocumentForm.word(because.source()) + " " + because.name();
  }
}
