package io.kitward.server.rollout;

import java.util.Optional;
import java.util.Set;

/** Gives secrets' values to nodes. Thread-safe. */
@FunctionalInterface
public interface NodeSecrets {

  /**
   * The value behind {@code secret:NAME@VERSION#FORMAT} or behind a node's own key, made harmless
   * for the format; empty when it can't be, or when it is not for that node.
   *
   * @param lent the references of other nodes' keys that a console on this node is lent
   */
  Optional<String> value(String certname, String text, Set<String> lent);
}
