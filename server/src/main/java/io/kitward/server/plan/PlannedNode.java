package io.kitward.server.plan;

import io.kitward.policy.Offboarding;
import io.kitward.policy.plan.InstanceDifference;
import io.kitward.protocol.Json;
import java.util.List;
import java.util.Locale;

/**
 * What a plan does to one node, as it is kept and shown.
 *
 * @param tags what changes of its tags
 * @param instances what happens to its services
 */
public record PlannedNode(String node, List<TagDelta> tags, List<Step> instances) {
  public PlannedNode {
    tags = List.copyOf(tags);
    instances = List.copyOf(instances);
  }

  /**
   * What happens to one service.
   *
   * @param effect {@code added}, {@code changed}, {@code removed}, {@code conflicted} or {@code
   *     settled}
   * @param before hash of the instance before; empty when there was none
   * @param after the same afterwards
   * @param offboarding for a removal: what happens to what is there, such as {@code purge after
   *     PT0S}; else empty
   */
  public record Step(
      String service, String effect, String before, String after, String offboarding) {

    /** As it is kept. */
    public static Step of(InstanceDifference difference) {
      Offboarding offboarding = difference.offboarding();
      return new Step(
          difference.service(),
          difference.effect().name().toLowerCase(Locale.ROOT),
          difference.before(),
          difference.after(),
          offboarding == null ? "" : offboarding.words());
    }
  }

  /** Equal exactly when the node's own difference is still the same. */
  public String digest() {
    return Json.sha256(node + "\n" + tags + "\n" + instances);
  }

  /** The services that the node loses. */
  public List<String> lost() {
    return instances.stream()
        .filter(step -> step.effect().equals("removed"))
        .map(Step::service)
        .toList();
  }
}
