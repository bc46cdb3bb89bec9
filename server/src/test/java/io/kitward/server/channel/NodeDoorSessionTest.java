package io.kitward.server.channel;

import static io.kitward.server.channel.States.state;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kitward.protocol.Condition;
import io.kitward.protocol.ConsoleMessages;
import io.kitward.protocol.ConsoleRequest;
import io.kitward.protocol.InstanceObserved;
import io.kitward.protocol.NodeEvent;
import io.kitward.protocol.OpAmp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import opamp.proto.v1.Opamp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** OpAMP sessions over real TLS on the loopback address. */
class NodeDoorSessionTest {

  private static final UUID DB1 = RecordingListener.node("db1.lab");

  private OpenDoor open = new OpenDoor();

  @AfterEach
  void close() {
    assertThat(open.listener.overlaps).hasValue(0);
    open.close();
  }

  @Test
  void aNodeIsAdmittedAndItsDescriptionIsTold() {
    try (Agent agent = open.connected()) {
      await().until(() -> open.listener.names("db1.lab").contains("described"));
      assertThat(open.listener.names("db1.lab")).containsExactly("connected", "ready", "described");
      NodeIdentity identity = open.listener.values("connected", NodeIdentity.class).getFirst();
      assertThat(identity.certname()).isEqualTo("db1.lab");
      assertThat(identity.issuer()).isEqualTo("CN=Test CA");
      assertThat(open.listener.values("described", Description.class))
          .containsExactly(
              new Description(Map.of("host.name", "db1", "os.family", "Debian"), "0.1.0", true));
      Opamp.ServerToAgent first = agent.received.getFirst();
      assertThat(first.getInstanceUid()).isEqualTo(Agent.bytes(agent.uid));
      assertThat(first.getCapabilities()).isEqualTo(1 | 2 | 4 | 8 | 16);
      assertThat(first.getCustomCapabilities().getCapabilitiesList())
          .containsExactly(
              OpAmp.EVENTS_CAPABILITY, OpAmp.OPERATIONS_CAPABILITY, ConsoleMessages.CAPABILITY);
      assertThat(first.getFlags()).isZero();
      assertThat(open.door.connectedNodes()).isEqualTo(Set.of(DB1));
      assertThat(open.meters.get("kitward.channel.sessions").gauge().value()).isEqualTo(1);
    }
  }

  @Test
  void anOfferArrivesWithItsSecretsAndIsSentOnce() {
    try (Agent agent = open.connected()) {
      var secrets = Map.of("secret:token@1", "hush");
      assertThat(open.door.offer(DB1, state(1), secrets)).isTrue();
      // A newer state would take the place of one that is not on its way yet.
      await().until(() -> agent.offers().contains(1L));
      assertThat(open.door.offer(DB1, state(1), secrets)).isTrue();
      assertThat(open.door.offer(DB1, state(2), secrets)).isTrue();
      await().until(() -> agent.offers().contains(2L));
      assertThat(agent.offers()).containsOnlyOnce(1L).endsWith(2L);
      assertThat(OpAmp.offer(agent.received.getLast().getRemoteConfig()).orElseThrow().secrets())
          .isEqualTo(secrets);
    }
  }

  @Test
  void aStateThatTheAgentHoldsAlreadyIsNotSentAgain() {
    try (Agent agent = open.agent("db1.lab")) {
      agent.send(
          agent
              .message()
              .setAgentDescription(Agent.description())
              .setRemoteConfigStatus(States.holds(state(7))));
      await().until(() -> open.door.connected(DB1));
      assertThat(open.door.offer(DB1, state(7), Map.of())).isTrue();
      assertThat(open.door.offer(DB1, state(8), Map.of())).isTrue();
      await().until(() -> !agent.offers().isEmpty());
      assertThat(agent.offers()).containsExactly(8L);
      assertThat(open.listener.values("status", RemoteConfigReport.class))
          .containsExactly(
              new RemoteConfigReport(
                  States.hex(OpAmp.hash(state(7))), RemoteConfigReport.Status.APPLIED, ""));
    }
  }

  @Test
  void nothingIsOfferedToWhoDoesNotTakeItOrIsNotThere() {
    assertThat(open.door.offer(DB1, state(1), Map.of())).isFalse();
    try (Agent agent = open.agent("db1.lab")) {
      agent.send(agent.message().setCapabilities(1).setAgentDescription(Agent.description()));
      await().until(() -> open.door.connected(DB1));
      assertThat(open.door.offer(DB1, state(1), Map.of())).isFalse();
    }
  }

  @Test
  void aConsoleIsAskedThroughWhoSaysThatItCanAndTheSessionGoesOnWithWhoCannot() {
    Opamp.CustomMessage request =
        ConsoleMessages.request(
            new ConsoleRequest("r", "GET", "http://zbx.lab/", Map.of(), 1, 1, ""), new byte[] {7});
    assertThat(open.door.console(DB1, request)).isEqualTo(Channel.Handed.AWAY);
    try (Agent old = open.connected()) {
      assertThat(open.door.console(DB1, request)).isEqualTo(Channel.Handed.TOO_OLD);
      assertThat(open.door.offer(DB1, state(1), Map.of())).isTrue();
      await().until(() -> old.offers().contains(1L));
    }
    await().until(() -> !open.door.connected(DB1));
    try (Agent agent = open.agent("db1.lab")) {
      agent.send(
          agent
              .message()
              .setAgentDescription(Agent.description())
              .setCustomCapabilities(
                  Opamp.CustomCapabilities.newBuilder()
                      .addCapabilities(ConsoleMessages.CAPABILITY)));
      await().until(() -> open.door.connected(DB1));
      assertThat(open.door.console(DB1, request)).isEqualTo(Channel.Handed.TAKEN);
      await()
          .until(
              () -> agent.received.stream().anyMatch(it -> it.getCustomMessage().equals(request)));
    }
  }

