package io.kitward.server.backup;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Puts a backup back: the database in one transaction, then the keys. Run again after it was cut
 * off, it does the same.
 *
 * <p>The restored store begins a new life (its epoch), later than any that a node may have seen of
 * it: nodes remember what they were told last, and refuse what is older.
 */
final class Restore {

  private static final String STORE = "TABLE DATA public store_meta";

  private static final String EMPTY = "DROP SCHEMA public CASCADE;\nCREATE SCHEMA public;\n";

  private final PostgresPrograms programs;
  private final Path dataDirectory;

  Restore(PostgresPrograms programs, Path dataDirectory) {
    this.programs = programs;
    this.dataDirectory = dataDirectory;
  }

  /**
   * Puts it back.
   *
   * @param replace whether what is there now may go
   * @throws BackupException before anything changed, when the backup is not whole, the database is
   *     in use, or something is there that would go
   */
  void run(Path database, Path keys, boolean replace) {
    if (!Files.isReadable(database)) {
      throw new BackupException(database + " can't be read.");
    }
    KeyArchive archive = KeyArchive.read(keys);
    requireOurs(programs, database);
    requireUnused();
    boolean empty =
        programs.ask("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").equals("0");
    Optional<Path> differing = archive.differing(dataDirectory);
    if (!replace && (!empty || differing.isPresent())) {
      throw new BackupException(
          (empty ? differing.orElseThrow() + " is there already" : "The database is not empty")
              + ", and would be lost. Say --replace if that is what you want.");
    }
    programs.load(database, empty ? "" : EMPTY, newEpoch(empty ? 0 : lastEpoch()));
    archive.putInto(dataDirectory);
  }

  /** Fails for what is no whole dump of a Kitward's database. */
  static void requireOurs(PostgresPrograms programs, Path dump) {
    if (!programs.contents(dump).contains(STORE)) {
      throw new BackupException(dump + " is no backup of a Kitward server's database.");
    }
  }

  private void requireUnused() {
    String others =
        programs.ask(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                + " AND pid <> pg_backend_pid() AND backend_type = 'client backend'");
    if (!others.equals("0")) {
      throw new BackupException(
          "The database is in use by "
              + others
              + " connections; stop every Kitward server on it first.");
    }
  }

  private static String newEpoch(long last) {
    return "UPDATE public.store_meta SET epoch = 1 + greatest(epoch, "
        + last
        + ", extract(epoch FROM now())::bigint);";
  }

  private long lastEpoch() {
    return programs.ask("SELECT to_regclass('public.store_meta') IS NOT NULL").equals("t")
        ? Long.parseLong(programs.ask("SELECT coalesce(max(epoch), 0) FROM public.store_meta"))
        : 0;
  }
}
