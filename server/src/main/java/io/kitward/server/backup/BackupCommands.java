package io.kitward.server.backup;

import io.kitward.server.config.ServerConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** What {@code kitward-server backup} and {@code kitward-server restore} do. */
public final class BackupCommands {

  private BackupCommands() {}

  /**
   * Makes a backup beside the running server; what it made, in words.
   *
   * @param file the configuration, which goes into the backup
   * @throws BackupException when it did not come about; then nothing is left of it
   */
  public static String backup(ServerConfig config, Optional<Path> file, Instant now) {
    var programs = new PostgresPrograms(DatabaseAccess.of(config));
    Backups.Made made =
        new Backups(config.backup())
            .make(programs, KeyArchive.gather(config.dataDirectory(), file), now);
    return "%s (%s)%n%s (%s)"
        .formatted(made.database(), size(made.database()), made.keys(), size(made.keys()));
  }

  /**
   * Puts a backup back while no server runs; what to do next, in words.
   *
   * @param replace whether what is there now may go
   * @throws BackupException when it did not come about
   */
  public static String restore(ServerConfig config, Path database, Path keys, boolean replace) {
    new Restore(new PostgresPrograms(DatabaseAccess.of(config)), config.dataDirectory())
        .run(database, keys, replace);
    return "restored; start the server: systemctl start kitward-server";
  }

  private static String size(Path file) {
    try {
      long bytes = Files.size(file);
      return bytes < 10_000 ? bytes + " bytes" : bytes / 1000 + " kB";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
