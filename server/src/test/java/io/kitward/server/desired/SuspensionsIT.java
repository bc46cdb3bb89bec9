package io.kitward.server.desired;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.server.fleet.NodeTable;
import io.kitward.server.store.Store;
import io.kitward.server.store.TestStore;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Which suspensions concern which console, asked of a real PostgreSQL. */
class SuspensionsIT {

  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  private static final Instant END = NOW.plusSeconds(600);
  private static final TestStore STORE = TestStore.fresh();

  @AfterAll
  static void close() {
    STORE.close();
  }

  @Test
  void openOnesConcernAConsoleThroughWhatRegistersThere() {
    Store store = STORE.store();
    UUID db = node(store, "db1.lab", "exporter", "logs");
    UUID web = node(store, "web1.lab", "exporter");
    UUID bare = node(store, "bare1.lab");
    store.change(
        handle -> {
          TreatmentTable.suspend(handle, db, "exporter", END, "alice", "");
          TreatmentTable.suspend(handle, db, "logs", END, "alice", "");
          TreatmentTable.suspend(handle, web, "", END, "alice", "");
          TreatmentTable.suspend(handle, bare, "", END, "alice", "");
          TreatmentTable.adopt(handle, web, "exporter", "alice", NOW);
        });
    var exporter = new Suspension(db, "db1.lab", "exporter", END);
    var logs = new Suspension(db, "db1.lab", "logs", END);
    var whole = new Suspension(web, "web1.lab", "", END);
    var nothing = new Suspension(bare, "bare1.lab", "", END);

    assertThat(all(store, NOW)).containsExactlyInAnyOrder(exporter, logs, whole, nothing);
    assertThat(of(store, NOW)).containsExactlyInAnyOrder(exporter, whole);
    assertThat(all(store, END)).as("its end is not in it").isEmpty();
    assertThat(of(store, END)).isEmpty();

    store.change(handle -> TreatmentTable.resume(handle, web, ""));
    assertThat(of(store, NOW)).containsExactly(exporter);
  }

  private static List<Suspension> all(Store store, Instant now) {
    return store.read(handle -> TreatmentTable.suspensions(handle, now));
  }

  private static List<Suspension> of(Store store, Instant now) {
    return store.read(handle -> TreatmentTable.suspensions(handle, "mon", now));
  }

  /** A node with these services, of which the exporter is registered in the console. */
  private static UUID node(Store store, String certname, String... services) {
    return store.write(
        handle -> {
          UUID node = NodeTable.findOrCreate(handle, certname, "ca", NOW).id();
          for (String service : services) {
            UUID id = UUID.randomUUID();
            InstanceTable.save(
                handle, List.of(Instance.fresh(id, node, Instances.wanted(service), service, NOW)));
            InstanceTable.register(
                handle, id, service.equals("exporter") ? "mon" : "other", Map.of(), NOW);
          }
          return node;
        });
  }
}
