package io.kitward.policy.plan;

import java.util.List;

/**
 * A figure that whoever carries the plan out must repeat.
 *
 * @param figure the number of nodes that the plan touches
 */
public record Confirmation(int figure, List<Danger> because) {
  public Confirmation {
    because = List.copyOf(because);
  }
}
