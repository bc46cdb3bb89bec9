package io.kitward.connector.apply;

import static io.kitward.connector.apply.Kit.FILE;
import static io.kitward.connector.apply.Kit.UNIT;
import static io.kitward.connector.apply.Kit.agent;
import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.connector.host.Units;
import io.kitward.protocol.Check;
import io.kitward.protocol.Condition;
import io.kitward.protocol.InstanceDesired;
import io.kitward.protocol.InstanceDesired.Conduct;
import io.kitward.protocol.InstanceDesired.Mode;
import io.kitward.protocol.InstanceObserved.Relation;
import io.kitward.protocol.InstanceObserved.State;
import io.kitward.protocol.NodeEvent.Kind;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RecoveryTest {

  private final Machine machine = Kit.machine();

  @BeforeEach
  void install() {
    machine.want(agent());
    machine.live(8);
  }

  @Test
  void aStoppedUnitIsStartedAtOnceAndBothAreTold() {
    machine.units.act(Units.Verb.STOP, UNIT);
    machine.live(2);
    assertThat(machine.units.runsWith(UNIT)).isEqualTo("ours");
    assertThat(machine.told(Kind.DRIFTED)).containsExactly(UNIT + " is stopped");
    assertThat(machine.told(Kind.REPAIRED)).singleElement().asString().contains("started " + UNIT);
    assertThat(machine.told(Kind.TRIED)).isEmpty();
  }

  @Test
  void aUnitThatSystemdLetsWaitForLongIsStartedAtOnceAndThatCounts() {
    machine.units.fallsOverAndWaits(UNIT);
    machine.live(2);
    assertThat(machine.units.runsWith(UNIT)).isEqualTo("ours");
    assertThat(machine.told(Kind.DRIFTED)).singleElement().asString().contains("lets it wait");
    assertThat(machine.told(Kind.REPAIRED)).singleElement().asString().contains("started " + UNIT);
    machine.want(limited(2));
    machine.live(5);
    for (int i = 0; i < 4; i++) {
      machine.units.fallsOverAndWaits(UNIT);
      machine.live(5);
    }
    assertThat(machine.told(Kind.GAVE_UP)).singleElement().asString().contains("2 times");
  }

  @Test
  void oneThatDoesNotComeUpIsReconfiguredThenReinstalledThenGivenUp() {
    breakIt();
    machine.live(120);
    assertThat(machine.told(Kind.TRIED))
        .hasSize(3)
        .satisfiesExactly(
            one -> assertThat(one).startsWith("restart, since").contains("did not help"),
            one -> assertThat(one).startsWith("reconfigure, since"),
            one -> assertThat(one).startsWith("reinstall, since"));
    assertThat(machine.packages.reinstalled()).containsExactly("agent");
    assertThat(machine.told(Kind.GAVE_UP)).singleElement().asString().contains("resume agent");
    Condition running = machine.condition("agent", Condition.Type.RUNNING);
    assertThat(running.reason()).isEqualTo("GaveUp");
    assertThat(running.message()).contains(UNIT);
    assertThat(machine.observed("agent").state()).isEqualTo(State.FAILED);
    assertThat(machine.observed("agent").stance().gaveUp()).contains("resume agent");
  }

  @Test
  void whatWasGivenUpIsTriedSeldomAndFoundWhenItsCauseIsGone() {
    breakIt();
    machine.live(120);
    int starts = machine.units.starts();
    machine.live(600);
    assertThat(machine.units.starts()).isEqualTo(starts);
    machine.units.breakOn(text -> false, MachineUnits.Temper.REFUSES);
    machine.live(3000);
    assertThat(machine.observed("agent").state()).isEqualTo(State.SETTLED);
    assertThat(machine.observed("agent").stance().gaveUp()).isEmpty();
    assertThat(machine.told(Kind.REPAIRED)).singleElement().asString().contains("tries");
  }

  @Test
  void theStartsOfADayHaveALimitThatOutlivesTheProcessAndOnlyAPersonLifts() {
    machine.want(limited(3));
    machine.live(5);
    for (int i = 0; i < 5; i++) {
      machine.units.act(Units.Verb.STOP, UNIT);
      machine.live(5);
    }
    assertThat(machine.units.runsWith(UNIT)).isEmpty();
    assertThat(machine.told(Kind.GAVE_UP)).singleElement().asString().contains("3 times");
    machine.restart();
    machine.live(150, 600);
    assertThat(machine.units.runsWith(UNIT)).as("only a person continues").isEmpty();
    machine.resume("agent");
    machine.live(5);
    assertThat(machine.units.runsWith(UNIT)).isEqualTo("ours");
  }

  @Test
  void whatKeepsBeingUndoneIsToldOnceAndDamped() {
    for (int i = 0; i < 60; i++) {
      machine.files.file(FILE, "edited " + i, "root", "0644");
      machine.live(4);
    }
    assertThat(machine.told(Kind.FLAPPING)).hasSize(1);
    assertThat(machine.told(Kind.REPAIRED).size()).isLessThan(35);
    var discovery = machine.observed("agent").discovery();
    assertThat(discovery.relation()).isEqualTo(Relation.CONTESTED);
    assertThat(discovery.lines()).singleElement().asString().contains("undone");
    machine.live(420);
    assertThat(machine.observed("agent").discovery().relation()).isEqualTo(Relation.MANAGED);
    assertThat(machine.files.text(FILE)).isEqualTo("ours");
    assertThat(machine.told(Kind.RESUMED)).singleElement().asString().contains("hold again");
  }

  @Test
  void theWordsForWhatIsWrongTellAStoppedARemovedAndAMaskedToolApart() {
    machine.units.act(Units.Verb.STOP, UNIT);
    machine.live(2);
    machine.packages.remove(List.of("agent"), false);
    machine.live(4);
    machine.units.act(Units.Verb.STOP, UNIT);
    machine.units.act(Units.Verb.MASK, UNIT);
    machine.live(4);
    assertThat(machine.history("agent", Condition.Type.RUNNING))
        .extracting(Condition::reason)
        .contains("Stopped", "Masked");
    assertThat(machine.history("agent", Condition.Type.INSTALLED))
        .extracting(Condition::reason)
        .contains("Removed");
  }

  @Test
  void aProbeThatFailsIsToldApartFromACheck() {
    var probe = new Check.MetricsAnswer("http://127.0.0.1:9100/metrics", "", 1);
    machine.want(
        agent().toBuilder()
            .hash("probed")
            .checks(List.of(new Check.TcpOpen(9100)))
            .probes(List.of(probe))
            .build());
    machine.live(8);
    machine.probe(check -> check.equals(probe) ? Optional.of("no samples") : Optional.empty());
    machine.live(600);
    assertThat(machine.history("agent", Condition.Type.HEALTHY))
        .extracting(Condition::reason)
        .contains("ProbeFailed")
        .doesNotContain("CheckFailed");
  }

  private void breakIt() {
    machine.units.breakOn(text -> true, MachineUnits.Temper.REFUSES);
    machine.units.act(Units.Verb.STOP, UNIT);
  }

  private static InstanceDesired limited(int startsPerDay) {
    return agent().toBuilder()
        .hash("limited " + startsPerDay)
        .conduct(new Conduct(Mode.ENFORCE, null, List.of(), startsPerDay))
        .build();
  }
}
