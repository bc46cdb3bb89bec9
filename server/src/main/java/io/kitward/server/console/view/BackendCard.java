package io.kitward.server.console.view;

import io.kitward.server.api.port.BackendView;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One console and how it stands.
 *
 * @param share proven of registered, 0 to 100; 100 when there is nothing to prove
 */
public record BackendCard(
    String element,
    String name,
    String type,
    boolean keepsHosts,
    String url,
    String through,
    String status,
    String symbol,
    Tone tone,
    @Nullable When since,
    String message,
    int registered,
    int proven,
    int share) {

  public static BackendCard of(BackendView backend, Instant now) {
    Instant since = backend.since();
    boolean reached = backend.status().equals("ok");
    boolean missing = backend.proven() < backend.registered();
    Tone tone = reached ? (missing ? Tone.WARN : Tone.OK) : lost(backend.status());
    return new BackendCard(
        "backend-" + backend.name(),
        backend.name(),
        backend.type(),
        backend.keepsHosts(),
        backend.url(),
        backend.through(),
        words(backend.status()),
        symbol(tone),
        tone,
        since == null ? null : When.of(since, now),
        backend.message(),
        backend.registered(),
        backend.proven(),
        backend.registered() == 0
            ? 100
            : (int)
                (100L * Math.min(backend.proven(), backend.registered()) / backend.registered()));
  }

  /** Whether it is told of exceptions and knows no instances. */
  public boolean told() {
    return type.equals("webhook") || type.equals("email");
  }

  /** Where its hosts are compared; empty when it keeps none. */
  public String ledgerHref() {
    return keepsHosts ? ledger(name) : "";
  }

  /** Where the hosts of a console are compared. */
  public static String ledger(String backend) {
    return "/backends/" + Names.encode(backend) + "/ledger";
  }

  /** Registered, but its data was not seen in the console. */
  public int missing() {
    return Math.max(0, registered - proven);
  }

  private static Tone lost(String status) {
    return status.equals("unreachable") ? Tone.BAD : Tone.QUIET;
  }

  private static String words(String status) {
    return switch (status) {
      case "ok" -> "reachable";
      case "not-asked" -> "not asked";
      default -> status;
    };
  }

  private static String symbol(Tone tone) {
    return switch (tone) {
      case OK -> "phase-ok";
      case WARN -> "phase-degraded";
      case BAD -> "phase-failed";
      case MOVING, QUIET, HELD -> "phase-stale";
    };
  }
}
