package io.kitward.server.channel;

import io.kitward.protocol.DesiredState;
import io.kitward.protocol.Operation;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import opamp.proto.v1.Opamp;

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

  /** Whether a stock agent of this type has a session on the node that takes offers. */
  default boolean agentConnected(UUID node, String type) {
    return false;
  }

  /** The node's stock agents that have a session now, by {@code instance_uid}. */
  default Set<UUID> agents(UUID node) {
    return Set.of();
  }

  /**
   * Sends a configuration to the node's stock agents of a type, those that do not hold it already.
   *
   * @return false when there is none that takes it
   * @throws IllegalArgumentException when it is larger than a message may be
   */
  default boolean offer(UUID node, String type, AgentConfig config) {
    return false;
  }

  /**
   * Offers a package of the connector, unless this session was offered it already.
   *
   * @return false when no session is there, or its agent does not take packages
   */
  default boolean offer(UUID node, Opamp.PackagesAvailable packages) {
    return false;
  }

  /**
   * Hands an operation to the node's connector.
   *
   * @return false when it has no session, does not take operations, or has too many waiting
   */
  default boolean ask(UUID node, Operation operation) {
    return false;
  }

  /** What became of a request to a console. */
  enum Handed {
    TAKEN,
    /** The node has no session. */
    AWAY,
    /** Its connector does not know such requests. */
    TOO_OLD,
    /** Too many wait already. */
    FULL
  }

  /** Hands a request to a console of the node's site to its connector. */
  default Handed console(UUID node, Opamp.CustomMessage request) {
    return Handed.AWAY;
  }

  /**
   * Closes connections whose certificate is refused now; called when the CRL changed.
   *
   * @return how many were closed
   */
  int recheck();
}
