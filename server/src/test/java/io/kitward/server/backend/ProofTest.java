package io.kitward.server.backend;

import static io.kitward.protocol.Condition.Status.FALSE;
import static io.kitward.protocol.Condition.Status.TRUE;
import static io.kitward.protocol.Condition.Status.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.protocol.Condition;
import io.kitward.server.desired.Registration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ProofTest {

  private static final UUID ID = new UUID(0, 9);
  private static final Instant SINCE = Instant.parse("2026-06-01T12:00:00Z");
  private static final Instant NOW = SINCE.plusSeconds(10);

  private static Registration registration(List<Condition> known) {
    return new Registration(ID, "lab", Map.of("port", "9100"), SINCE, known);
  }

  private static Sighting seen(String lastError, Optional<Sighting.Sample> sample) {
    return new Sighting.Seen(Map.of(ID, new Sighting.Target(lastError, sample)));
  }

  private static Sighting sample(double value, Instant at) {
    return seen("", Optional.of(new Sighting.Sample(value, at)));
  }

  private static List<Condition> conditions(Sighting sighting) {
    return Proof.conditions(registration(List.of()), sighting, NOW);
  }

  @Test
  void aSampleOfOneSinceTheRegistrationProves() {
    assertThat(conditions(sample(1, SINCE.plusMillis(1))))
        .containsExactly(
            new Condition(Condition.Type.REGISTERED, TRUE, NOW, "Discovered", ""),
            new Condition(Condition.Type.PROVEN, TRUE, NOW, "Up", ""));
  }

  @Test
  void aSampleFromBeforeTheRegistrationProvesNothing() {
    assertThat(conditions(sample(1, SINCE)))
        .extracting(Condition::status)
        .containsExactly(TRUE, UNKNOWN);
    assertThat(conditions(sample(0, SINCE.minusSeconds(1))))
        .extracting(Condition::status)
        .containsExactly(TRUE, UNKNOWN);
  }

  @Test
  void aTargetThatIsDownSaysWhy() {
    assertThat(conditions(seen("connection refused", Optional.of(new Sighting.Sample(0, NOW)))))
        .last()
        .isEqualTo(new Condition(Condition.Type.PROVEN, FALSE, NOW, "Down", "connection refused"));
    assertThat(conditions(sample(0, NOW)))
        .last()
        .extracting(Condition::message)
        .isEqualTo("up is 0");
    assertThat(conditions(sample(Double.NaN, NOW)))
        .last()
        .extracting(Condition::status)
        .isEqualTo(FALSE);
  }

  @Test
  void whatTheConsoleDoesNotKnowYetIsUnknown() {
    assertThat(conditions(new Sighting.Seen(Map.of())))
        .extracting(Condition::status, Condition::reason)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(UNKNOWN, "NotDiscoveredYet"),
            org.assertj.core.groups.Tuple.tuple(UNKNOWN, "NotDiscoveredYet"));
  }

  @Test
  void ofAConsoleThatCannotBeReachedNothingIsKnown() {
    assertThat(conditions(new Sighting.Unreachable("http://mon: refused")))
        .containsExactly(
            new Condition(
                Condition.Type.REGISTERED,
                UNKNOWN,
                NOW,
                "ConsoleUnreachable",
                "http://mon: refused"),
            new Condition(
                Condition.Type.PROVEN, UNKNOWN, NOW, "ConsoleUnreachable", "http://mon: refused"));
  }

  @Test
  void whatDidNotChangeKeepsItsTime() {
    List<Condition> first = conditions(sample(1, NOW));
    assertThat(
            Proof.conditions(
                registration(first), sample(1, NOW.plusSeconds(5)), NOW.plusSeconds(6)))
        .isEqualTo(first);
  }

  @Test
  void anotherReasonForTheSameStatusKeepsTheTimeOfTheStatus() {
    List<Condition> first = conditions(sample(0, NOW));
    Condition second =
        Proof.conditions(
                registration(first),
                seen("timeout", Optional.of(new Sighting.Sample(0, NOW.plusSeconds(5)))),
                NOW.plusSeconds(6))
            .getLast();
    assertThat(second.message()).isEqualTo("timeout");
    assertThat(second.since()).isEqualTo(NOW);
  }

  @Test
  void anotherStatusHasANewTime() {
    List<Condition> first = conditions(sample(0, NOW));
    assertThat(
            Proof.conditions(registration(first), sample(1, NOW.plusSeconds(5)), NOW.plusSeconds(6))
                .getLast()
                .since())
        .isEqualTo(NOW.plusSeconds(6));
  }
}
