package io.kitward.server.channel;

import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The one session of each node that has one. Thread-safe. */
final class Sessions {

  private final Map<UUID, Session> current = new ConcurrentHashMap<>();

  /**
   * Makes a session its node's one, if none that began later is there.
   *
   * @return the session that lost its place; the given one when a newer is there; null when the
   *     place was free
   */
  @Nullable Session register(UUID node, Session session) {
    var loser = new Session[1];
    current.compute(
        node,
        (_, there) -> {
          boolean wins = there == null || there.number() < session.number();
          loser[0] = wins ? there : session;
          return wins ? session : there;
        });
    return loser[0];
  }

  /** Takes a session away; says whether it was its node's one. */
  boolean remove(UUID node, Session session) {
    return current.remove(node, session);
  }

  boolean isCurrent(UUID node, Session session) {
    return current.get(node) == session;
  }

  /** The node's session, while it is open. */
  @Nullable Session open(UUID node) {
    Session session = current.get(node);
    return session == null || session.ended() ? null : session;
  }

  Set<UUID> open() {
    return current.entrySet().stream()
        .filter(entry -> !entry.getValue().ended())
        .map(Map.Entry::getKey)
        .collect(Collectors.toUnmodifiableSet());
  }

  int size() {
    return current.size();
  }
}
