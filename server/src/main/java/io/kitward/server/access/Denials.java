package io.kitward.server.access;

/** Where refused attempts are written down. Called on the thread of the request; must not throw. */
@FunctionalInterface
public interface Denials {
  void denied(Principal principal, Action action, Target target, String reason);
}
