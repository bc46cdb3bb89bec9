package io.kitward.server.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.kitward.server.backend.Alertmanager.Silence;
import io.kitward.server.backend.Silences.Changes;
import io.kitward.server.desired.Suspension;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SilencesTest {

  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  private static final Instant END = Instant.parse("2026-06-01T14:00:00Z");
  private static final Suspension NODE = new Suspension(UUID.randomUUID(), "db1.lab", "", END);
  private static final Suspension SERVICE =
      new Suspension(UUID.randomUUID(), "db2.lab", "exporter", END);

  @Test
  void aNodeIsSilentByItsNameAndAServiceByBoth() {
    Changes changes = changes(List.of(NODE, SERVICE));
    assertThat(changes.end()).isEmpty();
    assertThat(changes.put())
        .extracting(Silence::comment, Silence::labels)
        .containsExactly(
            tuple("kitward:mon/db1.lab", Map.of("certname", "db1.lab")),
            tuple(
                "kitward:mon/db2.lab/exporter",
                Map.of("certname", "db2.lab", "service", "exporter")));
  }

  @Test
  void whatIsAsItShallBeStays() {
    assertThat(changes(List.of(NODE), silence("a", "kitward:mon/db1.lab", "db1.lab", END)))
        .isEqualTo(new Changes(List.of(), List.of()));
  }

  @Test
  void anotherEndIsMovedWithItsIdAndBeginning() {
    Silence there = silence("a", "kitward:mon/db1.lab", "db1.lab", END.minusSeconds(600));
    Changes changes = changes(List.of(NODE), there);
    assertThat(changes.put())
        .containsExactly(new Silence("a", there.comment(), there.labels(), there.from(), END));
    assertThat(changes.end()).isEmpty();
  }

  @Test
  void whatIsOverAndWhatIsThereTwiceEnds() {
    assertThat(
            changes(
                List.of(NODE),
                silence("c", "kitward:mon/db1.lab", "db1.lab", END),
                silence("a", "kitward:mon/db1.lab", "db1.lab", END),
                silence("b", "kitward:mon/db3.lab", "db3.lab", END)))
        .isEqualTo(new Changes(List.of(), List.of("c", "b")));
  }

  @Test
  void oneThatSilencesSomethingElseIsMadeAnew() {
    Changes changes = changes(List.of(NODE), silence("a", "kitward:mon/db1.lab", "db9.lab", END));
    assertThat(changes.put()).extracting(Silence::id).containsExactly("");
    assertThat(changes.end()).containsExactly("a");
  }

  @Test
  void thoseOfAnotherBackendStay() {
    assertThat(changes(List.of(), silence("a", "kitward:mon2/db1.lab", "db1.lab", END)))
        .isEqualTo(new Changes(List.of(), List.of()));
  }

  private static Changes changes(List<Suspension> open, Silence... seen) {
    return Silences.changes("mon", open, List.of(seen), NOW);
  }

  private static Silence silence(String id, String comment, String certname, Instant until) {
    return new Silence(
        id, comment, new TreeMap<>(Map.of("certname", certname)), NOW.minusSeconds(60), until);
  }
}
