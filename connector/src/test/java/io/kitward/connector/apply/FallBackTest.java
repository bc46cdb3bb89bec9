package io.kitward.connector.apply;

import static io.kitward.connector.apply.Kit.FILE;
import static io.kitward.connector.apply.Kit.LOG_FILE;
import static io.kitward.connector.apply.Kit.LOG_UNIT;
import static io.kitward.connector.apply.Kit.UNIT;
import static io.kitward.connector.apply.Kit.agent;
import static io.kitward.connector.apply.Kit.log;
import static io.kitward.connector.apply.Kit.without;
import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.connector.host.Units;
import io.kitward.protocol.Condition;
import io.kitward.protocol.InstanceDesired.Contract;
import io.kitward.protocol.InstanceObserved.State;
import io.kitward.protocol.NodeEvent.Kind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FallBackTest {

  private final Machine machine = Kit.machine();

  @BeforeEach
  void breakOnBrokenFiles() {
    machine.units.breakOn(text -> text.contains("broken"), MachineUnits.Temper.REFUSES);
  }

  @ParameterizedTest
  @EnumSource(MachineUnits.Temper.class)
  void aUnitThatDoesNotComeUpRunsWithTheLastGoodFileAgain(MachineUnits.Temper temper) {
    machine.units.breakOn(text -> text.contains("broken"), temper);
    machine.want(agent("good"));
    machine.live(8);
    machine.want(agent("broken"));
    machine.live(8);
    assertThat(machine.files.text(FILE)).isEqualTo("good");
    assertThat(machine.units.runsWith(UNIT)).isEqualTo("good");
    var configured = machine.condition("agent", Condition.Type.CONFIGURED);
    assertThat(configured.status()).isEqualTo(Condition.Status.FALSE);
    assertThat(configured.message()).contains(FILE, UNIT, "what was there before is back");
    assertThat(machine.condition("agent", Condition.Type.RUNNING).status())
        .isEqualTo(Condition.Status.TRUE);
    assertThat(machine.observed("agent").state()).isEqualTo(State.FAILED);
    assertThat(machine.observed("agent").hash()).isNotEqualTo(agent("broken").hash());
    assertThat(machine.told(Kind.FAILED)).hasSize(1);
  }

  @Test
  void whileItWaitsTheUnitIsKeptRunning() {
    machine.want(agent("good"));
    machine.live(8);
    machine.want(agent("broken"));
    machine.live(3);
    machine.units.act(Units.Verb.STOP, UNIT);
    machine.live(2);
    assertThat(machine.units.runsWith(UNIT)).isEqualTo("good");
  }

  @Test
  void theNewFileIsTriedAgainMoreAndMoreSeldom() {
    machine.want(agent("good"));
    machine.live(8);
    machine.want(agent("broken"));
    machine.live(3);
    int writes = changesWithin(70);
    assertThat(writes).as("tried again").isPositive();
    assertThat(changesWithin(70)).as("more seldom").isLessThan(writes);
    assertThat(machine.files.text(FILE)).isEqualTo("good");
    assertThat(machine.told(Kind.FAILED)).as("told once").hasSize(1);
  }

  @Test
  void aMendedCauseIsFoundByTheNextTry() {
    machine.want(agent("good"));
    machine.live(8);
    machine.want(agent("broken"));
    machine.live(3);
    machine.units.breakOn(text -> false, MachineUnits.Temper.REFUSES);
    machine.live(60);
    assertThat(machine.units.runsWith(UNIT)).isEqualTo("broken");
    assertThat(machine.observed("agent").state()).isEqualTo(State.SETTLED);
    assertThat(machine.condition("agent", Condition.Type.CONFIGURED).status())
        .isEqualTo(Condition.Status.TRUE);
  }

  @Test
  void aBetterFileIsTakenAtOnce() {
    machine.want(agent("good"));
    machine.live(8);
    machine.want(agent("broken"));
    machine.live(3);
    machine.want(agent("better"));
    machine.live(3);
    assertThat(machine.units.runsWith(UNIT)).isEqualTo("better");
    assertThat(machine.observed("agent").state()).isEqualTo(State.SETTLED);
  }

  @Test
  void aDaemonThatWasThereBeforeRunsWithItsOwnFileAgain() {
    machine.want(log("broken"));
    machine.live(5);
    assertThat(machine.files.text(LOG_FILE)).isEqualTo("by hand");
    assertThat(machine.files.at(LOG_FILE).orElseThrow().owner()).isEqualTo("alice");
    assertThat(machine.units.runsWith(LOG_UNIT)).isEqualTo("by hand");
  }

  @Test
  void withNothingGoodToGoBackToTheReasonIsTold() {
    machine.want(agent("broken"));
    machine.live(5);
    assertThat(machine.files.text(FILE)).isEqualTo("broken");
    assertThat(machine.condition("agent", Condition.Type.RUNNING).message()).contains(UNIT);
  }

  @Test
  void aProvenFileIsNotTakenBackWhenTheUnitFailsLater() {
    machine.want(agent("good"));
    machine.live(8);
    machine.want(agent("better"));
    machine.live(8);
    assertThat(machine.record("agent").previous()).isEmpty();
    machine.units.breakOn(text -> text.contains("better"), MachineUnits.Temper.REFUSES);
    machine.units.act(Units.Verb.STOP, UNIT);
    machine.live(3);
    assertThat(machine.files.text(FILE)).isEqualTo("better");
  }

  @Test
  void aCrashAtAnyMomentEndsWithTheGoodFileToo() {
    for (int change = 0; change < 40; change++) {
      var node = Kit.machine();
      node.units.breakOn(text -> text.contains("broken"), MachineUnits.Temper.REFUSES);
      node.want(agent("good"));
      node.live(8);
      node.want(agent("broken"));
      node.fuse.set(change / 2, change % 2 == 1);
      node.survive(6);
      assertThat(node.files.text(FILE)).as("change %d", change).isEqualTo("good");
      assertThat(node.units.runsWith(UNIT)).as("change %d", change).isEqualTo("good");
    }
  }

  @Test
  void theServiceGoesCleanlyWhileItIsFallenBack() {
    var before = machine.everything();
    machine.want(log("broken"));
    machine.live(5);
    machine.want(without(log("broken"), Contract.PURGE));
    machine.live(5);
    assertThat(machine.everything()).isEqualTo(before);
  }

  private int changesWithin(int seconds) {
    int before = machine.fuse.burnt();
    machine.live(seconds);
    return machine.fuse.burnt() - before;
  }
}
