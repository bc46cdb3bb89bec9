package io.kitward.protocol;

import java.util.List;
import java.util.Map;

/**
 * One service as its connector sees it.
 *
 * @param hash the {@link InstanceDesired#hash()} that was last carried out in full; empty while
 *     none was
 * @param state how far the connector is with it
 * @param conditions Installed, Configured, Running and Healthy
 * @param packages name to installed version; a package that is not there is absent
 * @param drift one line for each place that differs from what is desired, without any content
 * @param leftovers what off-boarding kept, and why, a line each
 */
public record InstanceObserved(
    String service,
    String hash,
    State state,
    List<Condition> conditions,
    Map<String, String> packages,
    List<String> drift,
    List<String> leftovers) {

  /** How far the connector is with an instance. */
  public enum State {
    PENDING,
    APPLYING,
    SETTLED,
    FAILED,
    REMOVING,
    REMOVED
  }
}
