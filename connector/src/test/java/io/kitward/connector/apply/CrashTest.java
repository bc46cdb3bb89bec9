package io.kitward.connector.apply;

import static io.kitward.connector.apply.Kit.FILE;
import static io.kitward.connector.apply.Kit.FOREIGN;
import static io.kitward.connector.apply.Kit.agent;
import static io.kitward.connector.apply.Kit.log;
import static io.kitward.connector.apply.Kit.without;
import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.protocol.InstanceDesired;
import io.kitward.protocol.InstanceDesired.Contract;
import io.kitward.protocol.InstanceObserved.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The process ends right before and right after each single change; the next one ends the same. */
class CrashTest {

  private static final InstanceDesired[] PRESENT = {agent(), log("ours")};
  private static final int ENOUGH = 12;

  @Test
  void aCrashDuringAnInstallationChangesNothingOfItsEnd() {
    var whole = machine();
    whole.want(PRESENT);
    whole.live(ENOUGH);
    var gone = machine().everything();
    int changes = whole.fuse.burnt();
    assertThat(changes).isGreaterThan(20);
    for (int change = 0; change < 2 * changes; change++) {
      String when = (change % 2 == 0 ? "before" : "after") + " change " + change / 2;
      var machine = machine();
      machine.want(PRESENT);
      machine.fuse.set(change / 2, change % 2 == 1);
      machine.survive(ENOUGH);
      assertThat(machine.everything()).as(when).isEqualTo(whole.everything());
      assertThat(machine.observed("agent").state()).as(when).isEqualTo(State.SETTLED);
      assertThat(machine.record("agent").beforeInstall()).as(when).isEmpty();
      assertThat(machine.record("agent").pulledIn()).as(when).containsExactly("libagent");
      machine.want(without(agent(), Contract.PURGE), without(log("ours"), Contract.PURGE));
      machine.live(ENOUGH);
      assertThat(machine.everything()).as("taken away, crash %s", when).isEqualTo(gone);
    }
  }

  @ParameterizedTest
  @EnumSource(Contract.class)
  void aCrashDuringARemovalChangesNothingOfItsEnd(Contract contract) {
    var whole = machine();
    whole.want(PRESENT);
    whole.live(ENOUGH);
    int before = whole.fuse.burnt();
    whole.want(without(agent(), contract), without(log("ours"), contract));
    whole.live(ENOUGH);
    int changes = whole.fuse.burnt() - before;
    for (int change = 0; change < 2 * changes; change++) {
      String when = (change % 2 == 0 ? "before" : "after") + " change " + change / 2;
      var machine = machine();
      machine.want(PRESENT);
      machine.live(ENOUGH);
      machine.want(without(agent(), contract), without(log("ours"), contract));
      machine.fuse.set(change / 2, change % 2 == 1);
      machine.survive(ENOUGH);
      assertThat(machine.everything()).as(when).isEqualTo(whole.everything());
      assertThat(machine.files.at(FOREIGN)).as(when).isEqualTo(whole.files.at(FOREIGN));
      assertThat(machine.observed("agent").state()).as(when).isEqualTo(State.REMOVED);
    }
  }

  /** Also with a file of a person where the package has one that goes with it. */
  private static Machine machine() {
    var machine = Kit.machine();
    machine.files.file(FILE, "by hand", "alice", "0600");
    return machine;
  }
}
