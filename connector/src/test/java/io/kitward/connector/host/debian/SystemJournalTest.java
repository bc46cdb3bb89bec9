package io.kitward.connector.host.debian;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.protocol.NodeEvent;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SystemJournalTest {

  @Test
  void anEntryNamesServiceEventAndTheUnitWhoseReadersShallFindIt() {
    assertThat(SystemJournal.entry(event("x"), List.of("agent.service"), "agent is stopped"))
        .isEqualTo(
            """
            MESSAGE=agent is stopped
            PRIORITY=4
            SYSLOG_IDENTIFIER=kitward
            KITWARD_SERVICE=agent
            KITWARD_EVENT=drifted
            KITWARD_GENERATION=7
            OBJECT_SYSTEMD_UNIT=agent.service
            OBJECT_SYSTEMD_UNIT=kitward-connector.service
            """);
  }

  @Test
  void aMessageCannotBecomeAFieldOfItsOwn() {
    assertThat(SystemJournal.entry(event("x"), List.of(), "a\nPRIORITY=0\u0000b").lines())
        .startsWith("MESSAGE=a PRIORITY=0 b", "PRIORITY=4");
  }

  private static NodeEvent event(String message) {
    return new NodeEvent(1, Instant.EPOCH, "agent", NodeEvent.Kind.DRIFTED, 7, message);
  }
}
