package io.kitward.server.rollout;

import io.kitward.protocol.ConsoleMessages;
import io.kitward.protocol.InstanceObserved;
import io.kitward.protocol.NodeEvent;
import io.kitward.protocol.OperationReply;
import io.kitward.server.audit.AuditEntry;
import io.kitward.server.audit.AuditTable;
import io.kitward.server.channel.AgentReport;
import io.kitward.server.channel.NodeIdentity;
import io.kitward.server.channel.NodeListener;
import io.kitward.server.channel.RemoteConfigReport;
import io.kitward.server.desired.InstanceTable;
import io.kitward.server.fleet.EventTable;
import io.kitward.server.fleet.ForeignIssuerException;
import io.kitward.server.fleet.MachineTable;
import io.kitward.server.fleet.Node;
import io.kitward.server.fleet.NodeTable;
import io.kitward.server.fleet.Retirement;
import io.kitward.server.fleet.RetirementTable;
import io.kitward.server.reconcile.Key;
import io.kitward.server.store.Store;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import opamp.proto.v1.Opamp;
import org.jdbi.v3.core.Handle;

/**
 * Keeps what nodes say of themselves, and makes each due for reconciling when that changed
 * anything. Thread-safe.
 */
public final class NodeReports implements NodeListener {

  private final Store store;
  private final NodeSessions sessions;
  private final Operations operations;
  private final ConsoleRequests consoles;
  private final String replica;
  private final Consumer<Key> due;
  private final Runnable happened;
  private final ConnectorUpgrades upgrades;
  private final Consumer<NodeIdentity> certificates;
  private final Clock clock;

  /**
   * Makes the listener.
   *
   * @param operations what people asked of the nodes
   * @param consoles what is asked of consoles through nodes
   * @param replica this server, among those on the same store
   * @param due where keys go that became due
   * @param happened called after new events are durable
   * @param upgrades is told each connector's version
   * @param certificates is told who was let in
   */
  public NodeReports(
      Store store,
      NodeSessions sessions,
      Operations operations,
      ConsoleRequests consoles,
      String replica,
      Consumer<Key> due,
      Runnable happened,
      ConnectorUpgrades upgrades,
      Consumer<NodeIdentity> certificates,
      Clock clock) {
    this.store = store;
    this.upgrades = upgrades;
    this.certificates = certificates;
    this.sessions = sessions;
    this.operations = operations;
    this.consoles = consoles;
    this.replica = replica;
    this.due = due;
    this.happened = happened;
    this.clock = clock;
  }

  @Override
  public Admission connected(NodeIdentity identity, UUID instanceUid, String remoteAddress) {
    return connected(identity, instanceUid, "", remoteAddress);
  }

  @Override
  public Admission connected(
      NodeIdentity identity, UUID instanceUid, String machine, String remoteAddress) {
    Instant now = clock.instant();
    Admission admission;
    try {
      admission =
          store.write(
              handle -> {
                Node node =
                    NodeTable.findOrCreate(handle, identity.certname(), identity.issuer(), now);
                UUID owner = NodeTable.agent(handle, instanceUid, node.id(), now);
                if (!owner.equals(node.id())) {
                  return new Admission.Refused(
                      "agent-of-another-node",
                      "this agent's identity belongs to another node: is this a cloned machine? Remove"
                          + " /var/lib/kitward-connector on the copy and start its connector again");
                }
                NodeTable.credential(
                    handle,
                    node.id(),
                    identity.issuer(),
                    identity.certname(),
                    identity.serial(),
                    now);
                if (isCopy(handle, node, identity, machine, remoteAddress, now)) {
                  return new Admission.Refused("copied-machine", copied(identity));
                }
                Retirement retirement = RetirementTable.of(handle, node.id());
                if (retirement.gone() && retirement.byPerson()) {
                  return new Admission.Refused("retired", retired(identity, retirement));
                }
                if (!retirement.leaving()) {
                  Leaving.undo(handle, node.id(), "it connected", now);
                }
                SessionTable.take(handle, node.id(), replica);
                return new Admission.Admitted(node.id());
              });
    } catch (ForeignIssuerException e) {
      admission = new Admission.Refused("foreign-issuer", e.sentence());
      foreign(identity, now);
    }
    switch (admission) {
      case Admission.Admitted(UUID node) -> {
        // What was asked over an earlier session is not answered over this one.
        operations.lost(node);
        consoles.lost(node);
        sessions.opened(node, instanceUid, now);
        certificates.accept(identity);
      }
      case Admission.Renamed _ -> {}
      case Admission.Refused refused -> denied(identity, refused, remoteAddress, now);
    }
    return admission;
  }

