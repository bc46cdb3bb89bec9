package io.kitward.server.history;

import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * The months of the tables that only grow: made ahead of time, dropped when they are too old. A row
 * that finds no month goes into the table's default part, and is moved when its month is made.
 * Months are those of UTC. Every method runs in the caller's transaction.
 */
public final class Partitions {

  private static final DateTimeFormatter SUFFIX = DateTimeFormatter.ofPattern("_uuuu_MM");
  private static final int MONTHS_AHEAD = 2;

  /** One server at a time: any number that nobody else locks. */
  private static final long LOCK = 0x6b697477_68697374L;

  private Partitions() {}

  /**
   * A table of months.
   *
   * @param column what says in which month a row is
   */
  private record Table(String name, String column, Duration kept) {}

  private static List<Table> tables(Retention retention) {
    return List.of(
        new Table("instance_past", "valid_to", retention.history()),
        new Table("node_past", "valid_to", retention.history()),
        new Table("away_past", "valid_to", retention.history()),
        new Table("event", "recorded_at", retention.events()),
        new Table("audit", "at", retention.audit()));
  }

  /**
   * Makes the months that are there soon and drops those that are too old; twice is as once.
   *
   * @return the parts that were dropped
   */
  public static List<String> keep(Handle handle, Retention retention, Instant now) {
    handle.execute("set local lock_timeout = '5s'");
    handle.execute("select pg_advisory_xact_lock(?)", LOCK);
    var dropped = new ArrayList<String>();
    for (Table table : tables(retention)) {
      YearMonth month = YearMonth.from(now.atOffset(ZoneOffset.UTC));
      for (int ahead = 0; ahead <= MONTHS_AHEAD; ahead++) {
        make(handle, table, month.plusMonths(ahead));
      }
      dropped.addAll(drop(handle, table, now.minus(table.kept())));
    }
    return dropped;
  }

  /** A part of a table, from {@code start} on and before {@code end}. */
  private record Part(String name, Instant start, Instant end) {

    boolean holds(Instant at) {
      return !at.isBefore(start) && at.isBefore(end);
    }
  }

  /** All parts of a table but its default one. */
  private static List<Part> parts(Handle handle, Table table) {
    return handle
        .createQuery(
            """
            select name, coalesce(substring(bound from 'FROM \\(''([^'']+)'), '-infinity')::timestamptz as since,
              substring(bound from 'TO \\(''([^'']+)')::timestamptz as until
            from (select c.relname as name, pg_get_expr(c.relpartbound, c.oid) as bound
              from pg_inherits i join pg_class c on c.oid = i.inhrelid
              where i.inhparent = cast(:table as regclass)) parts
            where bound <> 'DEFAULT'
            """)
        .bind("table", table.name())
        .map(
            (row, _) ->
                new Part(
                    row.getString("name"),
                    row.getTimestamp("since").toInstant(),
                    row.getTimestamp("until").toInstant()))
        .list();
  }

  private static void make(Handle handle, Table table, YearMonth month) {
    Instant start = start(month);
    Instant end = start(month.plusMonths(1));
    if (parts(handle, table).stream().anyMatch(part -> part.holds(start))) {
      return;
    }
    String name = table.name() + SUFFIX.format(month);
    handle.execute("create table %s (like %s including defaults)".formatted(name, table.name()));
    handle.execute(
        """
        with moved as (delete from %1$s_default where %2$s >= '%3$s' and %2$s < '%4$s' returning *)
        insert into %5$s select * from moved
        """
            .formatted(table.name(), table.column(), start, end, name));
    handle.execute(
        "alter table %s attach partition %s for values from ('%s') to ('%s')"
            .formatted(table.name(), name, start, end));
  }

  private static List<String> drop(Handle handle, Table table, Instant horizon) {
    var dropped = new ArrayList<String>();
    for (Part part : parts(handle, table)) {
      if (!part.end().isAfter(horizon)) {
        handle.execute("drop table " + part.name());
        dropped.add(part.name());
        if (table.column().equals("valid_to")) {
          handle.execute(
              "update store_meta set history_begin = greatest(history_begin, ?)", part.end());
        }
      }
    }
    handle.execute(
        "delete from %s_default where %s < ?".formatted(table.name(), table.column()), horizon);
    return dropped;
  }

  private static Instant start(YearMonth month) {
    return month.atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC);
  }
}
