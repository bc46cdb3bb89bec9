package io.kitward.server.api.port;

import io.kitward.server.desired.Phase;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The whole fleet in one screen.
 *
 * @param instances how many instances are in each phase; every phase is there
 * @param unproven instances that are ok without a console that could prove it
 * @param causes what is wrong, equal causes as one, the most frequent first, at most 20
 */
public record StatusView(
    String version,
    Instant at,
    long epoch,
    int nodes,
    int connected,
    int simulated,
    Map<Phase, Integer> instances,
    int unproven,
    int openExceptions,
    List<Cause> causes,
    List<BackendView> backends) {

  /** One cause that several instances may share. */
  public record Cause(Phase phase, String service, String message, int nodes, Instant since) {}
}