  /**
   * Whether the certificate lives on another machine; a person has to say which one is the node.
   */
  private static boolean isCopy(
      Handle handle,
      Node node,
      NodeIdentity identity,
      String machine,
      String address,
      Instant now) {
    if (MachineTable.other(handle, node.id(), identity.issuer(), identity.serial(), machine)
        .isEmpty()) {
      return false;
    }
    MachineTable.claim(handle, node.id(), machine, address, now);
    ExceptionTable.open(
        handle,
        ExceptionTable.COPY,
        identity.certname(),
        Optional.of(node.id()),
        "",
        "a second machine, at "
            + address
            + ", came with the certificate of "
            + identity.certname()
            + " and is refused; release this if it is the node from now on, else let it join under a name of its own",
        now);
    return true;
  }

  private static String copied(NodeIdentity identity) {
    return "the certificate of "
        + identity.certname()
        + " belongs to another machine: if this is a copy of it, remove /etc/kitward/pki,"
        + " /etc/kitward/connector.yaml and /var/lib/kitward-connector here and join with a token";
  }

  private static String retired(NodeIdentity identity, Retirement retirement) {
    return identity.certname()
        + " was retired by "
        + retirement.by()
        + "; take it back with kitward node unretire "
        + identity.certname()
        + ", or let it join anew";
  }

  private void foreign(NodeIdentity identity, Instant now) {
    store.change(
        handle ->
            NodeTable.find(handle, identity.certname())
                .ifPresent(
                    node ->
                        ExceptionTable.twoIssuers(
                            handle,
                            node.id(),
                            identity.certname(),
                            node.issuer(),
                            identity.issuer(),
                            now)));
  }

  private void denied(
      NodeIdentity identity, Admission.Refused refused, String remoteAddress, Instant now) {
    var details =
        Map.of("code", refused.code(), "reason", refused.reason(), "address", remoteAddress);
    String node = "node/" + identity.certname();
    store.change(
        handle ->
            AuditTable.add(
                handle, new AuditEntry(now, node, "node", "connect", node, "denied", details)));
  }

  @Override
  public Admission agentConnected(
      NodeIdentity identity, UUID instanceUid, String type, String remoteAddress) {
    Instant now = clock.instant();
    try {
      return store.write(
          handle -> AgentReports.connected(handle, identity, instanceUid, type, now));
    } catch (ForeignIssuerException e) {
      var refused = new Admission.Refused("foreign-issuer", e.sentence());
      denied(identity, refused, remoteAddress, now);
      foreign(identity, now);
      return refused;
    }
  }

  @Override
  public void agentReported(UUID node, AgentReport report) {
    Instant now = clock.instant();
    if (store.write(handle -> AgentReports.reported(handle, node, report, now))) {
      due.accept(new Key.NodeKey(node));
    }
  }

  @Override
  public void agentDisconnected(UUID node, UUID instanceUid) {
    Instant now = clock.instant();
    if (store.write(handle -> AgentReports.disconnected(handle, node, instanceUid, now))) {
      due.accept(new Key.NodeKey(node));
    }
  }

  @Override
  public void ready(UUID node) {
    due.accept(new Key.NodeKey(node));
  }

  @Override
  public void described(
      UUID node, Map<String, String> facts, String connectorVersion, boolean simulated) {
    upgrades.described(node, connectorVersion);
    if (store.write(
        handle -> NodeTable.describe(handle, node, facts, connectorVersion, simulated))) {
      due.accept(new Key.NodeKey(node));
    }
  }

  @Override
  public void packages(UUID node, Opamp.PackageStatuses statuses) {
    upgrades.reported(node, statuses);
  }

  @Override
  public void status(UUID node, RemoteConfigReport report) {
    boolean done =
        switch (report.status()) {
          case UNSET, APPLYING -> false;
          case APPLIED, FAILED -> true;
        };
    sessions.settled(node, done ? report.stateHash() : "");
    due.accept(new Key.NodeKey(node));
  }

  @Override
  public void observed(UUID node, List<InstanceObserved> observed) {
    Instant now = clock.instant();
    boolean changed =
        store.write(
            handle -> {
              boolean any = false;
              for (InstanceObserved instance : observed) {
                any |= InstanceTable.observe(handle, node, instance, now);
              }
              return any;
            });
    if (changed) {
      due.accept(new Key.NodeKey(node));
    }
  }

  @Override
  public long events(UUID node, List<NodeEvent> events) {
    UUID agent = sessions.agent(node).orElseThrow();
    store.change(
        handle -> {
          EventTable.add(handle, node, agent, events);
          for (NodeEvent event : events) {
            if (event.kind() == NodeEvent.Kind.REPAIRED) {
              InstanceTable.repaired(handle, node, event.service(), event.at());
            }
          }
        });
    happened.run();
    return events.getLast().sequence();
  }

  @Override
  public void answered(UUID node, OperationReply reply) {
    operations.answered(node, reply);
  }

  @Override
  public void answered(UUID node, ConsoleMessages.Answered piece) {
    consoles.answered(node, piece);
  }

  @Override
  public void seen(UUID node, Instant at) {
    sessions.seen(node, at);
  }

  @Override
  public void disconnected(UUID node) {
    operations.lost(node);
    consoles.lost(node);
    sessions.closed(node);
    upgrades.gone(node);
    due.accept(new Key.NodeKey(node));
  }
}
