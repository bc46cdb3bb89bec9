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

  /** The secrets' values that came with each offer, by reference. */
  final List<Map<String, String>> secrets = new CopyOnWriteArrayList<>();

  final Credential credential;
  private final UUID uid = UUID.randomUUID();
  private final URI door;
  private final Caller caller;
  private final ExecutorService work =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().factory());
  private final Manner manner;
  private volatile boolean closing;
  private volatile Agent agent;
  private volatile String family = "Debian";

  /** How a node takes what it is offered. */
  private enum Manner {
    SETTLES,
    NEVER_DONE,
    /** Every tool was there before: it waits until a person accepts, and obeys suspensions. */
    FURNISHED,
    /** The same, and Puppet manages every tool too. */
    PUPPETS
  }

  private SettlingNode(TestServer server, Credential credential, Manner manner) throws Exception {
    this.manner = manner;
    this.credential = credential;
    this.caller = server.node(credential);
    this.door = server.nodeDoor("wss").resolve(OpAmp.PATH);
    this.agent = session();
  }

  /** A node that was never seen; like a real one it comes back whenever its session ends. */
  static SettlingNode connect(TestServer server, String certname) throws Exception {
    var node = new SettlingNode(server, server.credential(certname), Manner.SETTLES);
    node.introduce();
    return node;
  }

  /** A node that takes what it is offered, and is never done with it. */
  static SettlingNode hanging(TestServer server, String certname) throws Exception {
    var node = new SettlingNode(server, server.credential(certname), Manner.NEVER_DONE);
    node.introduce();
    return node;
  }

  /** A node on which every tool was before Kitward came. */
  static SettlingNode furnished(TestServer server, String certname) throws Exception {
    var node = new SettlingNode(server, server.credential(certname), Manner.FURNISHED);
    node.introduce();
    return node;
  }

  /** A node on which Puppet manages every tool. */
  static SettlingNode puppets(TestServer server, String certname) throws Exception {
    var node = new SettlingNode(server, server.credential(certname), Manner.PUPPETS);
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
    Optional<OpAmp.Offer> offered =
        message.hasRemoteConfig() ? OpAmp.offer(message.getRemoteConfig()) : Optional.empty();
    offered.ifPresent(
        offer -> {
          DesiredState state = offer.state();
          secrets.add(offer.secrets());
          offers.add(state);
          if (manner == Manner.NEVER_DONE) {
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

  private List<InstanceObserved> observed(DesiredState state) {
    var all = new ArrayList<InstanceObserved>();
    for (InstanceDesired desired : state.instances()) {
      boolean present = desired.ensure() == InstanceDesired.Ensure.PRESENT;
      boolean waits = manner == Manner.FURNISHED || manner == Manner.PUPPETS;
      if (waits && present && untouched(desired)) {
        all.add(waiting(desired));
        continue;
      }
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

  private static boolean untouched(InstanceDesired desired) {
    return desired.conduct().adopt() == InstanceDesired.Adopt.ASK
        || desired.conduct().mode() == InstanceDesired.Mode.SUSPENDED;
  }

  private InstanceObserved waiting(InstanceDesired desired) {
    boolean asks = desired.conduct().adopt() == InstanceDesired.Adopt.ASK;
    return new InstanceObserved(
        desired.service(),
        "",
        asks ? InstanceObserved.State.PENDING : InstanceObserved.State.FAILED,
        List.of(),
        Map.of(),
        List.of(),
        List.of(),
        asks
            ? InstanceObserved.Stance.USUAL
            : new InstanceObserved.Stance(
                desired.conduct().mode(),
                desired.conduct().suspendedUntil(),
                "its policy",
                "",
                "it had given up"),
        asks ? discovery() : InstanceObserved.Discovery.MANAGED);
  }

  private InstanceObserved.Discovery discovery() {
    return manner == Manner.PUPPETS
        ? new InstanceObserved.Discovery(
            InstanceObserved.Relation.RIVAL,
            List.of("Puppet manages File[/etc/x] here too"),
            List.of("/etc/x has another content\n- theirs\n+ ours", "x would be restarted"))
        : new InstanceObserved.Discovery(
            InstanceObserved.Relation.ADOPTABLE, List.of("--- /etc/x", "- theirs", "+ ours"));
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
