package io.kitward.server.channel;

import io.kitward.protocol.ConsoleMessages;
import io.kitward.protocol.InstanceObserved;
import io.kitward.protocol.NodeEvent;
import io.kitward.protocol.OperationReply;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import opamp.proto.v1.Opamp;

/**
 * What the channel tells the rest of the server. Called on virtual threads, one call at a time per
 * node, in order. A call that throws ends the session with {@code Unavailable}: the node comes back
 * and reports its full state again, so nothing that a call was told is lost by it.
 */
public interface NodeListener {

  /**
   * The node behind this identity (made when new), or a refusal with words for the log and the
   * audit trail. The session takes offers only from {@link #ready} on.
   *
   * @param remoteAddress the peer's IP address, without the port
   */
  Admission connected(NodeIdentity identity, UUID instanceUid, String remoteAddress);

  /**
   * The node behind a stock agent, one that does not speak for the node itself but carries out a
   * configuration of its own; or a refusal. The session takes offers only from {@link #ready} on.
   *
   * @param type the agent's {@code service.name}
   */
  default Admission agentConnected(
      NodeIdentity identity, UUID instanceUid, String type, String remoteAddress) {
    return new Admission.Refused("agent-not-known", "this server does not take stock agents");
  }

  /** What a stock agent says. */
  default void agentReported(UUID node, AgentReport report) {}

  /** A stock agent has no session any more. */
  default void agentDisconnected(UUID node, UUID instanceUid) {}

  /**
   * The same, with what the agent says of its machine.
   *
   * @param machine its {@code host.id}; empty when it does not say
   */
  default Admission connected(
      NodeIdentity identity, UUID instanceUid, String machine, String remoteAddress) {
    return connected(identity, instanceUid, remoteAddress);
  }

  /** Whether a node may speak. */
  sealed interface Admission {

    /** It may, as this node. */
    record Admitted(UUID node) implements Admission {}

    /**
     * It may not.
     *
     * @param code a stable word for programs
     * @param reason a sentence for people; the node is told it too
     */
    record Refused(String code, String reason) implements Admission {}

    /**
     * It may, under another name: the one that it gives itself is somebody else's.
     *
     * @param instanceUid what it is to call itself
     */
    record Renamed(UUID instanceUid) implements Admission {}
  }

  /** The node's session takes offers from now on. Comes once after each {@link #connected}. */
  default void ready(UUID node) {}

  /**
   * What the agent says of itself.
   *
   * @param facts dotted name to value, sorted
   * @param connectorVersion empty when the agent does not say it
   */
  void described(UUID node, Map<String, String> facts, String connectorVersion, boolean simulated);

  /** Which desired state the agent says that it holds, and how far it is with it. */
  void status(UUID node, RemoteConfigReport report);

  /** How far the connector is with a package that it was offered. */
  default void packages(UUID node, Opamp.PackageStatuses statuses) {}

  /** Everything that is on the node now; an instance that is not listed is not there. */
  void observed(UUID node, List<InstanceObserved> observed);

  /**
   * Events of the node's journal, at least one, in the order sent; each may come more than once.
   *
   * @return the highest sequence that is durable now: it is acknowledged to the node
   */
  long events(UUID node, List<NodeEvent> events);

  /** What a node says of an operation. */
  default void answered(UUID node, OperationReply reply) {}

  /** A piece of what a console of the node's site answers. */
  default void answered(UUID node, ConsoleMessages.Answered piece) {}

  /** The node gave a sign of life: every message and pong. Must be cheap, in memory. */
  void seen(UUID node, Instant at);

  /** The node has no session any more. Not told when a newer session took the place of an older. */
  void disconnected(UUID node);
}
