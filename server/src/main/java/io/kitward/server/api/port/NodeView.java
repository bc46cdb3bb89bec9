package io.kitward.server.api.port;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.kitward.server.desired.Phase;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One node as lists and its own page show it.
 *
 * @param connected whether its connector holds a session now
 * @param lastSeen null while its connector never spoke
 * @param connectorVersion empty while unknown
 * @param simulated a node that exists only as a client
 * @param tags the effective tags, sorted, as {@code key} or {@code key=value}
 * @param phase the most troubled phase among its instances; {@link Phase#OK} when there are none
 * @param leftBy the plan that left it as it was, so that it follows earlier documents until the
 *     next plan; null for none
 * @param retired null while it is not leaving
 * @param phases how many instances are in each phase; phases without any are absent
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record NodeView(
    String certname,
    UUID id,
    boolean connected,
    @Nullable Instant lastSeen,
    String connectorVersion,
    boolean simulated,
    Phase phase,
    Map<Phase, Integer> phases,
    List<String> tags,
    Map<String, String> facts,
    Instant createdAt,
    @Nullable String leftBy,
    @Nullable Retired retired) {

  /**
   * How far a node's leaving is.
   *
   * @param state {@code held leaving gone}
   * @param by a person, or {@code server} when it left by itself
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Retired(String state, @Nullable Instant at, String by, String why) {}

  /** A node that is here, and follows the newest documents. */
  public NodeView(
      String certname,
      UUID id,
      boolean connected,
      @Nullable Instant lastSeen,
      String connectorVersion,
      boolean simulated,
      Phase phase,
      Map<Phase, Integer> phases,
      List<String> tags,
      Map<String, String> facts,
      Instant createdAt) {
    this(
        certname,
        id,
        connected,
        lastSeen,
        connectorVersion,
        simulated,
        phase,
        phases,
        tags,
        facts,
        createdAt,
        null,
        null);
  }
}
