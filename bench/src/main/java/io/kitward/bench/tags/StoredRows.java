package io.kitward.bench.tags;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Every row of a database by its place and by the transaction that wrote it: what differs between
 * two looks was written, were it with what it held before. The minute's samples are left out: they
 * are written whatever is asked.
 */
record StoredRows(Set<String> rows) {

  /** The rows that are there now, in all tables. */
  static StoredRows of(Connection database) throws SQLException {
    Set<String> rows = new HashSet<>();
    try (Statement statement = database.createStatement()) {
      List<String> tables = new ArrayList<>();
      try (ResultSet found =
          statement.executeQuery(
              "select relname from pg_stat_user_tables where relname not in ('sample', 'sample_until') order by 1")) {
        while (found.next()) {
          tables.add(found.getString(1));
        }
      }
      for (String table : tables) {
        try (ResultSet found =
            statement.executeQuery(
                "select ctid::text || ' ' || xmin::text from \"" + table + "\"")) {
          while (found.next()) {
            rows.add(table + " " + found.getString(1));
          }
        }
      }
    }
    return new StoredRows(rows);
  }

  /** What was written, changed or deleted since an earlier look. */
  Set<String> writtenSince(StoredRows before) {
    Set<String> changed = new HashSet<>(rows);
    changed.removeAll(before.rows);
    Set<String> gone = new HashSet<>(before.rows);
    gone.removeAll(rows);
    changed.addAll(gone);
    return changed;
  }
}
