package io.kitward.server.backup;

import io.kitward.server.config.ServerConfig;
import io.kitward.server.store.PrivateFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.postgresql.ds.PGSimpleDataSource;

/** How PostgreSQL's own programs reach the database that the server uses by a JDBC URL. */
final class DatabaseAccess {

  private DatabaseAccess() {}

  /**
   * The variables of the environment that say it to libpq.
   *
   * @throws BackupException when the server's PostgreSQL is the embedded one
   */
  static Map<String, String> of(ServerConfig config) {
    String url =
        config
            .jdbcUrl()
            .orElseThrow(
                () ->
                    new BackupException(
                        "store.jdbc-url is not set: an embedded PostgreSQL is backed up by stopping"
                            + " the server and copying "
                            + config.dataDirectory()));
    var source = new PGSimpleDataSource();
    source.setUrl(url);
    var access = new TreeMap<String, String>();
    access.put("PGHOST", String.join(",", source.getServerNames()));
    access.put(
        "PGPORT",
        Arrays.stream(source.getPortNumbers())
            .mapToObj(port -> Integer.toString(port == 0 ? 5432 : port))
            .collect(Collectors.joining(",")));
    access.put(
        "PGDATABASE", Optional.ofNullable(source.getDatabaseName()).orElse(config.jdbcUser()));
    access.put("PGUSER", config.jdbcUser());
    config.jdbcPasswordFile().ifPresent(file -> access.put("PGPASSWORD", password(file)));
    Optional.ofNullable(source.getSslMode()).ifPresent(mode -> access.put("PGSSLMODE", mode));
    Optional.ofNullable(source.getSslRootCert())
        .ifPresent(file -> access.put("PGSSLROOTCERT", file));
    if (source.getServerNames().length > 1) {
      access.put("PGTARGETSESSIONATTRS", "read-write");
    }
    access.put("PGAPPNAME", "kitward-backup");
    access.put("PGCONNECT_TIMEOUT", "10");
    return access;
  }

  private static String password(Path file) {
    try {
      return new String(PrivateFiles.read(file), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new BackupException("store.password-file " + file + " can't be read: " + e, e);
    }
  }
}
