package io.kitward.server;

import io.kitward.protocol.Condition;
import io.kitward.protocol.DesiredState;
import io.kitward.protocol.InstanceDesired;
import io.kitward.protocol.InstanceObserved;
import io.kitward.protocol.OpAmp;
import io.kitward.server.channel.Agent;
import io.kitward.server.pki.Credential;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import opamp.proto.v1.Opamp;

/**
 * A node whose connector carries out at once, in its imagination, whatever it is offered, and says
 * so over a real session.
 */
final class SettlingNode implements AutoCloseable {

  final List<DesiredState> offers = new CopyOnWriteArrayList<>();
  final Credential credential;
  private final UUID uid = UUID.randomUUID();
  private final URI door;
  private final Caller caller;
  private final ExecutorService work =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().factory());
  private final boolean settles;
  private volatile boolean closing;
  private volatile Agent agent;
  private volatile String family = "Debian";

  private SettlingNode(TestServer server, Credential credential, boolean settles) throws Exception {
    this.settles = settles;
    this.credential = credential;
    this.caller = server.node(credential);
    this.door = server.nodeDoor("wss").resolve(OpAmp.PATH);
    this.agent = session();
  }

  /** A node that was never seen; like a real one it comes back whenever its session ends. */
  static SettlingNode connect(TestServer server, String certname) throws Exception {
    var node = new SettlingNode(server, server.credential(certname), true);
    node.introduce();
    return node;
  }

  /** A node that takes what it is offered, and is never done with it. */
  static SettlingNode hanging(TestServer server, String certname) throws Exception {
    var node = new SettlingNode(server, server.credential(certname), false);
    node.introduce();
    return node;
  }

  private Agent session() {
    return new Agent(caller.http(), door, uid, message -> todo(() -> hear(message)));
  }

  private void introduce() {
    Opamp.AgentToServer.Builder message =
        agent.message().setCapabilities(ABLE).setAgentDescription(description());
    if (!offers.isEmpty()) {
      DesiredState held = offers.getLast();
      message
          .setRemoteConfigStatus(applied(held))
          .setEffectiveConfig(OpAmp.effectiveConfig(observed(held)));
    }
    var _ = agent.closed.whenComplete((_, _) -> comeBack());
    agent.send(message);
  }

  private Opamp.AgentDescription description() {
    Opamp.AgentDescription.Builder description = Agent.description().toBuilder();
    var attribute = description.getNonIdentifyingAttributes(0).toBuilder();
    attribute.setValue(attribute.getValue().toBuilder().setStringValue(family));
    description.setNonIdentifyingAttributes(0, attribute);
    return description.build();
  }

  /** Reports another {@code os.family} from now on. */
  void become(String other) {
    family = other;
    todo(
        () -> agent.send(agent.message().setCapabilities(ABLE).setAgentDescription(description())));
  }

  private void comeBack() {
    if (!closing) {
      CompletableFuture.delayedExecutor(200, TimeUnit.MILLISECONDS)
          .execute(
              () ->
                  todo(
                      () -> {
                        try {
                          agent = session();
                          introduce();
                        } catch (CompletionException e) {
                          comeBack();
                        }
                      }));
    }
  }

  private void todo(Runnable task) {
    if (!closing) {
      work.execute(task);
    }
  }

  /** The code with which the present session ends. */
  CompletableFuture<Integer> end() {
    return agent.closed;
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
          if (!settles) {
            return;
          }
          try {
            agent.send(
                agent
                    .message()
                    .setCapabilities(ABLE)
                    .setRemoteConfigStatus(applied(state))
                    .setEffectiveConfig(OpAmp.effectiveConfig(observed(state))));
          } catch (CompletionException e) {
            // The session is over: the next one says it.
          }
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

  @Override
  public void close() {
    leave();
  }

  /** Goes without a word, and does not come back. */
  void leave() {
    closing = true;
    agent.close();
    work.shutdownNow();
    caller.close();
  }
}
