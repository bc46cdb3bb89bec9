package io.kitward.server.rollout;

/**
 * How many removals tags, facts and imports may cause within an hour before a person has to look:
 * the larger of 5 instances and 2% of the service's instances. Additions are never held.
 *
 * @param least removals that are always allowed
 * @param share of a service's instances, 0 to 1
 */
public record Brake(int least, double share) {

  /** The rule of the design. */
  public static final Brake DESIGN = new Brake(5, 0.02);

  /**
   * Whether one more instance may be removed.
   *
   * @param removedWithinHour distinct instances of the service already removed within the last hour
   * @param instances instances of the service at the beginning of that hour
   */
  public boolean allows(long removedWithinHour, long instances) {
    return removedWithinHour < Math.max(least, (long) Math.floor(instances * share));
  }
}
