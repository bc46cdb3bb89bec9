package io.kitward.server.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.HandleConsumer;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The one place that state is kept in: a PostgreSQL with its schema migrated, and transactions on
 * it.
 *
 * <p>Thread-safe. What {@code write} returned is on the disk. A callback may be run again when
 * PostgreSQL asks for it, so it does nothing but use its handle.
 */
public final class Store implements AutoCloseable {
  private static final int OLDEST_POSTGRESQL = 15;

  private final Optional<EmbeddedPostgres> embedded;
  private final HikariDataSource pool;
  private final Jdbi jdbi;
  private final Transactions transactions;

  private Store(Optional<EmbeddedPostgres> embedded, HikariDataSource pool, SecureRandom random) {
    this.embedded = embedded;
    this.pool = pool;
    this.jdbi = Jdbi.create(pool);
    jdbi.registerArrayType(UUID.class, "uuid");
    jdbi.registerArrayType(String.class, "text");
    this.transactions = new Transactions(jdbi, random);
  }

  /**
   * Opens the store, starting its PostgreSQL and bringing the schema to this version's; or fails
   * and leaves nothing running.
   */
  public static Store open(StoreConfig config, SecureRandom random) {
    if (config.jdbcUrl().isPresent()) {
      return open(
          Optional.empty(), external(config, config.jdbcUrl().get()), config.poolSize(), random);
    }
    EmbeddedPostgres postgres =
        EmbeddedPostgres.open(
            config.dataDirectory(), config.binariesDirectory(), config.runAs(), random);
    try {
      createDatabase(postgres, config.database());
      return open(
          Optional.of(postgres), postgres.dataSource(config.database()), config.poolSize(), random);
    } catch (RuntimeException e) {
      postgres.close();
      throw e;
    }
  }

  /** Fails where this build has no PostgreSQL of its own to embed. */
  public static void requireEmbedded() {
    PostgresBinaries.requireArchive();
  }

  /** Opens the store in one database of a PostgreSQL that the caller started and closes. */
  static Store open(DataSource source, int poolSize, SecureRandom random) {
    return open(Optional.empty(), source, poolSize, random);
  }

  private static Store open(
      Optional<EmbeddedPostgres> embedded, DataSource source, int poolSize, SecureRandom random) {
    requireVersion(source);
    migrate(source);
    return new Store(embedded, pool(source, poolSize), random);
  }

  /** Reads one consistent snapshot; writing fails. */
  public <T extends @Nullable Object, X extends Exception> T read(HandleCallback<T, X> callback)
      throws X {
    return transactions.read(callback);
  }

  /**
   * Asks one question, that is: the callback runs one statement, and that only reads. It sees one
   * consistent snapshot as every statement does, and goes to PostgreSQL and back once, where a
   * transaction goes three times. For what every request of every node asks.
   */
  public <T extends @Nullable Object, X extends Exception> T ask(HandleCallback<T, X> callback)
      throws X {
    return transactions.ask(callback);
  }

  /** One transaction at READ COMMITTED, durable when this returns. */
  public <T extends @Nullable Object, X extends Exception> T write(HandleCallback<T, X> callback)
      throws X {
    return transactions.write(Isolation.READ_COMMITTED, callback);
  }

  /** One transaction at the given isolation, durable when this returns. */
  public <T extends @Nullable Object, X extends Exception> T write(
      Isolation isolation, HandleCallback<T, X> callback) throws X {
    return transactions.write(isolation, callback);
  }

  /** One transaction at READ COMMITTED without a result. */
  public <X extends Exception> void change(HandleConsumer<X> consumer) throws X {
    transactions.<Boolean, X>write(
        Isolation.READ_COMMITTED,
        handle -> {
          consumer.useHandle(handle);
          return true;
        });
  }

  /**
   * A connection of its own outside any transaction, for {@code LISTEN} and the like; the caller
   * closes it.
   */
  public Handle connect() {
    try {
      return jdbi.open();
    } catch (RuntimeException e) {
      if (Transactions.isConnectionLoss(e)) {
        throw new StoreUnavailableException(StoreUnavailableException.Outcome.NOT_COMMITTED, e);
      }
      throw e;
    }
  }

