package io.kitward.server.store;

import java.nio.file.Path;

/**
 * A database in the PostgreSQL that all tests of this JVM share, as settings name it.
 *
 * @param url for JDBC
 * @param passwordFile holds the password of {@code user}
 */
public record TestDatabase(String url, String user, Path passwordFile) {

  /** A new, empty one. */
  public static TestDatabase fresh() {
    return TestStore.freshDatabase();
  }
}
