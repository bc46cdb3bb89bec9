package io.kitward.server.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.protocol.NodeEvent;
import io.kitward.server.fleet.EventTable;
import io.kitward.server.store.TestStore;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The months of what only grows. */
class PartitionsIT {

  private final TestStore store = TestStore.fresh();
  private final Instant now = Instant.now();

  @AfterEach
  void close() {
    store.close();
  }

  private List<String> keep(Instant at) {
    return store.store().write(handle -> Partitions.keep(handle, Retention.USUAL, at));
  }

  @Test
  void monthsAreMadeAheadAndTwiceIsAsOnce() {
    keep(now);
    List<String> parts = parts("instance_past");
    assertThat(parts).hasSize(4).contains(name("instance_past", 0), name("instance_past", 2));
    // What was there before is the month of the migration.
    assertThat(parts("event")).hasSize(4).contains("event_before", name("event", 1));
    keep(now);
    assertThat(parts("instance_past")).isEqualTo(parts);
  }

  @Test
  void aMonthThatIsOlderThanTheRetentionGoesAsAWholeAndTheHistoryBeginsLater() {
    var node = OneNode.made(store.store(), "db1.lab", now);
    keep(now);
    node.phase("ok", now, now);
    node.phase("failed", now, now.plus(Duration.ofHours(1)));
    Instant later = now.plus(Duration.ofDays(440));
    node.phase("ok", now, later);
    List<String> dropped = keep(later);
    assertThat(dropped).contains(name("instance_past", 0), "event_before");
    // What ended within the retention is whole, though it began before.
    assertThat(node.life(now))
        .containsExactly("failed 60-" + 440 * 24 * 60, "ok " + 440 * 24 * 60 + "-…");
    assertThat(store.store().read(Past::begin)).isAfter(now);
  }

  @Test
  void aRowThatFoundNoMonthIsMovedWhenItsMonthIsMade() {
    var node = OneNode.made(store.store(), "db1.lab", now);
    node.phase("ok", now, now);
    node.phase("failed", now, now.plus(Duration.ofDays(1)));
    assertThat(count("instance_past_default")).isOne();
    keep(now.plus(Duration.ofDays(1)));
    assertThat(count("instance_past_default")).isZero();
    assertThat(count("instance_past")).isOne();
  }

  @Test
  void anEventOfAJournalIsKeptOnceAcrossMonthsToo() {
    var node = OneNode.made(store.store(), "db1.lab", now);
    UUID agent = UUID.randomUUID();
    List<NodeEvent> journal = List.of(event(1), event(2), event(3));
    store.store().change(handle -> EventTable.add(handle, node.id(), agent, journal.subList(0, 2)));
    // Kept in another month than the one in which it comes again.
    store
        .store()
        .change(
            handle ->
                handle.execute("update event set recorded_at = recorded_at - interval '2 months'"));
    keep(now);
    store.store().change(handle -> EventTable.add(handle, node.id(), agent, journal));
    List<EventTable.Row> events =
        store.store().read(handle -> EventTable.after(handle, "db1.lab", null, 0, 10));
    assertThat(events).extracting(EventTable.Row::message).containsExactly("1", "2", "3");
  }

  private NodeEvent event(long sequence) {
    return new NodeEvent(
        sequence, now, "exporter", NodeEvent.Kind.REPAIRED, 1, String.valueOf(sequence));
  }

  private String name(String table, int ahead) {
    YearMonth month = YearMonth.from(now.atOffset(ZoneOffset.UTC)).plusMonths(ahead);
    return "%s_%d_%02d".formatted(table, month.getYear(), month.getMonthValue());
  }

  private List<String> parts(String table) {
    return store
        .store()
        .read(
            handle ->
                handle
                    .createQuery(
                        "select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid"
                            + " where i.inhparent = cast(:table as regclass) order by 1")
                    .bind("table", table)
                    .mapTo(String.class)
                    .list());
  }

  private long count(String table) {
    return store
        .store()
        .read(
            handle -> handle.createQuery("select count(*) from " + table).mapTo(Long.class).one());
  }
}
