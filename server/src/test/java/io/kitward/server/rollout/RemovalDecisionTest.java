package io.kitward.server.rollout;

import static io.kitward.server.desired.Instances.approved;
import static io.kitward.server.desired.Instances.observed;
import static io.kitward.server.desired.Instances.settled;
import static io.kitward.server.desired.Instances.wanted;
import static io.kitward.server.rollout.Decisions.EXPORTER_BEFORE;
import static io.kitward.server.rollout.Decisions.LATER;
import static io.kitward.server.rollout.Decisions.NONE_BEFORE;
import static io.kitward.server.rollout.Decisions.NOTHING;
import static io.kitward.server.rollout.Decisions.NOW;
import static io.kitward.server.rollout.Decisions.decide;
import static io.kitward.server.rollout.Decisions.lostByTags;
import static io.kitward.server.rollout.Decisions.only;
import static io.kitward.server.rollout.Decisions.running;
import static io.kitward.server.rollout.Decisions.wanting;
import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.protocol.InstanceDesired;
import io.kitward.protocol.InstanceObserved;
import io.kitward.server.desired.Instance;
import io.kitward.server.desired.Phase;
import io.kitward.server.desired.Resolved;
import io.kitward.server.rollout.Decisions.World;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a node loses: when it goes, what holds it back, and when it is forgotten. */
class RemovalDecisionTest {

  @Test
  void whatTagsTakeAwayIsCountedByTheBrake() {
    NodeDecision decision =
        decide(List.of(running(0)), NOTHING, EXPORTER_BEFORE, World.CALM, LATER);
    assertThat(decision.removals()).containsExactly("exporter");
    assertThat(only(decision).lostBy()).isEqualTo(Instance.Loss.TAGS);
    assertThat(only(decision).removing()).isTrue();
    assertThat(only(decision).phase()).isEqualTo(Phase.REMOVING);
  }

  @Test
  void whatDocumentsTakeAwayIsNeitherCountedNorHeld() {
    NodeDecision decision = decide(List.of(running(0)), NOTHING, NONE_BEFORE, World.BRAKED, LATER);
    assertThat(decision.removals()).isEmpty();
    assertThat(only(decision).lostBy()).isEqualTo(Instance.Loss.DOCUMENTS);
    assertThat(only(decision).removing()).isTrue();
  }

  @Test
  void theCauseOfALossIsDecidedOnce() {
    Instance held = lostByTags(World.BRAKED);
    assertThat(
            only(decide(List.of(held), NOTHING, NONE_BEFORE, World.BRAKED, LATER.plusSeconds(1)))
                .lostBy())
        .isEqualTo(Instance.Loss.TAGS);
  }

  @Test
  void theGraceIsWaitedForAndItsEndIsDue() {
    Instance running = running(30);
    NodeDecision within = decide(List.of(running), NOTHING, EXPORTER_BEFORE, World.CALM, LATER);
    assertThat(within.released()).isFalse();
    assertThat(within.due()).contains(LATER.plusSeconds(30));
    assertThat(only(within).removing()).isFalse();
    assertThat(only(within).waiting()).contains(LATER.plusSeconds(30).toString());
    NodeDecision after =
        decide(within.keep(), NOTHING, EXPORTER_BEFORE, World.CALM, LATER.plusSeconds(30));
    assertThat(only(after).removing()).isTrue();
    assertThat(after.due()).isEmpty();
  }

  @Test
  void ofSeveralGracesTheFirstEndIsDue() {
    List<Instance> running =
        List.of(
            settled(
                only(
                    decide(List.of(), wanting(wanted("a", "1", 90)), NONE_BEFORE, World.CALM, NOW)),
                NOW),
            settled(
                only(
                    decide(List.of(), wanting(wanted("b", "1", 30)), NONE_BEFORE, World.CALM, NOW)),
                NOW));
    assertThat(decide(running, NOTHING, NONE_BEFORE, World.CALM, LATER).due())
        .contains(LATER.plusSeconds(30));
  }

  @Test
  void theBrakeHoldsWhatTagsTookAway() {
    NodeDecision decision =
        decide(List.of(running(0)), NOTHING, EXPORTER_BEFORE, World.BRAKED, LATER);
    assertThat(decision.released()).isFalse();
    assertThat(decision.removals()).isEmpty();
    assertThat(only(decision).held()).isTrue();
    assertThat(only(decision).removing()).isFalse();
    assertThat(only(decision).phase()).isEqualTo(Phase.BLOCKED);
    assertThat(only(decision).waiting()).contains("until a person releases it");
  }

  @Test
  void whatIsHeldStaysHeldWhenTheHourIsOver() {
    NodeDecision decision =
        decide(
            List.of(lostByTags(World.BRAKED)),
            NOTHING,
            NONE_BEFORE,
            World.CALM,
            LATER.plus(Duration.ofHours(2)));
    assertThat(decision.released()).isFalse();
    assertThat(only(decision).held()).isTrue();
  }

  @Test
  void whatIsHeldAsksForNoSlot() {
    NodeDecision decision =
        decide(List.of(lostByTags(World.BRAKED)), NOTHING, NONE_BEFORE, World.CROWDED, LATER);
    assertThat(decision.waitsForSlot()).isFalse();
    assertThat(only(decision).held()).isTrue();
  }

