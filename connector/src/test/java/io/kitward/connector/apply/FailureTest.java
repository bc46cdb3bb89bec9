package io.kitward.connector.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.protocol.Condition;
import io.kitward.protocol.Condition.Status;
import io.kitward.protocol.InstanceDesired;
import io.kitward.protocol.InstanceObserved.State;
import java.util.List;
import org.junit.jupiter.api.Test;

class FailureTest {

  private final Machine machine = Kit.machine();
  private final InstanceDesired ghost =
      Kit.service("ghost", "ghost", List.of(), List.of(), "ghost.service");

  @Test
  void theReasonOfAFailedInstallationStaysWhileItIsTriedAgain() {
    machine.want(ghost);
    machine.live(90);
    List<Condition> installed = machine.history("ghost", Condition.Type.INSTALLED);
    List<Condition> afterTheFirstFailure =
        installed.stream().dropWhile(one -> one.status() != Status.FALSE).toList();
    assertThat(afterTheFirstFailure)
        .hasSizeGreaterThan(2)
        .allSatisfy(
            one -> {
              assertThat(one.status()).isEqualTo(Status.FALSE);
              assertThat(one.message()).contains("Unable to locate package ghost");
            });
  }

  @Test
  void theReasonIsGoneOnceItWorked() {
    machine.want(ghost);
    machine.live(10);
    machine.packages.offer(
        new MachinePackages.Offer(
            "ghost",
            List.of(),
            java.util.Map.of(),
            List.of(),
            List.of("ghost.service"),
            List.of()));
    machine.live(600);
    assertThat(machine.observed("ghost").state()).isEqualTo(State.SETTLED);
    assertThat(machine.condition("ghost", Condition.Type.INSTALLED).message()).isEmpty();
  }

  @Test
  void aFileThatItsCheckerRefusesIsNoReasonToDisturbTheUnitThatRunsWithTheOldOne() {
    machine.want(checked("one"));
    machine.live(600);
    int starts = machine.units.starts();
    machine.files.refuse(text -> text.equals("two"));

    machine.want(checked("two"));
    machine.live(20);
    assertThat(machine.condition("agent", Condition.Type.CONFIGURED).status())
        .isEqualTo(Status.FALSE);
    machine.want(checked("one"));
    machine.live(600);

    assertThat(machine.observed("agent").state()).isEqualTo(State.SETTLED);
    assertThat(machine.files.text(Kit.FILE)).isEqualTo("one");
    assertThat(machine.units.starts()).isEqualTo(starts);
  }

  private static InstanceDesired checked(String text) {
    var file =
        new InstanceDesired.FileDesired(
            Kit.FILE, text, "root", "root", "0644", List.of("checker", "{file}"), "");
    return Kit.service("agent", "agent", List.of(), List.of(file), Kit.UNIT);
  }
}
