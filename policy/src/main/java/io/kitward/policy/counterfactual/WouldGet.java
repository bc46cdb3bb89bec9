package io.kitward.policy.counterfactual;

import io.kitward.policy.Conflict;
import io.kitward.policy.Explanation;
import java.util.List;

/**
 * How a node would get a service.
 *
 * @param already whether it is wanted there now
 * @param conflicts what keeps it from being carried out though it is wanted
 * @param ways the smallest sets of tag changes, smallest first
 * @param inTheWay what forbids the service or exempts the node now, or would in some way that was
 *     tried
 * @param complete whether the search was exhausted; otherwise there may be further ways, though
 *     none smaller than those that are listed
 */
public record WouldGet(
    String certname,
    String service,
    boolean already,
    List<Conflict> conflicts,
    List<Way> ways,
    List<Explanation.Reason> inTheWay,
    boolean complete) {
  public WouldGet {
    conflicts = List.copyOf(conflicts);
    ways = List.copyOf(ways);
    inTheWay = List.copyOf(inTheWay);
  }
}