  @Test
  void theApprovalOfAPersonReleasesIt() {
    NodeDecision decision =
        decide(
            List.of(approved(lostByTags(World.BRAKED))),
            NOTHING,
            NONE_BEFORE,
            World.BRAKED,
            LATER.plusSeconds(1));
    assertThat(decision.released()).isTrue();
    assertThat(decision.removals()).isEmpty();
    assertThat(only(decision).removing()).isTrue();
    assertThat(only(decision).held()).isFalse();
  }

  @Test
  void tagsThatComeBackEndTheHold() {
    Instance running = running(0);
    NodeDecision decision =
        decide(
            List.of(lostByTags(World.BRAKED)),
            wanting(wanted("exporter")),
            NONE_BEFORE,
            World.BRAKED,
            LATER.plusSeconds(1));
    assertThat(decision.released()).isFalse();
    assertThat(only(decision).held()).isFalse();
    assertThat(only(decision).waiting()).isEmpty();
    assertThat(only(decision).phase()).isEqualTo(Phase.OK);
    assertThat(only(decision).released()).isEqualTo(running.released());
  }

  @Test
  void anApprovalIsForgottenWhenTheTagsComeBack() {
    Instance back =
        only(
            decide(
                List.of(approved(lostByTags(World.BRAKED))),
                wanting(wanted("exporter")),
                NONE_BEFORE,
                World.BRAKED,
                LATER.plusSeconds(1)));
    assertThat(only(decide(List.of(back), NOTHING, EXPORTER_BEFORE, World.BRAKED, LATER)).held())
        .isTrue();
  }

  @Test
  void tagsThatComeBackDuringTheRemovalReleaseItAnew() {
    NodeDecision decision =
        decide(
            List.of(lostByTags(World.CALM)),
            wanting(wanted("exporter")),
            NONE_BEFORE,
            World.CALM,
            LATER.plusSeconds(1));
    assertThat(decision.released()).isTrue();
    assertThat(only(decision).removing()).isFalse();
    assertThat(only(decision).released()).contains(wanted("exporter").desired());
  }

  @Test
  void aConflictEndsNoHoldOfTheBrake() {
    Instance held = lostByTags(World.BRAKED);
    Instance during =
        only(
            decide(
                List.of(held),
                new Resolved(Map.of(), Map.of("exporter", "a and b differ")),
                EXPORTER_BEFORE,
                World.CALM,
                LATER));
    assertThat(during.held()).isTrue();
    assertThat(only(decide(List.of(during), NOTHING, EXPORTER_BEFORE, World.CALM, LATER)).waiting())
        .contains("the brake holds");
  }

  @Test
  void aRemovalWaitsForASlotToo() {
    NodeDecision decision =
        decide(List.of(running(0)), NOTHING, EXPORTER_BEFORE, World.CROWDED, LATER);
    assertThat(decision.waitsForSlot()).isTrue();
    assertThat(decision.removals()).isEmpty();
    assertThat(only(decision).held()).isFalse();
  }

  @Test
  void whatWasRemovedGoes() {
    Instance removing = lostByTags(World.CALM);
    Instance removed =
        observed(
            removing,
            InstanceObserved.State.REMOVED,
            removing.released().orElseThrow().hash(),
            LATER);
    NodeDecision decision = decide(List.of(removed), NOTHING, NONE_BEFORE, World.CALM, LATER);
    assertThat(decision.keep()).isEmpty();
    assertThat(decision.gone()).extracting(Instance::service).containsExactly("exporter");
    assertThat(decision.released()).isTrue();
  }

  @Test
  void whatWasRemovedByAnEarlierRemovalDoesNotGo() {
    Instance removing = lostByTags(World.CALM);
    Instance removed =
        observed(
            removing,
            InstanceObserved.State.REMOVED,
            removing.released().orElseThrow().hash(),
            LATER);
    // The tags came back, and were lost again before the connector said a word.
    Instance back =
        only(
            decide(
                List.of(removed),
                wanting(wanted("exporter")),
                NONE_BEFORE,
                World.CALM,
                LATER.plusSeconds(1)));
    Instance again =
        only(decide(List.of(back), NOTHING, EXPORTER_BEFORE, World.CALM, LATER.plusSeconds(2)));
    NodeDecision decision =
        decide(List.of(again), NOTHING, NONE_BEFORE, World.CALM, LATER.plusSeconds(3));
    assertThat(decision.gone()).isEmpty();
    assertThat(only(decision).removing()).isTrue();
  }

  @Test
  void whatNeverReachedTheNodeGoesWithoutAWord() {
    Instance pending =
        only(decide(List.of(), wanting(wanted("exporter")), NONE_BEFORE, World.AWAY, NOW));
    NodeDecision decision = decide(List.of(pending), NOTHING, EXPORTER_BEFORE, World.BRAKED, LATER);
    assertThat(decision.gone()).hasSize(1);
    assertThat(decision.released()).isFalse();
    assertThat(decision.removals()).isEmpty();
  }

  @Test
  void anAbsentServiceKeepsWhatTheNodeNeedsToUndoIt() {
    InstanceDesired present = wanted("exporter").desired();
    InstanceDesired absent = NodeDecision.absent(present, NOW);
    assertThat(absent.ensure()).isEqualTo(InstanceDesired.Ensure.ABSENT);
    assertThat(absent.contract()).isEqualTo(present.contract());
    assertThat(absent.packages()).isEqualTo(present.packages());
    assertThat(absent.checks()).isEmpty();
    assertThat(absent.hash())
        .isNotEqualTo(present.hash())
        .isNotEqualTo(NodeDecision.absent(present, LATER).hash());
  }
}
