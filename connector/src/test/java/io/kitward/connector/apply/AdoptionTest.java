package io.kitward.connector.apply;

import static io.kitward.connector.apply.Kit.LOG_FILE;
import static io.kitward.connector.apply.Kit.LOG_UNIT;
import static io.kitward.connector.apply.Kit.agent;
import static io.kitward.connector.apply.Kit.log;
import static io.kitward.connector.apply.Kit.without;
import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.protocol.Condition;
import io.kitward.protocol.InstanceDesired;
import io.kitward.protocol.InstanceDesired.Adopt;
import io.kitward.protocol.InstanceDesired.Conduct;
import io.kitward.protocol.InstanceDesired.Contract;
import io.kitward.protocol.InstanceDesired.Mode;
import io.kitward.protocol.InstanceObserved.Relation;
import io.kitward.protocol.InstanceObserved.State;
import io.kitward.protocol.NodeEvent.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdoptionTest {

  private final Machine machine = Kit.machine();

  @Test
  void aToolWithAConfigurationOfItsOwnKeepsItUntilAPersonAcceptsTheDifference() {
    var before = machine.everything();
    machine.want(asking(log("ours")));
    machine.live(20);
    assertThat(machine.everything()).isEqualTo(before);
    assertThat(machine.records.services()).isEmpty();
    var observed = machine.observed("log");
    assertThat(observed.discovery().relation()).isEqualTo(Relation.ADOPTABLE);
    assertThat(observed.discovery().lines())
        .containsExactly("--- " + LOG_FILE, "- by hand", "+ ours");
    assertThat(observed.state()).isEqualTo(State.PENDING);
    assertThat(machine.condition("log", Condition.Type.INSTALLED).reason()).isEqualTo("Adoptable");
    assertThat(machine.told(Kind.REFUSED)).singleElement().asString().contains("not touched");
  }

  @Test
  void acceptedItIsManagedAndAfterwardsEverythingIsAsBefore() {
    var before = machine.everything();
    machine.want(asking(log("ours")));
    machine.live(5);
    machine.want(log("ours"));
    machine.live(8);
    assertThat(machine.files.text(LOG_FILE)).isEqualTo("ours");
    assertThat(machine.observed("log").discovery().relation()).isEqualTo(Relation.MANAGED);
    machine.want(without(log("ours"), Contract.PURGE));
    machine.live(8);
    assertThat(machine.everything()).isEqualTo(before);
    assertThat(machine.files.at(LOG_FILE).orElseThrow().owner()).isEqualTo("alice");
  }

  @Test
  void onceManagedNobodyIsAskedAgain() {
    machine.want(log("ours"));
    machine.live(8);
    machine.want(asking(log("newer")));
    machine.files.file(LOG_FILE, "edited", "root", "0644");
    machine.live(8);
    assertThat(machine.files.text(LOG_FILE)).isEqualTo("newer");
  }

  @Test
  void whatWasNotThereIsInstalledWithoutAsking() {
    machine.want(asking(agent()));
    machine.live(8);
    assertThat(machine.observed("agent").state()).isEqualTo(State.SETTLED);
  }

  @Test
  void anInstallationThatACrashCutOffIsKitwardsOwn() {
    for (int change = 0; change < 20; change++) {
      var node = Kit.machine();
      node.want(asking(agent()));
      node.fuse.set(change / 2, change % 2 == 1);
      node.survive(8);
      assertThat(node.observed("agent").state()).as("change %d", change).isEqualTo(State.SETTLED);
    }
  }

  @Test
  void whatIsAsDesiredAlreadyIsTakenWithoutAsking() {
    machine.files.file(LOG_FILE, "ours", "root", "0644");
    machine.want(asking(log("ours")));
    machine.live(8);
    assertThat(machine.observed("log").state()).isEqualTo(State.SETTLED);
    assertThat(machine.units.runsWith(LOG_UNIT)).isNotEmpty();
  }

  @Test
  void aDifferenceShowsNoSecrets() {
    assertThat(
            LineDifference.of(
                "/etc/x", "user = a\nPassword = hunter2\n", "user = b\nPassword = ${secret:p@1}\n"))
        .containsExactly(
            "--- /etc/x", "- user = a", "- Password = ***", "+ user = b", "+ Password = ***");
  }

  private static InstanceDesired asking(InstanceDesired desired) {
    return desired.toBuilder()
        .conduct(new Conduct(Mode.ENFORCE, null, List.of(), 0, Adopt.ASK))
        .build();
  }
}
