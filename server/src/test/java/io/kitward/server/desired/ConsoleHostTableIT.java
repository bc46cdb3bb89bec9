package io.kitward.server.desired;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.server.desired.ConsoleHostTable.Left;
import io.kitward.server.desired.ConsoleHostTable.Row;
import io.kitward.server.store.Store;
import io.kitward.server.store.TestStore;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What consoles shall have, on a real PostgreSQL. */
class ConsoleHostTableIT {

  private static final TestStore STORE = TestStore.fresh();
  private static final String CONSOLE = "zabbix";

  private final Store store = STORE.store();
  private final UUID node = UUID.randomUUID();
  private final WantedHost host =
      new WantedHost(
          node,
          "db1.example",
          "192.0.2.1",
          new TreeSet<>(),
          new TreeSet<>(),
          new TreeMap<>(),
          new TreeMap<>(),
          new TreeMap<>());

  @AfterAll
  static void close() {
    STORE.close();
  }

  private void adopt(String id) {
    store.change(handle -> ConsoleHostTable.adopt(handle, CONSOLE, node, id));
  }

  private void keep(String obstacle, String adopted) {
    var left = new Left(node, Optional.of(host), List.of(), obstacle, adopted);
    store.change(handle -> ConsoleHostTable.keep(handle, CONSOLE, List.of(left)));
  }

  private Row row() {
    return store.read(handle -> ConsoleHostTable.of(handle, CONSOLE, List.of(node))).getFirst();
  }

  @Test
  void anAdoptionIsAskedForUntilItIsDone() {
    store.change(handle -> ConsoleHostTable.want(handle, CONSOLE, node, Optional.of(host)));
    adopt("10084");

    keep("the console refuses it", "10084");
    assertThat(row().adopt()).as("it stands in the way still").isEqualTo("10084");

    adopt("10085");
    keep("", "10084");
    assertThat(row().adopt()).as("asked for meanwhile").isEqualTo("10085");

    keep("", "10085");
    assertThat(row().adopt()).isEmpty();
    assertThat(row().applied()).contains(host);
  }
}
