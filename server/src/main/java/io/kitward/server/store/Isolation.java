package io.kitward.server.store;

/**
 * How much of its neighbours a writing transaction sees; the stricter two may have to be run again,
 * which the store does.
 */
public enum Isolation {
  READ_COMMITTED("READ COMMITTED"),
  REPEATABLE_READ("REPEATABLE READ"),
  SERIALIZABLE("SERIALIZABLE");

  private final String sql;

  Isolation(String sql) {
    this.sql = sql;
  }

  String sql() {
    return sql;
  }
}
