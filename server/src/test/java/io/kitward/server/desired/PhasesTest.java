package io.kitward.server.desired;

import static io.kitward.protocol.Condition.Status.FALSE;
import static io.kitward.protocol.Condition.Status.NOT_APPLICABLE;
import static io.kitward.protocol.Condition.Status.TRUE;
import static io.kitward.protocol.Condition.Status.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.protocol.Condition;
import io.kitward.protocol.InstanceObserved.State;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PhasesTest {

  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

  private static Instance released() {
    Instance fresh = Instances.fresh("exporter", NOW);
    return fresh.releasing(fresh.wanted().orElseThrow(), NOW);
  }

  private static Instance settled(Condition.Status... statuses) {
    Instance released = released();
    return Instances.observed(
        released, State.SETTLED, released.released().orElseThrow().hash(), NOW, statuses);
  }

  private static Phase phase(Instance instance) {
    return Phases.of(instance, Registrations.NONE);
  }

  @Test
  void whatWasNotReleasedIsPending() {
    assertThat(phase(Instances.fresh("exporter", NOW))).isEqualTo(Phase.PENDING);
  }

  @Test
  void whatIsReleasedIsApplyingUntilTheConnectorIsDoneWithThatVeryState() {
    assertThat(phase(released())).isEqualTo(Phase.APPLYING);
    assertThat(
            phase(
                Instances.observed(
                    released(), State.SETTLED, "older", NOW, TRUE, TRUE, TRUE, TRUE)))
        .isEqualTo(Phase.APPLYING);
  }

  @Test
  void nothingIsOkUntilEveryConditionIsTrue() {
    assertThat(phase(settled(TRUE, TRUE, TRUE, TRUE))).isEqualTo(Phase.OK);
    assertThat(phase(settled(TRUE, TRUE, TRUE))).isEqualTo(Phase.APPLYING);
    assertThat(phase(settled(TRUE, TRUE, TRUE, UNKNOWN))).isEqualTo(Phase.APPLYING);
    assertThat(phase(settled())).isEqualTo(Phase.APPLYING);
  }

  @Test
  void whatIsNotInstalledConfiguredOrRunningHasFailed() {
    assertThat(phase(settled(FALSE, TRUE, TRUE, TRUE))).isEqualTo(Phase.FAILED);
    assertThat(phase(settled(TRUE, FALSE, TRUE, TRUE))).isEqualTo(Phase.FAILED);
    assertThat(phase(settled(UNKNOWN, TRUE, FALSE, FALSE))).isEqualTo(Phase.FAILED);
    assertThat(phase(Instances.observed(released(), State.FAILED, "", NOW)))
        .isEqualTo(Phase.FAILED);
  }

  @Test
  void whatRunsWithoutBeingHealthyIsDegraded() {
    assertThat(phase(settled(TRUE, TRUE, TRUE, FALSE))).isEqualTo(Phase.DEGRADED);
  }

  @Test
  void aServiceThatNoConsoleKnowsIsOkWithoutAProof() {
    assertThat(Phases.conditions(settled(TRUE, TRUE, TRUE, TRUE), Registrations.NONE))
        .extracting(Condition::status)
        .containsExactly(TRUE, TRUE, TRUE, TRUE, NOT_APPLICABLE, NOT_APPLICABLE);
  }

  @Test
  void aServiceThatAConsoleKnowsIsNotOkWithoutItsProof() {
    Instance instance =
        Instances.registering(
            settled(TRUE, TRUE, TRUE, TRUE), Map.of("prometheus", Map.of("port", "9100")));
    assertThat(phase(instance)).isEqualTo(Phase.APPLYING);
    assertThat(Phases.of(instance, registered(instance, TRUE, UNKNOWN))).isEqualTo(Phase.APPLYING);
    assertThat(Phases.of(instance, registered(instance, TRUE, FALSE))).isEqualTo(Phase.DEGRADED);
    assertThat(Phases.of(instance, registered(instance, FALSE, UNKNOWN))).isEqualTo(Phase.DEGRADED);
    assertThat(Phases.of(instance, registered(instance, TRUE, TRUE))).isEqualTo(Phase.OK);
  }

  private static Registrations registered(
      Instance instance, Condition.Status registered, Condition.Status proven) {
    return new Registrations(
        List.of(
            new Registration(
                instance.id(),
                "prometheus-lab",
                Map.of("port", "9100"),
                NOW,
                List.of(
                    new Condition(Condition.Type.REGISTERED, registered, NOW, "R", ""),
                    new Condition(Condition.Type.PROVEN, proven, NOW, "P", "")))));
  }

  @Test
  void aRemovalAndWhatIsHeldShowAsSuchWhateverTheConnectorSays() {
    Instance lost = settled(TRUE, TRUE, TRUE, FALSE).lost(Instance.Loss.TAGS, NOW);
    assertThat(phase(lost)).isEqualTo(Phase.REMOVING);
    assertThat(phase(lost.waitingFor("held", true))).isEqualTo(Phase.BLOCKED);
  }

  @Test
  void aConditionThatNobodyReportedSaysWhatIsWaitedFor() {
    Instance waiting = Instances.fresh("exporter", NOW).waitingFor("not connected", false);
    assertThat(Phases.conditions(waiting, Registrations.NONE).getFirst())
        .isEqualTo(
            new Condition(Condition.Type.INSTALLED, UNKNOWN, NOW, "NotReported", "not connected"));
  }

  @Test
  void whatANodeSaidLongAgoIsStale() {
    Instance ok = settled(TRUE, TRUE, TRUE, TRUE).in(Phase.OK, NOW);
    Instant old = NOW.minus(Phases.STALE_AFTER).minusMillis(1);
    assertThat(Phases.shown(ok, false, Optional.of(old), NOW)).isEqualTo(Phase.STALE);
    assertThat(Phases.shown(ok, false, Optional.empty(), NOW)).isEqualTo(Phase.STALE);
    assertThat(Phases.shown(ok, false, Optional.of(NOW), NOW)).isEqualTo(Phase.OK);
    assertThat(Phases.shown(ok, true, Optional.of(old), NOW)).isEqualTo(Phase.OK);
    assertThat(Phases.shown(ok.in(Phase.BLOCKED, NOW), false, Optional.of(old), NOW))
        .isEqualTo(Phase.BLOCKED);
    assertThat(Phases.shown(Instances.fresh("exporter", NOW), false, Optional.empty(), NOW))
        .isEqualTo(Phase.PENDING);
  }

  @Test
  void whatWasMendedSaysSoForAWhile() {
    Instance mended = Instances.repaired(settled(TRUE, TRUE, TRUE, TRUE), NOW).in(Phase.OK, NOW);
    Duration just = Phases.REPAIRED_FOR.minusMillis(1);
    assertThat(Phases.shown(mended, true, Optional.of(NOW), NOW.plus(just)))
        .isEqualTo(Phase.REPAIRED);
    assertThat(Phases.shown(mended, true, Optional.of(NOW), NOW.plus(Phases.REPAIRED_FOR)))
        .isEqualTo(Phase.OK);
    assertThat(Phases.shown(mended.in(Phase.DEGRADED, NOW), true, Optional.of(NOW), NOW.plus(just)))
        .isEqualTo(Phase.DEGRADED);
  }
}
