package io.kitward.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import opamp.proto.v1.Opamp;
import org.junit.jupiter.api.Test;

class OpAmpTest {

  private static final InstanceDesired EXPORTER =
      new InstanceDesired(
          "node-exporter",
          "ab12",
          InstanceDesired.Ensure.PRESENT,
          InstanceDesired.Contract.PURGE,
          List.of(new InstanceDesired.PackageDesired("prometheus-node-exporter", "")),
          List.of("/var/lib/prometheus/node-exporter"),
          List.of(
              new InstanceDesired.FileDesired(
                  "/etc/default/prometheus-node-exporter",
                  "ARGS=\"\"\n",
                  "root",
                  "root",
                  "0644",
                  List.of(),
                  "")),
          List.of(
              new InstanceDesired.UnitDesired(
                  "prometheus-node-exporter.service", InstanceDesired.OnChange.RESTART)),
          List.of(
              new Check.UnitActive("prometheus-node-exporter.service"),
              new Check.TcpOpen(9100),
              new Check.HttpAnswers("http://127.0.0.1:9100/metrics", "node_")));

  private static final DesiredState STATE = new DesiredState(1, 7, List.of(EXPORTER));

  @Test
  void aDesiredStateComesBackAsItWasSent() {
    var offer =
        OpAmp.offer(OpAmp.remoteConfig(STATE, Map.of("secret:token@1", "s3"))).orElseThrow();
    assertThat(offer.state()).isEqualTo(STATE);
    assertThat(offer.secrets()).containsExactly(Map.entry("secret:token@1", "s3"));
  }

  @Test
  void theHashCoversTheStateAndNotTheSecrets() {
    var withSecret = OpAmp.remoteConfig(STATE, Map.of("secret:token@1", "s3"));
    var withOther = OpAmp.remoteConfig(STATE, Map.of("secret:token@1", "s4"));
    var next = OpAmp.remoteConfig(new DesiredState(1, 8, List.of(EXPORTER)), Map.of());
    assertThat(withSecret.getConfigHash()).isEqualTo(withOther.getConfigHash());
    assertThat(next.getConfigHash()).isNotEqualTo(withSecret.getConfigHash());
  }

  @Test
  void anEmptyOfferSaysNothing() {
    assertThat(OpAmp.offer(Opamp.AgentRemoteConfig.getDefaultInstance())).isEmpty();
  }

  @Test
  void aDamagedOfferIsRefusedWhole() {
    var config = OpAmp.remoteConfig(STATE, Map.of());
    var without =
        config.toBuilder()
            .setConfig(
                config.getConfig().toBuilder().removeConfigMap("instance/node-exporter").build())
            .build();
    assertThatThrownBy(() -> OpAmp.offer(without))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("does not hold it");
  }

  @Test
  void observedInstancesComeBackAsTheyWereSent() {
    var observed =
        new InstanceObserved(
            "node-exporter",
            "ab12",
            InstanceObserved.State.SETTLED,
            List.of(
                new Condition(
                    Condition.Type.RUNNING,
                    Condition.Status.TRUE,
                    Instant.parse("2026-01-01T00:00:00.123456Z"),
                    "Active",
                    "")),
            Map.of("prometheus-node-exporter", "1.5.0-1"),
            List.of(),
            List.of());
    assertThat(OpAmp.observed(OpAmp.effectiveConfig(List.of(observed)))).containsExactly(observed);
  }

  @Test
  void eventsAndTheirAcknowledgementComeBackAsTheyWereSent() {
    var event =
        new NodeEvent(
            3,
            Instant.parse("2026-01-01T00:00:00Z"),
            "rsyslog",
            NodeEvent.Kind.REPAIRED,
            7,
            "unit started again");
    assertThat(OpAmp.events(OpAmp.events(List.of(event)))).containsExactly(event);
    assertThat(OpAmp.acknowledged(OpAmp.acknowledge(3))).isEqualTo(3);
  }

  @Test
  void theOlderStateIsTheOneOfTheSmallerEpochThenGeneration() {
    assertThat(new DesiredState(1, 9, List.of()).olderThan(new DesiredState(2, 1, List.of())))
        .isTrue();
    assertThat(new DesiredState(1, 9, List.of()).olderThan(new DesiredState(1, 9, List.of())))
        .isFalse();
    assertThat(new DesiredState(2, 1, List.of()).olderThan(new DesiredState(1, 9, List.of())))
        .isFalse();
  }

  @Test
  void theSchemaIsThePinnedOne() throws Exception {
    Path folder = Path.of("src/main/proto");
    for (String line : Files.readAllLines(folder.resolve("SHA256SUMS"))) {
      String[] parts = line.split(" +");
      assertThat(Json.sha256(Files.readAllBytes(folder.resolve(parts[1])))).isEqualTo(parts[0]);
    }
  }
}
