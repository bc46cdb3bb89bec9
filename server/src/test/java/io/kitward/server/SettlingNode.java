package io.kitward.server;

import io.kitward.protocol.Condition;
import io.kitward.protocol.DesiredState;
import io.kitward.protocol.InstanceDesired;
import io.kitward.protocol.InstanceObserved;
import io.kitward.protocol.OpAmp;
import io.kitward.server.channel.Agent;
import io.kitward.server.pki.Credential;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import opamp.proto.v1.Opamp;

/**
 * A node whose connector carries out at once, in its imagination, whatever it is offered, and says
 * so over a real session.
 */
final class SettlingNode implements AutoCloseable {

  final UUID uid;
  final List<DesiredState> offers = new CopyOnWriteArrayList<>();
  final Agent agent;
  final Credential credential;
  private final Caller caller;
  private final ExecutorService work =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().factory());

  private SettlingNode(TestServer server, Credential credential, UUID uid) throws Exception {
    this.credential = credential;
    this.caller = server.node(credential);
    this.uid = uid;
    this.agent =
        new Agent(
            caller.http(),
            server.nodeDoor("wss").resolve(OpAmp.PATH),
            uid,
            message -> work.execute(() -> hear(message)));
  }

  /** A node that was never seen. */
  static SettlingNode connect(TestServer server, String certname) throws Exception {
    var node = new SettlingNode(server, server.credential(certname), UUID.randomUUID());
    node.agent.send(
        node.agent.message().setAgentDescription(Agent.description()).setCapabilities(ABLE));
    return node;
  }

  /** The same connector, which holds what it was last offered, in a new session. */
  SettlingNode reconnect(TestServer server) throws Exception {
    var node = new SettlingNode(server, credential, uid);
    DesiredState held = offers.getLast();
    node.agent.send(
        node.agent
            .message()
            .setCapabilities(ABLE)
            .setAgentDescription(Agent.description())
            .setRemoteConfigStatus(applied(held))
            .setEffectiveConfig(OpAmp.effectiveConfig(observed(held))));
    return node;
  }

  private static final long ABLE =
      Agent.CAPABILITIES
          | Opamp.AgentCapabilities.AgentCapabilities_ReportsEffectiveConfig_VALUE
          | Opamp.AgentCapabilities.AgentCapabilities_ReportsRemoteConfig_VALUE;

  private void hear(Opamp.ServerToAgent message) {
    Optional<DesiredState> offered =
        message.hasRemoteConfig()
            ? OpAmp.offer(message.getRemoteConfig()).map(OpAmp.Offer::state)
            : Optional.empty();
    offered.ifPresent(
        state -> {
          offers.add(state);
          agent.send(
              agent
                  .message()
                  .setCapabilities(ABLE)
                  .setRemoteConfigStatus(applied(state))
                  .setEffectiveConfig(OpAmp.effectiveConfig(observed(state))));
        });
  }

  private static Opamp.RemoteConfigStatus applied(DesiredState state) {
    return Opamp.RemoteConfigStatus.newBuilder()
        .setLastRemoteConfigHash(OpAmp.hash(state))
        .setStatus(Opamp.RemoteConfigStatuses.RemoteConfigStatuses_APPLIED)
        .build();
  }

  private static List<InstanceObserved> observed(DesiredState state) {
    var all = new ArrayList<InstanceObserved>();
    for (InstanceDesired desired : state.instances()) {
      boolean present = desired.ensure() == InstanceDesired.Ensure.PRESENT;
      all.add(
          new InstanceObserved(
              desired.service(),
              desired.hash(),
              present ? InstanceObserved.State.SETTLED : InstanceObserved.State.REMOVED,
              present ? conditions() : List.of(),
              Map.of(),
              List.of(),
              present
                  ? List.of()
                  : List.of("package " + desired.service() + ": somebody needs it")));
    }
    return all;
  }

  private static List<Condition> conditions() {
    return List.of(
            Condition.Type.INSTALLED,
            Condition.Type.CONFIGURED,
            Condition.Type.RUNNING,
            Condition.Type.HEALTHY)
        .stream()
        .map(type -> new Condition(type, Condition.Status.TRUE, Instant.EPOCH, "Seen", ""))
        .toList();
  }

  /** Whether it was ever told to take that service away. */
  boolean toldToRemove(String service) {
    return offers.stream()
        .flatMap(state -> state.instances().stream())
        .anyMatch(
            instance ->
                instance.service().equals(service)
                    && instance.ensure() == InstanceDesired.Ensure.ABSENT);
  }

  /** Goes without a word. */
  @Override
  public void close() {
    agent.close();
    work.shutdownNow();
    caller.close();
  }
}
