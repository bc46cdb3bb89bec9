package io.kitward.connector.apply;

import static io.kitward.connector.apply.Kit.UNIT;
import static io.kitward.connector.apply.Kit.agent;
import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.connector.host.Units;
import io.kitward.connector.state.Journal;
import io.kitward.protocol.NodeEvent.Kind;
import org.junit.jupiter.api.Test;

/** A node that hears nothing of its server for a day, by its own clock. */
class DayCutOffTest {

  private static final int HOURS = 24;

  private final Machine machine = Kit.machine();

  @Test
  void itRepairsAllDayKeepsEveryWordOfItAndSurvivesARestart() {
    machine.want(agent());
    machine.live(8);
    for (int hour = 0; hour < HOURS; hour++) {
      machine.units.act(Units.Verb.STOP, UNIT);
      if (hour == HOURS / 2) {
        machine.restart();
      }
      machine.live(60, 60);
      assertThat(machine.units.runsWith(UNIT)).as("after hour %d", hour).isEqualTo("ours");
    }

    assertThat(machine.told(Kind.DRIFTED)).hasSize(HOURS);
    assertThat(machine.told(Kind.REPAIRED)).hasSize(HOURS);
    assertThat(machine.told(Kind.FAILED)).as("the journal overflowed").isEmpty();
    assertThat(machine.told(Kind.INSTALLED)).as("the first of its events").hasSize(1);
    assertThat(machine.events()).hasSizeLessThan(Journal.LIMIT / 50);
  }
}
