package io.kitward.server.channel;

import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What everything behind the door shares.
 *
 * @param work runs each task on a virtual thread of its own
 * @param identities the lanes of certnames, taken before those of nodes
 * @param sessionNumbers rises with each session, so that the newest is known
 */
record DoorParts(
    NodeDoorConfig config,
    NodeHttp http,
    NodeListener listener,
    InstantSource clock,
    Executor work,
    Sessions sessions,
    AgentSessions agents,
    Polls polls,
    Guests guests,
    Calls calls,
    Lanes<Visitor.Key> identities,
    Lanes<UUID> nodes,
    AtomicLong sessionNumbers,
    DoorMeters meters) {

  DoorLimits limits() {
    return config.limits();
  }

  /**
   * Asks whether somebody may come in.
   *
   * @param type a stock agent's {@code service.name}; empty for a connector
   */
  NodeListener.Admission admission(Visitor visitor, Heard.Understood message, String type) {
    return type.isEmpty()
        ? listener.connected(
            visitor.identity(),
            message.instanceUid(),
            Description.machine(message.message()),
            visitor.address())
        : listener.agentConnected(
            visitor.identity(), message.instanceUid(), type, visitor.address());
  }
}
