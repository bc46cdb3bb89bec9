package io.kitward.server.api.port;

import io.kitward.server.plan.TagDelta;
import java.util.List;

/**
 * What a plan does to one node, with what changes in its rendered configuration.
 *
 * @param asPlanned whether the node's own difference is still the one that was planned
 */
public record PlanNodeDetail(
    String node, boolean asPlanned, List<TagDelta> tags, List<Instance> instances) {

  /**
   * One service.
   *
   * @param parts what differs, each part with its difference in unified form; secrets as references
   * @param conflicts why it is undecided afterwards, a sentence each
   */
  public record Instance(
      String service,
      String effect,
      String offboarding,
      List<Part> parts,
      List<String> conflicts) {}

  /** One file, package, or other part. */
  public record Part(String part, String diff) {}
}
