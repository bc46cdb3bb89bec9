package io.kitward.policy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * From tags to desired state: a pure function. Equal inputs give equal results, in whatever order
 * documents, tags and facts are handed in; a conflict affects only the instance that it names.
 */
public final class Resolution {
  private Resolution() {}

  public static DesiredNode resolve(NodeView node, DocumentSet documents, Site site) {
    Claims claims = Claims.of(node, documents);
    List<Conflict> conflicts = new ArrayList<>(claims.conflicts());
    List<DesiredInstance> instances = new ArrayList<>();
    claims
        .byService()
        .forEach(
            (name, claim) ->
                documents
                    .service(name)
                    .ifPresentOrElse(
                        service -> resolve(service, claim, node, site, instances, conflicts),
                        () -> conflicts.add(unknownService(name, claim))));
    List<Conflict> paths = InstanceRenderer.pathConflicts(instances);
    conflicts.addAll(paths);
    Set<String> affected = new HashSet<>(paths.stream().map(Conflict::service).toList());
    instances.removeIf(instance -> affected.contains(instance.service()));
    conflicts.sort(
        Comparator.comparing(Conflict::service)
            .thenComparing(Conflict::reason)
            .thenComparing(Conflict::subject)
            .thenComparing(Conflict::message));
    return new DesiredNode(instances, conflicts);
  }

  private static void resolve(
      ServiceDocument service,
      Claims.Claim claim,
      NodeView node,
      Site site,
      List<DesiredInstance> instances,
      List<Conflict> conflicts) {
    if (claim.backends.size() > 1) {
      List<String> parties = claim.backends.stream().map(name -> "backend " + name).toList();
      String message =
          "several backends place the service "
              + service.name()
              + " on this node: "
              + claim.backends;
      conflicts.add(
          new Conflict(service.name(), Conflict.Reason.SEVERAL_BACKENDS, "", parties, message));
      return;
    }
    ParameterMerge.Merged merged = ParameterMerge.merge(service, claim.layers);
    if (!merged.conflicts().isEmpty()) {
      conflicts.addAll(merged.conflicts());
      return;
    }
    try {
      instances.add(InstanceRenderer.render(service, merged.choices(), claim, node, site));
    } catch (RenderException failure) {
      String message = String.valueOf(failure.getMessage());
      conflicts.add(
          new Conflict(service.name(), Conflict.Reason.RENDER, "", parties(claim), message));
    }
  }

  private static Conflict unknownService(String name, Claims.Claim claim) {
    String message =
        "there is no service named '" + name + "'; apply its document or drop it from the others";
    return new Conflict(name, Conflict.Reason.UNKNOWN_SERVICE, "", parties(claim), message);
  }

  private static List<String> parties(Claims.Claim claim) {
    return claim.because.stream()
        .map(
            because ->
                (because.source() == Because.Source.POLICY ? "policy " : "backend ")
                    + because.name())
        .distinct()
        .toList();
  }
}
