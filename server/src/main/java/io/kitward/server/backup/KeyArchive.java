package io.kitward.server.backup;

import io.kitward.server.store.PrivateFiles;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * The server's files beside its database: the key of its secrets, its CA, what Puppet's CA gave it,
 * the administrator's token. Small, so all of it is held in memory.
 *
 * @param files path below the data directory to content
 * @param configuration the server's configuration as it was; kept for people, never put back
 */
record KeyArchive(SortedMap<String, byte[]> files, Optional<byte[]> configuration) {

  /** The key without which no secret of the database can be read. */
  static final String SECRETS_KEY = "secrets.key";

  /** What is in the data directory and is no key. */
  private static final Set<String> OTHERS = Set.of("postgres", "lock");

  private static final String DATA = "data/";
  private static final String CONFIGURATION = "server.yaml";
  private static final long LARGEST = 64L << 20;

  /** Gathers what there is now. */
  static KeyArchive gather(Path dataDirectory, Optional<Path> configuration) {
    var files = new TreeMap<String, byte[]>();
    try (Stream<Path> paths = Files.walk(dataDirectory)) {
      for (Path path : paths.toList()) {
        Path relative = dataDirectory.relativize(path);
        if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
            && !OTHERS.contains(relative.getName(0).toString())) {
          files.put(relative.toString(), Files.readAllBytes(path));
        }
      }
      if (!files.containsKey(SECRETS_KEY)) {
        throw new BackupException(
            "There is no " + SECRETS_KEY + " in " + dataDirectory + ": did this server ever run?");
      }
      return new KeyArchive(
          files,
          configuration.isPresent()
              ? Optional.of(Files.readAllBytes(configuration.get()))
              : Optional.empty());
    } catch (IOException e) {
      throw new BackupException("The keys in " + dataDirectory + " can't be read: " + e, e);
    }
  }

  /** Reads an archive; the whole of it, so that a damaged one is known before anything changes. */
  static KeyArchive read(Path file) {
    var files = new TreeMap<String, byte[]>();
    Optional<byte[]> configuration = Optional.empty();
    try {
      if (Files.size(file) > LARGEST) {
        throw new BackupException(file + " is no archive of keys: it is too large");
      }
      try (var tar =
          new TarArchiveInputStream(new ByteArrayInputStream(Files.readAllBytes(file)))) {
        for (TarArchiveEntry entry = tar.getNextEntry();
            entry != null;
            entry = tar.getNextEntry()) {
          if (entry.getName().equals(CONFIGURATION)) {
            configuration = Optional.of(tar.readAllBytes());
          } else if (isPlain(entry) && isInside(entry.getName())) {
            files.put(entry.getName().substring(DATA.length()), tar.readAllBytes());
          } else {
            throw new BackupException(file + " is no archive of keys: it holds " + entry.getName());
          }
        }
      }
    } catch (IOException e) {
      throw new BackupException(file + " can't be read as an archive of keys: " + e, e);
    }
    if (!files.containsKey(SECRETS_KEY)) {
      throw new BackupException(file + " is no archive of keys: it holds no " + SECRETS_KEY);
    }
    return new KeyArchive(files, configuration);
  }

  /** The library calls links files, too. */
  private static boolean isPlain(TarArchiveEntry entry) {
    return entry.isFile() && !entry.isSymbolicLink() && !entry.isLink();
  }

  private static boolean isInside(String name) {
    return name.startsWith(DATA)
        && Arrays.stream(name.substring(DATA.length()).split("/", -1))
            .noneMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."))
        && name.indexOf('\0') < 0;
  }

  /** Writes the archive; the file can be opened by its owner alone, and is there whole or not. */
  void write(Path file) {
    try {
      var bytes = new ByteArrayOutputStream();
      try (var tar = new TarArchiveOutputStream(bytes, "UTF-8")) {
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        if (configuration.isPresent()) {
          put(tar, CONFIGURATION, configuration.get());
        }
        for (Map.Entry<String, byte[]> one : files.entrySet()) {
          put(tar, DATA + one.getKey(), one.getValue());
        }
      }
      PrivateFiles.write(file, bytes.toByteArray());
    } catch (IOException e) {
      throw new BackupException("The keys can't be written to " + file + ": " + e, e);
    }
  }

  private static void put(TarArchiveOutputStream tar, String name, byte[] content)
      throws IOException {
    var entry = new TarArchiveEntry(name);
    entry.setSize(content.length);
    entry.setMode(0100600);
    tar.putArchiveEntry(entry);
    tar.write(content);
    tar.closeArchiveEntry();
  }

  /** The first file that is there already with another content. */
  Optional<Path> differing(Path dataDirectory) {
    for (Map.Entry<String, byte[]> one : files.entrySet()) {
      Path path = dataDirectory.resolve(one.getKey());
      try {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)
            && !Arrays.equals(Files.readAllBytes(path), one.getValue())) {
          return Optional.of(path);
        }
      } catch (IOException e) {
        throw new BackupException(path + " can't be read: " + e, e);
      }
    }
    return Optional.empty();
  }

  /** Puts all files back; each is the old one or the new one at any moment. */
  void putInto(Path dataDirectory) {
    for (Map.Entry<String, byte[]> one : files.entrySet()) {
      Path path = dataDirectory.resolve(one.getKey());
      try {
        Path directory = path.getParent();
        if (directory != null) {
          Files.createDirectories(
              directory,
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        PrivateFiles.write(path, one.getValue());
      } catch (IOException e) {
        throw new BackupException(path + " can't be written: " + e, e);
      }
    }
  }
}
