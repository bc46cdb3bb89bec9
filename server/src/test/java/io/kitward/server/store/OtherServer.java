package io.kitward.server.store;

import java.nio.file.Path;
import java.sql.Connection;

/**
 * A second server process on a data directory: says {@code ready PID} after a commit and stays, or
 * why it may not.
 */
final class OtherServer {
  private OtherServer() {}

  public static void main(String[] arguments) throws Exception {
    EmbeddedPostgres postgres;
    try {
      postgres = TestPostgres.start(Path.of(arguments[0]));
    } catch (StoreException e) {
      System.out.println(e.getMessage());
      System.exit(1);
      return;
    }
    try (Connection connection = postgres.dataSource("postgres").getConnection();
        var statement = connection.createStatement()) {
      statement.execute("CREATE TABLE note AS SELECT 1 AS id");
    }
    System.out.println("ready " + postgres.pid());
    Thread.currentThread().join();
  }
}
