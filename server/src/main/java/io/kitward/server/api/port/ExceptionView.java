package io.kitward.server.api.port;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An open or closed gap between what policy wants and what is.
 *
 * @param id stable, short, such as {@code x-17}
 * @param kind {@code conflict}, {@code render}, {@code brake}, {@code kept} …
 * @param state {@code open}, {@code accepted}, {@code released} or {@code closed}
 * @param node empty when it concerns several
 * @param service empty when it concerns several
 * @param message one sentence that names what collides or what is held
 * @param details a line each: policies and leaf of a conflict, removals that a brake holds
 * @param releasable whether a person may let go what is held
 * @param care how people look after it; null while nobody does
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ExceptionView(
    String id,
    String kind,
    String state,
    String node,
    String service,
    String message,
    List<String> details,
    boolean releasable,
    Instant since,
    @Nullable Instant closedAt,
    @Nullable String closedBy,
    @Nullable Care care) {

  /** Whether it is not closed: open, or accepted for a time. */
  public boolean standing() {
    return closedAt == null;
  }

  /**
   * What people said of it.
   *
   * @param assignee whose it is; empty: nobody's
   * @param acceptedUntil null when it is not accepted now
   * @param acceptedBy null when it is not accepted now
   * @param reason why it is accepted; null when it is not accepted now
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Care(
      String assignee,
      @Nullable Instant acceptedUntil,
      @Nullable String acceptedBy,
      @Nullable String reason) {}
}
