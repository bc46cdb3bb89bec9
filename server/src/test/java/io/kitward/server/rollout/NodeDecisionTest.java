package io.kitward.server.rollout;

import static io.kitward.server.desired.Instances.NODE;
import static io.kitward.server.desired.Instances.approved;
import static io.kitward.server.desired.Instances.observed;
import static io.kitward.server.desired.Instances.settled;
import static io.kitward.server.desired.Instances.wanted;
import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.protocol.InstanceDesired;
import io.kitward.protocol.InstanceObserved;
import io.kitward.server.desired.Instance;
import io.kitward.server.desired.Phase;
import io.kitward.server.desired.Resolved;
import io.kitward.server.desired.WantedInstance;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class NodeDecisionTest {

  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  private static final Instant LATER = NOW.plusSeconds(60);
  private static final Resolved NOTHING = new Resolved(Map.of(), Map.of());
  private static final SortedSet<String> NONE_BEFORE = new TreeSet<>();
  private static final SortedSet<String> EXPORTER_BEFORE = new TreeSet<>(List.of("exporter"));

  private record World(boolean connected, boolean slot, boolean allows)
      implements NodeDecision.World {
    static final World CALM = new World(true, true, true);
    static final World BRAKED = new World(true, true, false);
    static final World AWAY = new World(false, true, true);
    static final World CROWDED = new World(true, false, true);

    @Override
    public int slots() {
      return 3;
    }

    @Override
    public Optional<Instant> flappingUntil() {
      return Optional.empty();
    }

    @Override
    public boolean brakeAllows(String service) {
      return allows;
    }
  }

  private static NodeDecision decide(
      List<Instance> before,
      Resolved resolved,
      SortedSet<String> wantedBefore,
      World world,
      Instant now) {
    return NodeDecision.decide(
        NODE, before, resolved, wantedBefore, Map.of(), world, () -> new UUID(0, 7), now);
  }

  private static Resolved wanting(WantedInstance... instances) {
    var wanted = new java.util.TreeMap<String, WantedInstance>();
    for (WantedInstance instance : instances) {
      wanted.put(instance.desired().service(), instance);
    }
    return new Resolved(wanted, Map.of());
  }

  private static Instance only(NodeDecision decision) {
    assertThat(decision.keep()).hasSize(1);
    return decision.keep().getFirst();
  }

  /** The exporter, released and carried out. */
  private static Instance running(long grace) {
    return settled(
        only(
            decide(
                List.of(), wanting(wanted("exporter", "1", grace)), NONE_BEFORE, World.CALM, NOW)),
        NOW);
  }

  private static Instance lostByTags(World world) {
    return only(decide(List.of(running(0)), NOTHING, EXPORTER_BEFORE, world, LATER));
  }

  @Test
  void anEmptyWorldStaysEmpty() {
    NodeDecision decision = decide(List.of(), NOTHING, NONE_BEFORE, World.CALM, NOW);
    assertThat(decision)
        .isEqualTo(
            new NodeDecision(
                List.of(), List.of(), false, false, List.of(), java.util.Optional.empty()));
  }

  @Test
  void aNewInstanceIsReleasedAtOnce() {
    NodeDecision decision =
        decide(List.of(), wanting(wanted("exporter")), NONE_BEFORE, World.CALM, NOW);
    Instance instance = only(decision);
    assertThat(decision.released()).isTrue();
    assertThat(instance.id()).isEqualTo(new UUID(0, 7));
    assertThat(instance.released()).contains(wanted("exporter").desired());
    assertThat(instance.releasedAt()).contains(NOW);
    assertThat(instance.waiting()).isEmpty();
    assertThat(instance.phase()).isEqualTo(Phase.APPLYING);
  }

  @Test
  void whatDidNotChangeIsTheSameToTheLastField() {
    NodeDecision first =
        decide(
            List.of(running(0)),
            wanting(wanted("exporter"), wanted("rsyslog")),
            EXPORTER_BEFORE,
            World.CALM,
            NOW);
    NodeDecision second =
        decide(
            first.keep(),
            wanting(wanted("exporter"), wanted("rsyslog")),
            EXPORTER_BEFORE,
            World.CALM,
            LATER);
    assertThat(second.keep()).isEqualTo(first.keep());
    assertThat(second.released()).isFalse();
    assertThat(second.gone()).isEmpty();
  }

  @Test
  void everyWaitingInstanceIsTheSameWhenItIsLookedAtAgain() {
    for (World world : List.of(World.BRAKED, World.AWAY, World.CROWDED)) {
      Instance waiting = lostByTags(world);
      assertThat(
              only(decide(List.of(waiting), NOTHING, EXPORTER_BEFORE, world, LATER.plusSeconds(9))))
          .isEqualTo(waiting);
    }
  }

  @Test
  void aChangedVersionIsReleasedAndWantedSinceNow() {
    NodeDecision decision =
        decide(
            List.of(running(0)),
            wanting(wanted("exporter", "2", 0)),
            EXPORTER_BEFORE,
            World.CALM,
            LATER);
    assertThat(decision.released()).isTrue();
    assertThat(only(decision).wantedAt()).isEqualTo(LATER);
    assertThat(only(decision).released()).contains(wanted("exporter", "2", 0).desired());
  }

  @Test
  void aConflictLeavesTheInstanceAsItWasAndSaysBlocked() {
    Instance before = running(0);
    NodeDecision decision =
        decide(
            List.of(before),
            new Resolved(Map.of(), Map.of("exporter", "a and b differ")),
            EXPORTER_BEFORE,
            World.CALM,
            LATER);
    assertThat(decision.released()).isFalse();
    assertThat(only(decision))
        .isEqualTo(before.waitingFor("a and b differ", false).in(Phase.BLOCKED, LATER));
    Instance agreed =
        only(
            decide(
                decision.keep(), wanting(wanted("exporter")), EXPORTER_BEFORE, World.CALM, LATER));
    assertThat(agreed.waiting()).isEmpty();
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
  void aConflictOverSomethingNewMakesNoInstance() {
    NodeDecision decision =
        decide(
            List.of(),
            new Resolved(
                Map.of("exporter", wanted("exporter")), Map.of("exporter", "a and b differ")),
            NONE_BEFORE,
            World.CALM,
            NOW);
    assertThat(decision.keep()).isEmpty();
    assertThat(decision.released()).isFalse();
  }

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
  void aNodeThatIsAwayGetsNothingNew() {
    NodeDecision decision =
        decide(List.of(), wanting(wanted("exporter")), NONE_BEFORE, World.AWAY, NOW);
    assertThat(decision.released()).isFalse();
    assertThat(decision.waitsForSlot()).isFalse();
    assertThat(only(decision).released()).isEmpty();
    assertThat(only(decision).waiting()).isEqualTo("the node is not connected");
    assertThat(only(decision).phase()).isEqualTo(Phase.PENDING);
  }

  @Test
  void aNodeWithoutASlotWaitsAndSaysSo() {
    NodeDecision decision =
        decide(List.of(), wanting(wanted("exporter")), NONE_BEFORE, World.CROWDED, NOW);
    assertThat(decision.released()).isFalse();
    assertThat(decision.waitsForSlot()).isTrue();
    assertThat(only(decision).waiting()).contains("3 nodes may act at a time");
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
