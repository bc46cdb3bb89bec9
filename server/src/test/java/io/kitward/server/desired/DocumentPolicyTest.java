package io.kitward.server.desired;

import static io.kitward.protocol.Condition.Status.NOT_APPLICABLE;
import static io.kitward.protocol.Condition.Status.TRUE;
import static io.kitward.protocol.Condition.Status.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.policy.DocumentSet;
import io.kitward.policy.Documents;
import io.kitward.policy.Site;
import io.kitward.protocol.Condition;
import io.kitward.protocol.InstanceObserved.State;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DocumentPolicyTest {

  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

  private static final String EXPORTER =
      """
      apiVersion: kitward/v1
      kind: Service
      metadata: {name: exporter}
      spec:
        packages: [{name: exporter}]
        registration:
          prometheus: {port: "9100"}
      ---
      apiVersion: kitward/v1
      kind: Policy
      metadata: {name: everywhere}
      spec: {selector: all, effect: require, services: [exporter]}
      """;

  private static final String SYSLOG =
      """
      ---
      apiVersion: kitward/v1
      kind: Backend
      metadata: {name: logs}
      spec: {type: syslog}
      """;

  private static final String PROMETHEUS =
      """
      ---
      apiVersion: kitward/v1
      kind: Backend
      metadata: {name: metrics}
      spec: {type: prometheus, url: "http://mon.lab:9090"}
      """;

  /** The exporter under these documents, carried out in full by its node. */
  private static Instance settled(String documents) {
    var parsed = Documents.parse("test.yaml", documents);
    assertThat(parsed.problems()).isEmpty();
    var policy =
        new DocumentPolicy(
            1,
            DocumentSet.ofParsed(parsed.documents()),
            new Site("https://kitward.test:8443", "PEM"));
    WantedInstance wanted =
        Objects.requireNonNull(
            policy.resolve("db1.lab", List.of(), Map.of(), NOW).instances().get("exporter"));
    Instance fresh = Instance.fresh(new UUID(0, 1), new UUID(0, 2), wanted, "exporter", NOW);
    return Instances.observed(
        fresh.releasing(wanted.desired(), NOW),
        State.SETTLED,
        wanted.desired().hash(),
        NOW,
        TRUE,
        TRUE,
        TRUE,
        TRUE);
  }

  @Test
  void whereThereIsNoConsoleOfItsKindAServiceIsOkWithoutAProof() {
    Instance alone = settled(EXPORTER);

    assertThat(Phases.of(alone, Registrations.NONE)).isEqualTo(Phase.OK);
    assertThat(Phases.conditions(alone, Registrations.NONE))
        .extracting(Condition::status)
        .containsExactly(TRUE, TRUE, TRUE, TRUE, NOT_APPLICABLE, NOT_APPLICABLE);
  }

  @Test
  void aConsoleOfAnotherKindProvesNothing() {
    assertThat(Phases.of(settled(EXPORTER + SYSLOG), Registrations.NONE)).isEqualTo(Phase.OK);
  }

  @Test
  void whereThereIsAConsoleOfItsKindAServiceIsNotOkWithoutItsProof() {
    Instance instance = settled(EXPORTER + SYSLOG + PROMETHEUS);

    assertThat(instance.reasons().registration())
        .isEqualTo(Map.of("prometheus", Map.of("port", "9100")));
    assertThat(Phases.of(instance, Registrations.NONE)).isEqualTo(Phase.APPLYING);
    assertThat(Registrations.NONE.conditions(instance))
        .extracting(Condition::status)
        .containsExactly(UNKNOWN, UNKNOWN);
  }
}
