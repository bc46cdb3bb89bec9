package io.kitward.connector.apply;

import static io.kitward.connector.apply.Kit.FILE;
import static io.kitward.connector.apply.Kit.UNIT;
import static io.kitward.connector.apply.Kit.agent;
import static io.kitward.connector.apply.Kit.without;
import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.protocol.Condition;
import io.kitward.protocol.InstanceDesired.Contract;
import io.kitward.protocol.InstanceObserved.State;
import io.kitward.protocol.NodeEvent.Kind;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LostRecordTest {

  private static final String RECORD = "record/agent.json";

  private final Machine machine = Kit.machine();

  @BeforeEach
  void install() {
    machine.want(agent());
    machine.live(8);
  }

  @Test
  void aDamagedRecordDoesNotStopTheTending() {
    machine.storage.write(RECORD, "{".getBytes(StandardCharsets.UTF_8));
    machine.files.file(FILE, "edited", "root", "0644");
    machine.live(5);
    assertThat(machine.files.text(FILE)).isEqualTo("ours");
    assertThat(machine.units.runsWith(UNIT)).isEqualTo("ours");
    assertThat(machine.observed("agent").state()).isEqualTo(State.SETTLED);
    assertThat(machine.condition("agent", Condition.Type.INSTALLED).message())
        .contains("off-boarding will keep it", "unreadable");
    assertThat(machine.told(Kind.KEPT)).singleElement().asString().contains("will keep everything");
    assertThat(machine.storage.read(RECORD + ".damaged")).isPresent();
  }

  @Test
  void afterADamagedRecordEverythingIsKept() {
    machine.storage.write(RECORD, "{".getBytes(StandardCharsets.UTF_8));
    machine.live(5);
    keepsEverything();
  }

  @Test
  void aRecordThatIsDamagedWhenItIsNeededKeepsEverything() {
    machine.storage.write(RECORD, "{".getBytes(StandardCharsets.UTF_8));
    keepsEverything();
  }

  @Test
  void aMissingRecordKeepsEverythingAlsoAfterFurtherTending() {
    machine.storage.delete(RECORD);
    machine.live(5);
    assertThat(machine.condition("agent", Condition.Type.INSTALLED).message()).contains("missing");
    keepsEverything();
  }

  @Test
  void aRecordThatIsMissingWhenItIsNeededKeepsEverything() {
    machine.storage.delete(RECORD);
    keepsEverything();
  }

  @Test
  void theLossIsRememberedAfterARestart() {
    machine.storage.delete(RECORD);
    machine.live(2);
    machine.restart();
    machine.live(3);
    assertThat(machine.told(Kind.KEPT)).hasSize(1);
    keepsEverything();
  }

  private void keepsEverything() {
    var before = machine.everything();
    machine.want(without(agent(), Contract.PURGE));
    machine.live(3);
    assertThat(machine.everything()).isEqualTo(before);
    assertThat(machine.observed("agent").state()).isEqualTo(State.REMOVED);
    assertThat(machine.told(Kind.KEPT)).last().asString().contains("kept everything");
    assertThat(machine.observed("agent").leftovers()).hasSize(1);
  }
}
