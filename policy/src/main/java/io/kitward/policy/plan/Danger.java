package io.kitward.policy.plan;

/** Why a plan needs more than a yes. */
public sealed interface Danger {
  /** It touches more of the fleet than may be touched without a word. */
  record Share(int touched, int fleet, int limitPercent) implements Danger {}

  /** Nothing asks for the service any more, anywhere. */
  record LastPolicy(String service, int removals) implements Danger {}
}
