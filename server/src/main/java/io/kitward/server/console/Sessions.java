package io.kitward.server.console;

import io.kitward.server.access.Principal.TokenPrincipal;
import io.kitward.server.api.port.TokenView;
import io.kitward.server.api.port.Tokens;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Who is signed in at the console. Sessions live in memory, for twelve hours at the most, and end
 * when the token that opened them is revoked: seen within five seconds. Thread-safe.
 */
final class Sessions {
  static final Duration LIFE = Duration.ofHours(12);
  private static final Duration TRUSTED = Duration.ofSeconds(5);
  private static final int LIMIT = 10_000;

  private final Map<String, Session> byId = new LinkedHashMap<>();
  private final Tokens tokens;
  private final Clock clock;
  private final Supplier<String> secrets;
  private Set<String> valid = Set.of();
  private Instant validSince = Instant.MIN;

  /**
   * One signed-in browser.
   *
   * @param csrf the token that each of its forms carries
   */
  record Session(String id, TokenPrincipal principal, String csrf, Instant startedAt) {}

  /**
   * @param secrets for the ids of sessions: unpredictable
   */
  Sessions(Tokens tokens, Clock clock, Supplier<String> secrets) {
    this.tokens = tokens;
    this.clock = clock;
    this.secrets = secrets;
  }

  synchronized Session open(TokenPrincipal principal) {
    Instant now = clock.instant();
    byId.values().removeIf(session -> ended(session, now));
    if (byId.size() >= LIMIT) {
      byId.remove(byId.keySet().iterator().next());
    }
    var session = new Session(secrets.get(), principal, secrets.get(), now);
    byId.put(session.id(), session);
    // Its token may be younger than the names that were read last.
    validSince = Instant.MIN;
    return session;
  }

  /** The session of a cookie, while it lasts and its token is good. */
  Optional<Session> find(String id) {
    Optional<Session> found = running(id);
    if (found.isEmpty()) {
      return found;
    }
    if (tokenNames().contains(found.get().principal().name())) {
      return found;
    }
    close(id);
    return Optional.empty();
  }

  synchronized void close(String id) {
    byId.remove(id);
  }

  private synchronized Optional<Session> running(String id) {
    Session session = byId.get(id);
    if (session == null) {
      return Optional.empty();
    }
    if (ended(session, clock.instant())) {
      byId.remove(id);
      return Optional.empty();
    }
    return Optional.of(session);
  }

  /** The store is asked outside the lock: a slow answer holds up nobody else. */
  private Set<String> tokenNames() {
    Instant now = clock.instant();
    synchronized (this) {
      if (validSince.plus(TRUSTED).isAfter(now)) {
        return valid;
      }
    }
    Set<String> names =
        tokens.list().stream()
            .filter(token -> token.revokedAt() == null)
            .map(TokenView::name)
            .collect(Collectors.toUnmodifiableSet());
    synchronized (this) {
      valid = names;
      validSince = now;
    }
    return names;
  }

  private static boolean ended(Session session, Instant now) {
    return !now.isBefore(session.startedAt().plus(LIFE));
  }
}
