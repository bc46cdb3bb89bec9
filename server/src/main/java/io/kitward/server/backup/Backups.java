package io.kitward.server.backup;

import io.kitward.server.config.ServerConfig;
import io.kitward.server.store.PrivateFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where backups lie: {@code kitward-STAMP.database} and {@code kitward-STAMP.keys.tar}, each there
 * only when it is whole. One backup is made at a time.
 */
final class Backups {

  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final Pattern NAME =
      Pattern.compile("kitward-(\\d{8}T\\d{6}Z)\\.(?:database|keys\\.tar)");
  private static final Pattern UNFINISHED =
      Pattern.compile("\\.kitward-\\d{8}T\\d{6}Z\\.database\\.new");

  private final ServerConfig.Backup places;

  Backups(ServerConfig.Backup places) {
    this.places = places;
  }

  /** What {@link #make} made. */
  record Made(Path database, Path keys) {}

  /** Dumps the database and gathers the keys; then the oldest go beyond what is kept. */
  Made make(PostgresPrograms programs, KeyArchive archive, Instant now) {
    try {
      Files.createDirectories(places.directory(), PrivateFiles.DIRECTORY);
      Files.createDirectories(places.keysDirectory(), PrivateFiles.DIRECTORY);
      try (FileChannel channel =
              FileChannel.open(
                  places.directory().resolve(".lock"),
                  Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                  PrivateFiles.FILE);
          FileLock lock = channel.tryLock()) {
        if (lock == null) {
          throw new BackupException(
              "Another backup is being made in " + places.directory() + " at this moment.");
        }
        sweep();
        String name = freeName(now);
        Path database = places.directory().resolve(name + ".database");
        Path keys = places.keysDirectory().resolve(name + ".keys.tar");
        Path unfinished = places.directory().resolve("." + name + ".database.new");
        Files.createFile(unfinished, PrivateFiles.FILE);
        programs.dump(unfinished);
        Restore.requireOurs(programs, unfinished);
        archive.write(keys);
        Files.move(unfinished, database, StandardCopyOption.ATOMIC_MOVE);
        PrivateFiles.flush(places.directory());
        forget();
        return new Made(database, keys);
      }
    } catch (IOException e) {
      throw new BackupException(
          "The backup can't be written to " + places.directory() + ": " + e, e);
    }
  }

  /** The name of a backup; of two within a second the second one says the next second. */
  private String freeName(Instant now) {
    String name = "kitward-" + STAMP.format(now);
    return Files.exists(places.directory().resolve(name + ".database"))
        ? freeName(now.plusSeconds(1))
        : name;
  }

  /** What a backup left that was cut off. */
  private void sweep() throws IOException {
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(
            places.directory(), path -> UNFINISHED.matcher(name(path)).matches())) {
      for (Path entry : entries) {
        Files.delete(entry);
      }
    }
  }

  private void forget() throws IOException {
    Set<Path> directories = Set.copyOf(List.of(places.directory(), places.keysDirectory()));
    var stamps = new TreeSet<String>();
    for (Path directory : directories) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
        for (Path entry : entries) {
          Matcher matcher = NAME.matcher(name(entry));
          if (matcher.matches()) {
            stamps.add(matcher.group(1));
          }
        }
      }
    }
    while (stamps.size() > places.keep()) {
      String oldest = stamps.removeFirst();
      Files.deleteIfExists(places.directory().resolve("kitward-" + oldest + ".database"));
      Files.deleteIfExists(places.keysDirectory().resolve("kitward-" + oldest + ".keys.tar"));
    }
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }
}
