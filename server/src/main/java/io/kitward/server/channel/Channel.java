package io.kitward.server.channel;

import io.kitward.protocol.DesiredState;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** The sender's side of the channel to the nodes. Thread-safe; no method waits for a node. */
public interface Channel {

  /** Whether the node has a session that takes offers. */
  boolean connected(UUID node);

  /** The nodes that have such a session now, as a copy. */
  Set<UUID> connectedNodes();

  /**
   * Sends unless this session already holds or was sent a state of that hash; of offers that the
   * node is too slow to take only the last is sent.
   *
   * @param secrets {@code secret:NAME@VERSION} to value, for the references in the state
   * @return false when no session is there, or its agent does not accept remote configuration
   * @throws IllegalArgumentException when the state is larger than a message may be
   */
  boolean offer(UUID node, DesiredState state, Map<String, String> secrets);

  /**
   * Closes connections whose certificate is refused now; called when the CRL changed.
   *
   * @return how many were closed
   */
  int recheck();
}
