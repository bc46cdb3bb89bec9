package io.kitward.server.rollout;

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

import io.kitward.server.desired.Instance;
import io.kitward.server.desired.Phase;
import io.kitward.server.desired.Resolved;
import io.kitward.server.rollout.Decisions.World;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What is released to a node, and what waits. */
class NodeDecisionTest {

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
}
