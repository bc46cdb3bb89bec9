package io.kitward.server.store;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the store is: the embedded PostgreSQL below {@code dataDirectory}, or any PostgreSQL from
 * 15 on by {@code jdbcUrl}.
 *
 * @param jdbcUrl {@code jdbc:postgresql://…}; empty means embedded
 * @param user the login at {@code jdbcUrl}
 * @param passwordFile a 0600 file with its password
 * @param dataDirectory private directory of the embedded PostgreSQL
 * @param binariesDirectory where its programs are unpacked
 * @param database the database's name in the embedded PostgreSQL, made when missing
 * @param poolSize most connections at a time
 * @param runAs system user that the embedded PostgreSQL runs as when root starts it (tests); root
 *     is refused without it
 */
public record StoreConfig(
    Optional<String> jdbcUrl,
    Optional<String> user,
    Optional<Path> passwordFile,
    Path dataDirectory,
    Path binariesDirectory,
    String database,
    int poolSize,
    Optional<String> runAs) {

  private static final int POOL_SIZE = 20;

  public StoreConfig {
    if (poolSize < 2) {
      throw new IllegalArgumentException("store.pool-size must be at least 2, not " + poolSize);
    }
    if (jdbcUrl.isPresent() && !jdbcUrl.get().startsWith("jdbc:postgresql:")) {
      throw new IllegalArgumentException(
          "store.jdbc-url must begin with jdbc:postgresql:, as PostgreSQL is the only store");
    }
  }

  /** The default: everything below one directory. */
  public static StoreConfig embedded(Path dataDirectory) {
    return new StoreConfig(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        dataDirectory,
        dataDirectory.resolve("binaries"),
        "kitward",
        POOL_SIZE,
        Optional.empty());
  }

  /** A PostgreSQL that somebody else runs. */
  public static StoreConfig external(
      String jdbcUrl, String user, Path passwordFile, Path dataDirectory) {
    return new StoreConfig(
        Optional.of(jdbcUrl),
        Optional.of(user),
        Optional.of(passwordFile),
        dataDirectory,
        dataDirectory.resolve("binaries"),
        "kitward",
        POOL_SIZE,
        Optional.empty());
  }

  /** The same, but when root starts it, PostgreSQL steps down to this system user. */
  public StoreConfig runningAs(String systemUser) {
    return new StoreConfig(
        jdbcUrl,
        user,
        passwordFile,
        dataDirectory,
        binariesDirectory,
        database,
        poolSize,
        Optional.of(systemUser));
  }

  /** The same, but with the programs of PostgreSQL unpacked there. */
  public StoreConfig withBinariesIn(Path directory) {
    return new StoreConfig(
        jdbcUrl, user, passwordFile, dataDirectory, directory, database, poolSize, runAs);
  }
}
