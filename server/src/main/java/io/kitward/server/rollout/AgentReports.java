package io.kitward.server.rollout;

import io.kitward.protocol.InstanceObserved;
import io.kitward.server.channel.AgentReport;
import io.kitward.server.channel.InstanceUids;
import io.kitward.server.channel.NodeIdentity;
import io.kitward.server.channel.NodeListener.Admission;
import io.kitward.server.desired.Instance;
import io.kitward.server.desired.InstanceTable;
import io.kitward.server.fleet.Node;
import io.kitward.server.fleet.NodeTable;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * Keeps what stock agents say, and what follows from it for the services that they carry out. Every
 * method runs in the caller's transaction.
 */
final class AgentReports {

  private AgentReports() {}

  /** The node behind an agent; an agent whose name is another node's gets a new one. */
  static Admission connected(
      Handle handle, NodeIdentity identity, UUID instanceUid, String type, Instant now) {
    Node node = NodeTable.findOrCreate(handle, identity.certname(), identity.issuer(), now);
    UUID owner = NodeTable.agent(handle, instanceUid, node.id(), now);
    if (!owner.equals(node.id())) {
      return new Admission.Renamed(InstanceUids.next(now));
    }
    NodeTable.credential(
        handle, node.id(), identity.issuer(), identity.certname(), identity.serial(), now);
    StockAgentTable.connected(handle, node.id(), instanceUid, type, now);
    observe(handle, node.id(), type, now);
    return new Admission.Admitted(node.id());
  }

  /** Keeps a report; says whether an instance of the node is observed otherwise than before. */
  static boolean reported(Handle handle, UUID node, AgentReport report, Instant now) {
    StockAgentTable.reported(handle, report);
    return observe(handle, node, report.type(), now);
  }

  /** Says whether an instance of the node is observed otherwise than before. */
  static boolean disconnected(Handle handle, UUID node, UUID instanceUid, Instant now) {
    return StockAgentTable.disconnected(handle, instanceUid, now)
        .map(type -> observe(handle, node, type, now))
        .orElse(false);
  }

  private static boolean observe(Handle handle, UUID node, String type, Instant now) {
    List<StockAgent> agents =
        StockAgentTable.of(handle, node).stream()
            .filter(agent -> agent.type().equals(type))
            .toList();
    boolean any = false;
    for (Instance instance : InstanceTable.of(handle, node)) {
      boolean concerned =
          instance.agent().filter(agent -> agent.type().equals(type)).isPresent()
              && instance.released().isPresent();
      if (concerned) {
        InstanceObserved observed =
            AgentConditions.observed(
                instance.service(),
                instance.released().get().hash(),
                agents,
                instance.observed(),
                now);
        any |= InstanceTable.observe(handle, node, observed, now);
      }
    }
    return any;
  }
}
