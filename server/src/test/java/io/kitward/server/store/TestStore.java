package io.kitward.server.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A store of a test class's own: a fresh database, migrated, in the one PostgreSQL that all tests
 * of this JVM share.
 *
 * <pre>{@code
 * private static final TestStore STORE = TestStore.fresh();
 *
 * @AfterAll
 * static void close() { STORE.close(); }
 * }</pre>
 */
public final class TestStore implements AutoCloseable {
  private static final AtomicInteger DATABASES = new AtomicInteger();

  private final Store store;

  private TestStore(Store store) {
    this.store = store;
  }

  /** A new, empty, migrated database. */
  public static TestStore fresh() {
    return new TestStore(Store.open(Shared.POSTGRES.dataSource(create()), 6, new SecureRandom()));
  }

  /** A new, empty database, for whoever opens the store himself. */
  static TestDatabase freshDatabase() {
    String url = "jdbc:postgresql://127.0.0.1:" + Shared.POSTGRES.port() + "/" + create();
    Path password = Shared.POSTGRES.data().resolveSibling("password");
    return new TestDatabase(url, PostgresCluster.SUPERUSER, password);
  }

  private static String create() {
    String database = "test_" + DATABASES.incrementAndGet();
    Store.createDatabase(Shared.POSTGRES, database);
    return database;
  }

  /** The directory with the shared PostgreSQL's files. */
  public Path data() {
    return Shared.POSTGRES.data();
  }

  public Store store() {
    return store;
  }

  /** Closes the connections; the shared PostgreSQL goes with the JVM. */
  @Override
  public void close() {
    store.close();
  }

  /** Started with the first store, stopped and deleted when the JVM ends. */
  private static final class Shared {
    static final EmbeddedPostgres POSTGRES = start();

    private static EmbeddedPostgres start() {
      try {
        Path directory = TestPostgres.directory();
        EmbeddedPostgres postgres = TestPostgres.start(directory);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(postgres, directory)));
        return postgres;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static void stop(EmbeddedPostgres postgres, Path directory) {
      postgres.close();
      try {
        TestPostgres.delete(directory);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
