package io.kitward.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurabilityIT {
  private static final TestStore TEST_STORE = TestStore.fresh();
  private final Store store = TEST_STORE.store();

  @AfterAll
  static void close() {
    TEST_STORE.close();
  }

  @ParameterizedTest
  @CsvSource({
    "fsync,on",
    "synchronous_commit,on",
    "full_page_writes,on",
    "data_checksums,on",
    "password_encryption,scram-sha-256",
    "listen_addresses,127.0.0.1",
    "unix_socket_directories,''",
    "server_encoding,UTF8",
    "transaction_isolation,read committed",
  })
  void whatDurabilityAndAccessRestOnIsSet(String setting, String value) {
    assertThat(
            store.<String, RuntimeException>write(
                handle ->
                    handle.select("SELECT current_setting(?)", setting).mapTo(String.class).one()))
        .isEqualTo(value);
  }

  @Test
  void nobodyCanTurnDurabilityOffForGood() {
    try (var handle = store.connect()) {
      handle.execute("ALTER SYSTEM SET fsync = off");
      handle.execute("SELECT pg_reload_conf()");
      assertThat(
              handle
                  .select(
                      "SELECT sourcefile IS NULL AND setting = 'on' FROM pg_settings WHERE name = 'fsync'")
                  .mapTo(Boolean.class)
                  .one())
          .isTrue();
      handle.execute("ALTER SYSTEM RESET fsync");
    }
  }

  @Test
  void everyCommitIsFlushedToTheDisk() throws IOException {
    store.change(handle -> handle.execute("CREATE TABLE note (id integer PRIMARY KEY)"));
    DiskFlushes disk = DiskFlushes.below(TEST_STORE.data());
    long walBefore = walSyncs();
    long before = disk.count();
    int commits = 200;
    for (int i = 0; i < commits; i++) {
      int id = i;
      store.change(handle -> handle.execute("INSERT INTO note VALUES (?)", id));
    }
    assertThat(disk.count() - before).isGreaterThanOrEqualTo(commits);
    assertThat(walSyncs() - walBefore).isGreaterThanOrEqualTo(commits);
  }

  private long walSyncs() {
    try (var handle = store.connect()) {
      handle.execute("SELECT pg_stat_force_next_flush()");
      return handle.select("SELECT wal_sync FROM pg_stat_wal").mapTo(Long.class).one();
    }
  }
}
