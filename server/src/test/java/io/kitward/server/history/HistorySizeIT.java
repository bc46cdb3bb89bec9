package io.kitward.server.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.selector.Tag;
import io.kitward.server.MovableClock;
import io.kitward.server.fleet.EventTable;
import io.kitward.server.fleet.NodeTable;
import io.kitward.server.store.Store;
import io.kitward.server.store.TestStore;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What a node leaves in the database a day. The rate is a busy one: each node has 8 services, two
 * of which fail and are mended within the day; one tag changes; one node in ten is away once.
 * Prints the figures that docs/reference/history.md names.
 */
class HistorySizeIT {

  private static final int NODES = 500;
  private static final int SERVICES = 8;
  private static final int DAYS = 4;
  private static final List<String> PAST = List.of("instance_past", "node_past", "away_past");

  private final TestStore test = TestStore.fresh();
  private final Store store = test.store();
  private final Instant zero = Instant.now().truncatedTo(ChronoUnit.DAYS);
  private final List<UUID> nodes = new ArrayList<>();

  @AfterEach
  void close() {
    test.close();
  }

  @Test
  void aNodeLeavesLessThanTwoKilobytesOfHistoryADay() {
    store.change(
        handle -> {
          var _ = Partitions.keep(handle, Retention.USUAL, zero);
          for (int i = 0; i < NODES; i++) {
            nodes.add(
                NodeTable.findOrCreate(handle, "web%05d.fra1.example.com".formatted(i), "", zero)
                    .id());
          }
        });
    tags(zero, 0);
    for (int service = 0; service < SERVICES; service++) {
      phase(zero, service, "ok");
    }
    long before = size(PAST);
    long eventsBefore = size(List.of("event"));
    for (int day = 0; day < DAYS; day++) {
      Instant morning = zero.plus(Duration.ofDays(day));
      for (int service = 0; service < 2; service++) {
        Instant failed = morning.plus(Duration.ofHours(2 + 6L * service));
        phase(failed, service, "failed");
        phase(failed.plusSeconds(90), service, "applying");
        phase(failed.plusSeconds(180), service, "ok");
      }
      tags(morning.plus(Duration.ofHours(20)), day + 1);
      away(morning.plus(Duration.ofHours(21)));
    }
    double history = (size(PAST) - before) / (double) (NODES * DAYS);
    double events = (size(List.of("event")) - eventsBefore) / (double) (NODES * DAYS);
    double now = size(List.of("instance_open", "node_open")) / (double) NODES;
    System.out.printf(
        "history: %.0f bytes a node a day; events: %.0f bytes a node a day (6 events);"
            + " what is now: %.0f bytes a node%n",
        history, events, now);
    assertThat(history).isBetween(300.0, 2_048.0);
    assertThat(events).isBetween(300.0, 4_096.0);
  }

  @Test
  void figuresForChartsStaySmallWhateverTheFleetIs() {
    tagsOfNobody();
    var clock = new MovableClock(zero);
    var sampler = new Sampler(store, Duration.ofDays(400), clock);
    sampler.take();
    long before = size(List.of("sample"));
    int minutes = 600;
    for (int i = 0; i < minutes; i++) {
      clock.pass(Duration.ofMinutes(1));
      sampler.take();
    }
    double row = (size(List.of("sample")) - before) / (double) (minutes * (SERVICES + 1));
    // Two days of minutes, 58 of hours, 340 of days.
    double whole = row * (2 * 1_440 + 58 * 24 + 340);
    System.out.printf(
        "figures: %.0f bytes a service and step, %.2f MB for each service over 400 days%n",
        row, whole / 1e6);
    assertThat(whole).isLessThan(2e6);
  }

  private void tagsOfNobody() {
    store.change(
        handle -> {
          nodes.add(NodeTable.findOrCreate(handle, "one.example.com", "", zero).id());
        });
    for (int service = 0; service < SERVICES; service++) {
      phase(zero, service, "ok");
    }
  }

  private void phase(Instant at, int service, String phase) {
    var changes = new ArrayList<HistoryWrites.InstanceNow>();
    var seen = new ArrayList<EventTable.Seen>();
    for (UUID node : nodes) {
      changes.add(
          new HistoryWrites.InstanceNow(
              node,
              "service-number-" + service,
              true,
              phase,
              phase.equals("failed") ? "Running: NotActive" : "",
              zero,
              false));
      seen.add(new EventTable.Seen(at, node, "service-number-" + service, "phase", phase, 12));
    }
    store.change(
        handle -> {
          HistoryWrites.changed(handle, changes, at);
          EventTable.add(handle, seen);
        });
  }

  private void tags(Instant at, int version) {
    Map<UUID, HistoryWrites.NodeNow> seen = new HashMap<>();
    for (UUID node : nodes) {
      var tags = new TreeSet<Tag>();
      for (String tag :
          List.of(
              "environment=production",
              "role=web",
              "datacenter=fra1",
              "team=shop",
              "os=debian",
              "release=12",
              "tier=frontend",
              "version=" + version)) {
        tags.add(Tag.parse(tag));
      }
      seen.put(
          node,
          new HistoryWrites.NodeNow(
              tags,
              Map.of(
                  "os.family",
                  "Debian",
                  "os.release",
                  "12",
                  "os.name",
                  "Debian GNU/Linux",
                  "architecture",
                  "amd64",
                  "virtual",
                  "kvm",
                  "memory.bytes",
                  "8321499136")));
    }
    store.change(handle -> HistoryWrites.seen(handle, seen, at));
  }

  private void away(Instant at) {
    store.change(
        handle -> {
          for (UUID node : nodes.subList(0, NODES / 10)) {
            handle.execute(
                "insert into away_past (node_id, valid_from, valid_to) values (?, ?, ?)",
                node,
                at,
                at.plusSeconds(900));
          }
        });
  }

  private long size(List<String> tables) {
    return store.read(
        handle ->
            tables.stream()
                .mapToLong(
                    table ->
                        handle
                            .createQuery(
                                """
                                select coalesce(sum(pg_total_relation_size(relid)), 0) from pg_partition_tree(:table) where isleaf
                                union all select pg_total_relation_size(cast(:table as regclass))
                                order by 1 desc limit 1
                                """)
                            .bind("table", table)
                            .mapTo(Long.class)
                            .first())
                .sum());
  }
}
