package io.kitward.connector.apply;

import static io.kitward.connector.apply.Kit.FILE;
import static io.kitward.connector.apply.Kit.UNIT;
import static io.kitward.connector.apply.Kit.agent;
import static io.kitward.connector.apply.Kit.without;
import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.protocol.Condition;
import io.kitward.protocol.Condition.Status;
import io.kitward.protocol.InstanceDesired.Contract;
import io.kitward.protocol.InstanceObserved.State;
import io.kitward.protocol.NodeEvent.Kind;
import org.junit.jupiter.api.Test;

class ObserveTest {

  private final Machine machine = Kit.machine();

  @Test
  void whatIsMissingIsSaidAndNothingIsChanged() {
    machine.observeOnly();
    var before = machine.everything();
    machine.want(agent());
    machine.live(3);
    assertThat(machine.everything()).isEqualTo(before);
    assertThat(machine.records.services()).isEmpty();
    assertThat(machine.condition("agent", Condition.Type.INSTALLED).status())
        .isEqualTo(Status.FALSE);
    assertThat(machine.condition("agent", Condition.Type.CONFIGURED).message()).contains(FILE);
    assertThat(machine.observed("agent").state()).isEqualTo(State.FAILED);
    assertThat(machine.told(Kind.REFUSED)).singleElement().asString().contains("observes");
  }

  @Test
  void whatIsAsDesiredIsSaidAndEachGapIsNamed() {
    machine.want(agent());
    machine.live(8);
    machine.observeOnly();
    machine.live(2);
    assertThat(machine.observed("agent").state()).isEqualTo(State.SETTLED);
    assertThat(machine.observed("agent").hash()).isEqualTo(agent().hash());
    machine.files.file(FILE, "edited", "root", "0644");
    machine.units.set(UNIT, "enabled", false);
    machine.live(2);
    assertThat(machine.files.text(FILE)).isEqualTo("edited");
    assertThat(machine.condition("agent", Condition.Type.INSTALLED).status())
        .isEqualTo(Status.TRUE);
    assertThat(machine.condition("agent", Condition.Type.CONFIGURED).status())
        .isEqualTo(Status.FALSE);
    assertThat(machine.condition("agent", Condition.Type.RUNNING).message()).contains("stopped");
    assertThat(machine.observed("agent").drift()).hasSize(2);
  }

  @Test
  void nothingIsTakenAway() {
    machine.want(agent());
    machine.live(8);
    machine.observeOnly();
    var before = machine.everything();
    machine.want(without(agent(), Contract.PURGE));
    machine.live(3);
    assertThat(machine.everything()).isEqualTo(before);
    assertThat(machine.observed("agent").state()).isEqualTo(State.FAILED);
    assertThat(machine.condition("agent", Condition.Type.INSTALLED).message())
        .contains("not taken away");
  }
}
