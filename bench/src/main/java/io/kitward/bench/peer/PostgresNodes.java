package io.kitward.bench.peer;

import io.kitward.bench.fleet.Fleet;
import io.kitward.bench.fleet.MeasuredPolicy;
import io.kitward.bench.fleet.Term;
import io.kitward.server.store.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.postgresql.PGConnection;

/**
 * A real PostgreSQL with the tags of each node as {@code jsonb} under a GIN index with {@code
 * jsonb_path_ops}, analysed, all in its cache; it delivers the numbers of the nodes.
 */
public final class PostgresNodes implements SelectorEngine, AutoCloseable {
  private static final int COPY_BATCH = 10_000;

  private final Path place;
  private final EmbeddedPostgres postgres;
  private final Connection connection;
  private final Statement statement;
  private final List<String> queries;

  public PostgresNodes(Fleet fleet, List<MeasuredPolicy> policies) {
    try {
      place = Files.createTempDirectory("kitward-bench-postgres");
      Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwxr-xr-x"));
      boolean root = "root".equals(System.getProperty("user.name"));
      postgres =
          EmbeddedPostgres.open(
              place.resolve("data"),
              place.resolve("binaries"),
              root ? Optional.of("nobody") : Optional.empty(),
              new SecureRandom());
      connection = postgres.dataSource("postgres").getConnection();
      statement = connection.createStatement();
      load(fleet);
      queries = policies.stream().map(PostgresNodes::query).toList();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void load(Fleet fleet) throws SQLException, IOException {
    statement.execute("set maintenance_work_mem = '512MB'");
    statement.execute("set work_mem = '256MB'");
    statement.execute("set jit = off");
    statement.execute("create unlogged table node (id int primary key, tags jsonb not null)");
    var copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn("copy node from stdin");
    var lines = new StringBuilder();
    for (int node = 0; node < fleet.nodes(); node++) {
      lines.append(node).append('\t');
      json(lines, fleet, node).append('\n');
      if (node % COPY_BATCH == COPY_BATCH - 1 || node == fleet.nodes() - 1) {
        byte[] bytes = lines.toString().getBytes(StandardCharsets.UTF_8);
        copy.writeToCopy(bytes, 0, bytes.length);
        lines.setLength(0);
      }
    }
    copy.endCopy();
    statement.execute("create index on node using gin (tags jsonb_path_ops)");
    statement.execute("vacuum analyze node");
  }

  private static StringBuilder json(StringBuilder text, Fleet fleet, int node) {
    text.append('{');
    fleet
        .tags(node)
        .forEach(
            (key, value) ->
                text.append('"').append(key).append("\":\"").append(value).append("\","));
    text.setCharAt(text.length() - 1, '}');
    return text;
  }

  private static String query(MeasuredPolicy policy) {
    return policy.alternatives().stream()
        .map(
            terms ->
                terms.stream()
                    .map(PostgresNodes::condition)
                    .collect(Collectors.joining(" and ", "(", ")")))
        .collect(Collectors.joining(" or ", "select id from node where ", ""));
  }

  private static String condition(Term term) {
    // A flag has one value only, so that the index answers for it too.
    Stream<String> values = term.values().isEmpty() ? Stream.of("true") : term.values().stream();
    String any =
        values
            .map(value -> "tags @> '{\"" + term.key() + "\":\"" + value + "\"}'")
            .collect(Collectors.joining(" or ", "(", ")"));
    return switch (term.operator()) {
      case EQUAL, IN, EXISTS -> any;
      case NOT_IN, NOT_EXISTS -> "not " + any;
    };
  }

  @Override
  public String name() {
    return "PostgreSQL jsonb GIN";
  }

  @Override
  public int query(int selector) {
    return nodes(selector).length;
  }

  @Override
  public int[] nodes(int selector) {
    try (ResultSet rows = statement.executeQuery(queries.get(selector))) {
      int[] nodes = new int[1_024];
      int count = 0;
      while (rows.next()) {
        if (count == nodes.length) {
          nodes = Arrays.copyOf(nodes, 2 * count);
        }
        nodes[count++] = rows.getInt(1);
      }
      int[] found = Arrays.copyOf(nodes, count);
      Arrays.sort(found);
      return found;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
      postgres.close();
      try (Stream<Path> files = Files.walk(place)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
