package io.kitward.bench.server;

import io.kitward.bench.fleet.Fleet;
import io.kitward.server.store.Store;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.postgresql.PGConnection;

/**
 * A fleet put into an empty store in bulk, as if each node's tags had come one request at a time.
 */
final class StoredFleet {

  static final String SOURCE = "import/fleet";

  private static final int CHUNK = 2_000;

  private StoredFleet() {}

  static UUID id(int node) {
    return UUID.nameUUIDFromBytes(("node-" + node).getBytes(StandardCharsets.UTF_8));
  }

  static String certname(int node) {
    return "node-" + node + ".bench";
  }

  static void load(Store store, Fleet fleet) {
    for (int from = 0; from < fleet.nodes(); from += CHUNK) {
      int begin = from;
      int end = Math.min(from + CHUNK, fleet.nodes());
      store.change(handle -> load(handle, fleet, begin, end));
    }
    store.change(handle -> handle.execute("analyze"));
  }

  private static void load(Handle handle, Fleet fleet, int begin, int end) {
    var nodes = new StringBuilder();
    var sets = new StringBuilder();
    var tags = new StringBuilder();
    for (int node = begin; node < end; node++) {
      UUID id = id(node);
      nodes.append(id).append('\t').append(certname(node)).append("\tbench\tt\t2026-01-01\n");
      sets.append(id).append('\t').append(SOURCE).append("\t1\tbench\t2026-01-01\n");
      for (Map.Entry<String, String> tag : fleet.tags(node).entrySet()) {
        tags.append(id).append('\t').append(SOURCE).append('\t').append(tag.getKey());
        tags.append('\t').append(tag.getValue()).append("\tbench\t2026-01-01\n");
      }
    }
    copy(handle, "node (id, certname, issuer, simulated, created_at)", nodes);
    copy(handle, "tag_set (node_id, source, revision, set_by, set_at)", sets);
    copy(handle, "tag (node_id, source, key, value, set_by, set_at)", tags);
  }

  private static void copy(Handle handle, String into, StringBuilder rows) {
    try {
      long _ =
          handle
              .getConnection()
              .unwrap(PGConnection.class)
              .getCopyAPI()
              .copyIn("copy " + into + " from stdin", new StringReader(rows.toString()));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
