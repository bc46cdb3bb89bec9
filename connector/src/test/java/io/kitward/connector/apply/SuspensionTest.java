package io.kitward.connector.apply;

import static io.kitward.connector.apply.Kit.FILE;
import static io.kitward.connector.apply.Kit.UNIT;
import static io.kitward.connector.apply.Kit.agent;
import static io.kitward.connector.apply.Kit.log;
import static io.kitward.connector.apply.Kit.without;
import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.connector.host.Units;
import io.kitward.protocol.Condition;
import io.kitward.protocol.Condition.Status;
import io.kitward.protocol.InstanceDesired;
import io.kitward.protocol.InstanceDesired.Conduct;
import io.kitward.protocol.InstanceDesired.Contract;
import io.kitward.protocol.InstanceDesired.Mode;
import io.kitward.protocol.NodeEvent.Kind;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SuspensionTest {

  private final Machine machine = Kit.machine();

  @BeforeEach
  void install() {
    machine.want(agent());
    machine.live(8);
  }

  @Test
  void whileItIsSuspendedNothingIsMendedAndAfterwardsItIs() {
    machine.suspend("agent", 60);
    machine.units.act(Units.Verb.STOP, UNIT);
    machine.files.file(FILE, "by hand", "root", "0644");
    machine.live(30);
    assertThat(machine.units.runsWith(UNIT)).isEmpty();
    assertThat(machine.files.text(FILE)).isEqualTo("by hand");
    var stance = machine.observed("agent").stance();
    assertThat(stance.mode()).isEqualTo(Mode.SUSPENDED);
    assertThat(stance.by()).isEqualTo("anna on this node");
    assertThat(stance.reason()).isEqualTo("a new disk");
    assertThat(stance.until()).isNotNull();
    Condition running = machine.condition("agent", Condition.Type.RUNNING);
    assertThat(running.status()).isEqualTo(Status.FALSE);
    assertThat(running.reason()).isEqualTo("Suspended");
    assertThat(machine.outlook("agent").next()).contains("look after it again");
    machine.live(40);
    assertThat(machine.units.runsWith(UNIT)).isEqualTo("ours");
    assertThat(machine.told(Kind.SUSPENDED)).singleElement().asString().contains("anna");
    assertThat(machine.told(Kind.RESUMED)).hasSize(1);
    assertThat(machine.observed("agent").stance().mode()).isEqualTo(Mode.ENFORCE);
  }

  @Test
  void itOutlivesTheProcessAndEndsByItself() {
    machine.suspend("agent", 60);
    machine.live(2);
    machine.restart();
    machine.units.act(Units.Verb.STOP, UNIT);
    machine.live(30);
    assertThat(machine.units.runsWith(UNIT)).isEmpty();
    machine.restart();
    machine.live(1, 100);
    machine.live(5);
    assertThat(machine.units.runsWith(UNIT)).isEqualTo("ours");
    assertThat(machine.told(Kind.RESUMED)).hasSize(1);
  }

  @Test
  void aPersonEndsItEarlier() {
    machine.suspend("", 3600);
    machine.units.act(Units.Verb.STOP, UNIT);
    machine.live(5);
    assertThat(machine.units.runsWith(UNIT)).isEmpty();
    machine.resume("");
    machine.live(3);
    assertThat(machine.units.runsWith(UNIT)).isEqualTo("ours");
  }

  @Test
  void ofOneServiceItLeavesTheOthersAlone() {
    machine.want(agent(), log("ours too"));
    machine.suspend("agent", 3600);
    machine.live(8);
    assertThat(machine.units.runsWith(Kit.LOG_UNIT)).isEqualTo("ours too");
    assertThat(machine.observed("log").stance().mode()).isEqualTo(Mode.ENFORCE);
  }

  @Test
  void aPolicySuspendsUntilATimeToo() {
    var until = Instant.parse("2026-01-01T00:01:00Z");
    machine.want(conduct(Mode.SUSPENDED, until));
    machine.units.act(Units.Verb.STOP, UNIT);
    machine.live(10);
    assertThat(machine.units.runsWith(UNIT)).isEmpty();
    assertThat(machine.observed("agent").stance().by()).isEqualTo("its policy");
    machine.live(60);
    assertThat(machine.units.runsWith(UNIT)).isEqualTo("ours");
  }

  @Test
  void aPolicyThatObservesChangesNothing() {
    machine.want(conduct(Mode.OBSERVE, null));
    machine.units.act(Units.Verb.STOP, UNIT);
    machine.live(60);
    assertThat(machine.units.runsWith(UNIT)).isEmpty();
    assertThat(machine.condition("agent", Condition.Type.RUNNING).reason()).isEqualTo("Observed");
    assertThat(machine.observed("agent").stance().mode()).isEqualTo(Mode.OBSERVE);
  }

  @Test
  void aSuspendedServiceIsNotTakenAwayBeforeTheEnd() {
    machine.suspend("agent", 60);
    machine.want(without(agent(), Contract.UNINSTALL));
    machine.live(30);
    assertThat(machine.packages.status("agent")).isEqualTo("installed");
    machine.live(60);
    assertThat(machine.packages.status("agent")).isNotEqualTo("installed");
  }

  private static InstanceDesired conduct(Mode mode, @Nullable Instant until) {
    return agent().toBuilder().conduct(new Conduct(mode, until, List.of(), 0)).build();
  }
}
