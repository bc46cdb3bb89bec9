package io.kitward.server.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.server.store.Store;
import io.kitward.server.store.TestStore;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Which server speaks to a console, on a real PostgreSQL. */
class ConsoleLeaseIT {

  private static final TestStore STORE = TestStore.fresh();
  private final Store store = STORE.store();

  @AfterAll
  static void close() {
    STORE.close();
  }

  private boolean hold(String backend, String replica) {
    return store.write(handle -> ConsoleLease.hold(handle, backend, replica));
  }

  @Test
  void ofManyServersAtTheSameMomentOneSpeaksToAConsole() throws Exception {
    List<Callable<Boolean>> servers =
        IntStream.range(0, 8)
            .<Callable<Boolean>>mapToObj(server -> () -> hold("zabbix", "server-" + server))
            .toList();
    int holders = 0;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Boolean> held : threads.invokeAll(servers)) {
        holders += held.get() ? 1 : 0;
      }
    }
    assertThat(holders).isEqualTo(1);
  }

  @Test
  void whoHoldsItRenewsItAndOthersWaitUntilItIsReleasedOrOver() {
    assertThat(hold("icinga", "one")).isTrue();
    assertThat(hold("icinga", "one")).isTrue();
    assertThat(hold("icinga", "two")).isFalse();
    assertThat(hold("nagios", "two")).as("another console").isTrue();

    store.change(handle -> ConsoleLease.release(handle, "one"));
    assertThat(hold("icinga", "two")).isTrue();

    store.change(
        handle ->
            handle.execute(
                "update console_lease set until = clock_timestamp() - interval '1 second' where backend = 'icinga'"));
    assertThat(hold("icinga", "one")).as("the holder fell silent").isTrue();
    assertThat(hold("icinga", "two")).isFalse();
  }
}