  /** Tells which nodes a transaction changed, after each commit, on the thread that made it. */
  public void follow(Consumer<Set<UUID>> told) {
    jdbi.getConfig(TouchedNodes.class).follower(told);
  }

  /**
   * Which life of the store this is: 1 at first, one more each time it was restored or promoted.
   */
  public long epoch() {
    return this.<Long, RuntimeException>read(
        handle -> handle.select("SELECT epoch FROM store_meta").mapTo(Long.class).one());
  }

  /** Begins a new life of the store, after a restore or a promotion; returns its epoch. */
  public long raiseEpoch() {
    return this.<Long, RuntimeException>write(
        handle ->
            handle
                .select("UPDATE store_meta SET epoch = epoch + 1 RETURNING epoch")
                .mapTo(Long.class)
                .one());
  }

  /** Which store this is; a restored copy keeps it. */
  public UUID id() {
    return this.<UUID, RuntimeException>read(
        handle -> handle.select("SELECT store_id FROM store_meta").mapTo(UUID.class).one());
  }

  /** The PostgreSQL that this store runs itself, if it does. */
  public Optional<EmbeddedPostgres> embedded() {
    return embedded;
  }

  /** Closes the connections, then stops the embedded PostgreSQL. */
  @Override
  public void close() {
    pool.close();
    embedded.ifPresent(EmbeddedPostgres::close);
  }

  private static HikariDataSource pool(DataSource source, int size) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("store");
    config.setDataSource(source);
    config.setMaximumPoolSize(size);
    config.setConnectionTimeout(5_000);
    config.setValidationTimeout(2_000);
    config.setKeepaliveTime(60_000);
    return new HikariDataSource(config);
  }

  private static void migrate(DataSource source) {
    try {
      Flyway.configure()
          .dataSource(source)
          .locations("classpath:db/migration")
          .validateMigrationNaming(true)
          .cleanDisabled(true)
          .connectRetries(0)
          .load()
          .migrate();
    } catch (FlywayException e) {
      throw new StoreException(
          "store-migration-failed",
          "The store's schema could not be brought to this version: " + e.getMessage(),
          e);
    }
  }

  private static void requireVersion(DataSource source) {
    int version;
    try {
      version =
          Jdbi.create(source)
              .withHandle(
                  handle ->
                      handle
                          .select("SHOW server_version_num")
                          .mapTo(String.class)
                          .map(Integer::parseInt)
                          .one());
    } catch (RuntimeException e) {
      if (Transactions.isConnectionLoss(e)) {
        throw new StoreUnavailableException(StoreUnavailableException.Outcome.NOT_COMMITTED, e);
      }
      throw new StoreException(
          "store-refused", "PostgreSQL does not let Kitward in: " + rootMessage(e), e);
    }
    if (version / 10_000 < OLDEST_POSTGRESQL) {
      throw new StoreException(
          "store-version",
          "PostgreSQL "
              + version / 10_000
              + " is too old; Kitward needs "
              + OLDEST_POSTGRESQL
              + " or newer.");
    }
  }

  private static String rootMessage(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage());
  }

  private static DataSource external(StoreConfig config, String url) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(url);
    config.user().ifPresent(source::setUser);
    config.passwordFile().ifPresent(file -> source.setPassword(passwordIn(file)));
    return source;
  }

  private static String passwordIn(Path file) {
    try {
      return new String(PrivateFiles.read(file), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new StoreException(
          "store-password-missing", "The store's password cannot be read from " + file + ".", e);
    }
  }

  private static final Pattern DATABASE = Pattern.compile("[a-z][a-z0-9_]{0,62}");

  static void createDatabase(EmbeddedPostgres postgres, String name) {
    Matcher matcher = DATABASE.matcher(name);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("`" + name + "` is not a name for a database");
    }
    try (var connection = postgres.dataSource("postgres").getConnection();
        var question = connection.prepareStatement("SELECT 1 FROM pg_database WHERE datname = ?");
        var order = connection.createStatement()) {
      question.setString(1, name);
      if (!question.executeQuery().next()) {
        order.execute("CREATE DATABASE " + name);
      }
    } catch (SQLException e) {
      throw new StoreException(
          "store-start-failed",
          "The database " + name + " could not be made: " + e.getMessage(),
          e);
    }
  }
}