  @Test
  void aStateLargerThanAMessageIsRefusedWithItsSize() {
    try (Agent _ = open.connected()) {
      var huge = state(1, "x".repeat(DoorLimits.standard().maxMessage()));
      assertThatThrownBy(() -> open.door.offer(DB1, huge, Map.of()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("a message may have 4,194,304");
      assertThat(open.door.offer(DB1, state(2), Map.of())).isTrue();
    }
  }

  @Test
  void observedInstancesAndEventsAreToldAndEventsAcknowledged() {
    var now = Instant.parse("2026-01-01T00:00:00Z");
    var observed =
        new InstanceObserved(
            "rsyslog",
            "00",
            InstanceObserved.State.SETTLED,
            List.of(
                new Condition(
                    Condition.Type.INSTALLED, Condition.Status.TRUE, now, "Installed", "")),
            Map.of("rsyslog", "8.2302"),
            List.of(),
            List.of());
    var events =
        List.of(
            new NodeEvent(41, now, "rsyslog", NodeEvent.Kind.ACTING, 3, "begins"),
            new NodeEvent(42, now, "rsyslog", NodeEvent.Kind.HEALTHY, 3, "runs"));
    try (Agent agent = open.connected()) {
      agent.send(
          agent
              .message()
              .setEffectiveConfig(OpAmp.effectiveConfig(List.of(observed)))
              .setCustomMessage(OpAmp.events(events)));
      await().until(() -> agent.received.getLast().hasCustomMessage());
      assertThat(OpAmp.acknowledged(agent.received.getLast().getCustomMessage())).isEqualTo(42);
      assertThat(open.listener.values("observed", List.class)).containsExactly(List.of(observed));
      assertThat(open.listener.values("events", List.class)).containsExactly(events);
    }
  }

  @Test
  void theNewestSessionWinsAndTheOldOneIsNotToldAsDisconnected() {
    try (Agent old = open.connected();
        Agent newer = open.agent("db1.lab").describe()) {
      assertThat(old.closed).succeedsWithin(Duration.ofSeconds(30)).isEqualTo(Session.REPLACED);
      await().until(() -> !newer.received.isEmpty());
      assertThat(open.door.offer(DB1, state(1), Map.of())).isTrue();
      await().until(() -> newer.offers().contains(1L));
      assertThat(open.listener.names("db1.lab")).doesNotContain("disconnected");
    }
    await().until(() -> open.listener.names("db1.lab").contains("disconnected"));
    assertThat(open.listener.names("db1.lab")).containsOnlyOnce("disconnected");
    assertThat(open.door.connected(DB1)).isFalse();
  }

  @Test
  void aGapAsksForFullStateOnceUntilItComes() {
    try (Agent agent = open.connected()) {
      agent.skip().send(agent.message());
      await().until(() -> agent.asks() == 1);
      agent.skip().send(agent.message());
      agent.describe();
      agent.skip().send(agent.message());
      await().until(() -> agent.asks() == 2);
    }
  }

  @Test
  void aFirstMessageWithoutADescriptionAsksForFullState() {
    try (Agent agent = open.agent("db1.lab")) {
      agent.skip().skip().send(agent.message());
      await().until(() -> agent.asks() == 1);
      assertThat(agent.received.getFirst().getCapabilities()).isEqualTo(31);
      agent.describe().send(agent.message());
      // The first one did not count: nobody is let in before it is known who it is.
      await().until(() -> open.listener.seen.get() == 2);
      assertThat(agent.asks()).isEqualTo(1);
    }
  }

  @Test
  void aSilentAgentIsPingedAndItsPongsKeepTheSession() {
    open.close();
    open = new OpenDoor(DoorLimits.standard().withPingInterval(Duration.ofMillis(50)));
    try (Agent _ = open.connected()) {
      await().until(() -> open.listener.seen.get() >= 8);
      assertThat(open.door.connected(DB1)).isTrue();
    }
  }

  @Test
  void withoutNativePartsTheDoorDoesTheSame() {
    open.close();
    open = new OpenDoor(DoorLimits.standard(), OpenDoor::echo, new Natives(false, false));
    try (Agent agent = open.connected()) {
      assertThat(open.door.offer(DB1, state(1), Map.of())).isTrue();
      await().until(() -> agent.offers().contains(1L));
      open.revoked.add("db1.lab");
      assertThat(open.door.recheck()).isEqualTo(1);
      assertThat(agent.closed).succeedsWithin(Duration.ofSeconds(30));
    }
  }

  @Test
  void anAgentThatSaysGoodbyeIsDisconnected() {
    try (Agent agent = open.connected()) {
      agent.send(agent.message().setAgentDisconnect(Opamp.AgentDisconnect.newBuilder()));
      assertThat(agent.closed).succeedsWithin(Duration.ofSeconds(30)).isEqualTo(1000);
      await().until(() -> open.listener.names("db1.lab").contains("disconnected"));
    }
  }

  @Test
  void closingTheDoorSaysGoodbyeAndTellsDisconnectedForEachNode() {
    try (Agent agent = open.connected()) {
      open.door.close();
      assertThat(agent.closed).succeedsWithin(Duration.ofSeconds(30)).isEqualTo(1001);
      assertThat(open.listener.names("db1.lab")).endsWith("disconnected");
    }
  }
}
