package io.kitward.server.backend.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.server.desired.WantedHost;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class LedgerTest {

  private static final HostForm NAMES =
      new HostForm() {
        @Override
        public SeenHost expected(WantedHost wanted) {
          return seen("", wanted.node(), wanted.name());
        }

        @Override
        public SortedMap<String, String> secrets(WantedHost wanted) {
          return new TreeMap<>();
        }
      };

  private static final HostDifference DIFFERENCE =
      new HostDifference(
          NAMES,
          new HostDifference.Conduct(HostDifference.Drift.MEND, HostDifference.Leaving.DELETE));

  private static SeenHost seen(String id, UUID node, String name) {
    return new SeenHost(
        id,
        Optional.of(node),
        name,
        "10.0.0.1",
        new TreeSet<>(),
        new TreeSet<>(),
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeMap<>(),
        true);
  }

  private static Ledger.Line line(UUID node, String name) {
    var wanted =
        Optional.of(
            new WantedHost(
                node,
                name,
                "10.0.0.1",
                new TreeSet<>(),
                new TreeSet<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>()));
    return new Ledger.Line(node, new HostDifference.Known(wanted, wanted, ""));
  }

  @Test
  void eachRecordStandsWhereItBelongs() {
    UUID kept = UUID.randomUUID();
    UUID missing = UUID.randomUUID();
    UUID renamed = UUID.randomUUID();
    UUID gone = UUID.randomUUID();

    Ledger ledger =
        Ledger.of(
            DIFFERENCE,
            List.of(line(kept, "kept"), line(missing, "missing"), line(renamed, "renamed")),
            List.of(
                seen("1", kept, "kept"),
                seen("2", renamed, "by-hand"),
                seen("3", gone, "gone"),
                SeenHost.stranger("4", "Missing", "10.9.9.9"),
                SeenHost.stranger("5", "router", "10.9.9.8"),
                SeenHost.stranger("6", "other-name", "10.0.0.1")));

    assertThat(ledger.kept()).isEqualTo(1);
    assertThat(ledger.missing()).extracting(Ledger.Entry::name).containsExactly("missing");
    assertThat(ledger.differing())
        .containsExactly(
            new Ledger.Entry("2", "by-hand", "name is by-hand and was set to renamed"));
    assertThat(ledger.orphans()).containsExactly(new Ledger.Entry("3", "gone", "marked " + gone));
    assertThat(ledger.adoptable())
        .containsExactly(
            new Ledger.Adoptable("missing", "4", "Missing", "10.9.9.9", "name"),
            new Ledger.Adoptable("missing", "6", "other-name", "10.0.0.1", "address"));
    assertThat(ledger.strangers()).extracting(Ledger.Entry::id).containsExactly("5");
    assertThat(ledger.strangersInAll()).isEqualTo(1);
    assertThat(ledger.duplicates()).isEmpty();
  }

  @Test
  void recordsOfOneNameOrOneMarkAreDuplicates() {
    UUID node = UUID.randomUUID();

    Ledger ledger =
        Ledger.of(
            DIFFERENCE,
            List.of(line(node, "db1")),
            List.of(
                seen("1", node, "db1"),
                seen("2", node, "db1-copy"),
                SeenHost.stranger("3", "web", ""),
                SeenHost.stranger("4", "WEB", "")));

    assertThat(ledger.duplicates())
        .containsExactlyInAnyOrder(
            new Ledger.Entry("3", "web", "2 hosts have this name"),
            new Ledger.Entry("4", "WEB", "2 hosts have this name"),
            new Ledger.Entry("1", "db1", "one of 2 with the mark of one node"),
            new Ledger.Entry("2", "db1-copy", "one of 2 with the mark of one node"));
  }

  @Test
  void ofManyStrangersTheFirstAreListedAndAllCounted() {
    List<SeenHost> many =
        java.util.stream.IntStream.range(0, 500)
            .mapToObj(i -> SeenHost.stranger("" + i, "host-%03d".formatted(i), ""))
            .toList();

    Ledger ledger = Ledger.of(DIFFERENCE, List.of(), many);

    assertThat(ledger.strangers()).hasSize(Ledger.STRANGERS);
    assertThat(ledger.strangersInAll()).isEqualTo(500);
  }
}
