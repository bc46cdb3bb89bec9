package io.kitward.server.api.port;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.kitward.server.desired.Phase;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One service on one node, with its three states kept apart.
 *
 * @param waiting what it waits for, in a sentence; empty when it waits for nothing
 * @param conditions in the fixed order Installed, Configured, Running, Healthy, Registered, Proven
 * @param wanted what policy says; null when no policy wants it any more
 * @param released what may go to the node now; null while nothing was released
 * @param observed what the node last carried out in full; null while it reported nothing
 * @param because the policies or backends that want it, as {@code Policy/NAME}; empty when none
 *     does any more
 * @param then set when it is told how it was at an earlier moment: what else is empty then is not
 *     kept for so long
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record InstanceView(
    String node,
    String service,
    Phase phase,
    Instant phaseSince,
    String waiting,
    List<ConditionView> conditions,
    @Nullable StateHash wanted,
    @Nullable StateHash released,
    @Nullable StateHash observed,
    List<String> because,
    List<Parameter> parameters,
    @Nullable Then then) {

  /** How it is now. */
  public InstanceView(
      String node,
      String service,
      Phase phase,
      Instant phaseSince,
      String waiting,
      List<ConditionView> conditions,
      @Nullable StateHash wanted,
      @Nullable StateHash released,
      @Nullable StateHash observed,
      List<String> because,
      List<Parameter> parameters) {
    this(
        node,
        service,
        phase,
        phaseSince,
        waiting,
        conditions,
        wanted,
        released,
        observed,
        because,
        parameters,
        null);
  }

  /**
   * How it was.
   *
   * @param wanted whether policy wanted it
   * @param tags those that counted on the node
   */
  public record Then(Instant at, boolean wanted, List<String> tags) {}

  /** A state by its SHA-256, 64 hexadecimal digits. */
  public record StateHash(String hash) {}

  /**
   * A value and where it came from.
   *
   * @param leaf the parameter's name
   * @param value as text; a secret as its reference
   * @param origin {@code default}, {@code Bundle/NAME} or {@code Policy/NAME}
   */
  public record Parameter(String leaf, String value, String origin) {}
}
