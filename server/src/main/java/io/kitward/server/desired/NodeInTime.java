package io.kitward.server.desired;

import io.kitward.policy.DeclaredService;
import io.kitward.policy.DesiredInstance;
import io.kitward.policy.NodeView;
import io.kitward.policy.SourcedTag;
import io.kitward.policy.tags.EffectiveTags;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A node with all that decides about it, so that it can be looked at as of any instant. A value.
 *
 * @param set what sources set on it
 * @param declared what Puppet assigns to it
 * @param follows the documents that hold for it
 */
public record NodeInTime(
    String certname,
    List<SourcedTag> set,
    List<DeclaredService> declared,
    Map<String, String> facts,
    Policy follows) {

  /** How a service stands then, if nobody does anything until then. */
  public NextChange.Look look(String service, Instant at) {
    EffectiveTags tags = follows.effective(certname, set, facts, at);
    NodeView view = tags.view(certname, facts).declaring(declared);
    return new NextChange.Look(
        follows.resolution().explain(view, service, at),
        follows
            .resolution()
            .resolve(view, at)
            .instance(service)
            .map(DesiredInstance::hash)
            .orElse(""),
        tags.changesAt());
  }

  /** The instants at which proofs end. */
  Stream<Instant> proofEnds() {
    return Stream.concat(
            set.stream().map(SourcedTag::provenUntil),
            declared.stream().map(DeclaredService::provenUntil))
        .flatMap(Stream::ofNullable);
  }
}
