package io.kitward.server.api.port;

import java.util.List;

/**
 * How a node would get a service.
 *
 * @param already whether it has it now
 * @param ways the smallest sets of tag changes, smallest first
 * @param inTheWay what forbids the service or exempts the node
 * @param complete whether the search was exhausted
 */
public record WouldGetView(
    String node,
    String service,
    boolean already,
    List<Way> ways,
    List<ExplanationView.Reason> inTheWay,
    boolean complete) {

  /** Tag changes none of which can be left out, and the policies that would ask then. */
  public record Way(List<Step> changes, List<String> policies, List<String> conflicts) {}

  /**
   * One tag.
   *
   * @param action {@code add} or {@code remove}
   * @param sources who may set it, or who set it and must drop it; none: anyone
   */
  public record Step(String action, String tag, List<String> sources) {}
}
