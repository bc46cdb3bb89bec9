package io.kitward.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** A look into the PostgreSQL of a Kitward server, past the server. For one thread. */
public final class Database implements AutoCloseable {

  /**
   * PostgreSQL's sessions tell what they wrote when they are idle for ten seconds, at the latest.
   */
  private static final Duration TOLD_AFTER = Duration.ofSeconds(12);

  private final Connection connection;

  private Database(Connection connection) {
    this.connection = connection;
  }

  /** Connects; fails while PostgreSQL does not run. */
  public static Database open(KitwardServer server) {
    return tryOpen(server).orElseThrow(() -> new LabException("no PostgreSQL runs for the server"));
  }

  /** Connects, if it runs and is ready. */
  static Optional<Database> tryOpen(KitwardServer server) {
    Path directory = server.data().resolve("postgres");
    try {
      List<String> pid = Files.readAllLines(directory.resolve("data/postmaster.pid"));
      if (pid.size() < 8 || !pid.get(7).strip().equals("ready")) {
        return Optional.empty();
      }
      var properties = new Properties();
      properties.setProperty("user", "kitward");
      properties.setProperty("password", Files.readString(directory.resolve("password")).strip());
      String url = "jdbc:postgresql://127.0.0.1:" + pid.get(3).strip() + "/kitward";
      return Optional.of(new Database(DriverManager.getConnection(url, properties)));
    } catch (IOException | SQLException e) {
      return Optional.empty();
    }
  }

  /** Waits for a server that is about to start, and connects as soon as its PostgreSQL is ready. */
  static Database awaitOpen(KitwardServer server, Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    while (System.nanoTime() - end < 0) {
      Optional<Database> open = tryOpen(server);
      if (open.isPresent()) {
        return open.get();
      }
      pause(Duration.ofMillis(5));
    }
    throw new LabException("PostgreSQL did not become ready within " + limit);
  }

  /** The tags that a source attached to a node, as they are written in the form key=value. */
  List<String> tags(String certname, String source) {
    try (var statement =
        connection.prepareStatement(
            "select key || case value when '' then '' else '=' || value end"
                + " from tag join node on node.id = tag.node_id where certname = ? and source = ?")) {
      statement.setString(1, certname);
      statement.setString(2, source);
      var tags = new java.util.ArrayList<String>();
      try (var rows = statement.executeQuery()) {
        while (rows.next()) {
          tags.add(rows.getString(1));
        }
      }
      return tags;
    } catch (SQLException e) {
      throw new LabException("the tags can't be read", e);
    }
  }

  /** How many rows were inserted, updated or deleted in each table since it was made. */
  public Map<String, Long> writes() {
    var writes = new TreeMap<String, Long>();
    try (var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "select relname, n_tup_ins + n_tup_upd + n_tup_del from pg_stat_user_tables")) {
      while (rows.next()) {
        writes.put(rows.getString(1), rows.getLong(2));
      }
      return writes;
    } catch (SQLException e) {
      throw new LabException("the statistics can't be read", e);
    }
  }

  /** The same, once nothing was written for so long that all of it has been told. */
  public Map<String, Long> settledWrites(Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    Map<String, Long> before = writes();
    long since = System.nanoTime();
    while (System.nanoTime() - since < TOLD_AFTER.toNanos()) {
      if (System.nanoTime() - end > 0) {
        throw new LabException("the server does not come to rest: " + before);
      }
      pause(Duration.ofMillis(200));
      Map<String, Long> now = writes();
      if (!withoutContacts(now).equals(withoutContacts(before))) {
        since = System.nanoTime();
      }
      before = now;
    }
    return before;
  }

  /** Without the batches in which last contacts are written. */
  public static Map<String, Long> withoutContacts(Map<String, Long> writes) {
    var rest = new TreeMap<>(writes);
    rest.keySet().removeAll(List.of("node_contact", "sample", "sample_until"));
    return rest;
  }

  /**
   * Leaves a node as a server leaves it that was killed between the commit of a change and looking
   * at the node, and locks its row until this is closed, so that nobody can reconcile it.
   */
  public void lockUnreconciled(String certname) {
    try {
      try (var change =
          connection.prepareStatement(
              "update node set revision = revision + 1 where certname = ?")) {
        change.setString(1, certname);
        change.executeUpdate();
      }
      connection.setAutoCommit(false);
      try (var statement =
          connection.prepareStatement("select id from node where certname = ? for update")) {
        statement.setString(1, certname);
        if (!statement.executeQuery().next()) {
          throw new LabException("there is no node " + certname);
        }
      }
    } catch (SQLException e) {
      throw new LabException("the node can't be locked", e);
    }
  }

  private static void pause(Duration pause) {
    try {
      TimeUnit.NANOSECONDS.sleep(pause.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted while waiting for PostgreSQL", e);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new LabException("the connection to PostgreSQL could not be closed", e);
    }
  }

  /** Every row of every table of Kitward's, as text. */
  public String everything() {
    var rows = new StringBuilder();
    try (var tables =
        connection
            .createStatement()
            .executeQuery(
                "select tablename from pg_tables where schemaname = 'public' order by tablename")) {
      while (tables.next()) {
        String table = tables.getString(1);
        try (var all =
            connection.createStatement().executeQuery("select t::text from \"" + table + "\" t")) {
          while (all.next()) {
            rows.append(table).append(' ').append(all.getString(1)).append('\n');
          }
        }
      }
    } catch (SQLException e) {
      throw new LabException("the database can't be read", e);
    }
    return rows.toString();
  }
}
