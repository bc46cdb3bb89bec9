package io.kitward.policy.counterfactual;

import io.kitward.policy.Conflict;
import java.util.List;

/**
 * Tag changes that bring the service.
 *
 * @param changes none can be left out
 * @param policies the policies that would ask for the service then
 * @param conflicts what would still keep the instance from being carried out, such as a parameter
 *     without a value
 */
public record Way(List<TagChange> changes, List<String> policies, List<Conflict> conflicts) {
  public Way {
    changes = List.copyOf(changes);
    policies = List.copyOf(policies);
    conflicts = List.copyOf(conflicts);
  }
}
