package io.kitward.server.store;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * The PostgreSQL programs from the class path, unpacked into a private directory that is named for
 * their checksum.
 */
record PostgresBinaries(Path home) {
  Path program(String name) {
    return home.resolve("bin").resolve(name);
  }

  /**
   * Unpacks once per checksum; whole or not at all, whether the process dies, the power fails or
   * two do it at once.
   */
  static PostgresBinaries unpack(Path parent, SystemUser user) throws IOException {
    byte[] archive = archive();
    user.privateDirectory(parent);
    Path home = parent.resolve(checksum(archive));
    if (Files.isDirectory(home)) {
      return new PostgresBinaries(home);
    }
    Path staging = Files.createTempDirectory(parent, ".unpacking-", PrivateFiles.DIRECTORY);
    try {
      extract(archive, staging, user);
      run(List.of("sync", "-f", staging.toString()));
      user.own(staging);
      move(staging, home);
      PrivateFiles.flush(parent);
      return new PostgresBinaries(home);
    } finally {
      PrivateFiles.deleteTree(staging);
    }
  }

  private static void move(Path staging, Path home) throws IOException {
    try {
      Files.move(staging, home, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
      // Another process was faster; what it put there has the same checksum.
    } catch (IOException e) {
      if (!Files.isDirectory(home)) {
        throw e;
      }
    }
  }

  static void requireArchive() {
    if (PostgresBinaries.class.getResource(archiveName()) == null) {
      throw new StoreException(
          "store-binaries-missing",
          "store.jdbc-url is not set, and this build carries no PostgreSQL for "
              + System.getProperty("os.arch", "")
              + ". Name one of your own; `kitward-server database` makes a database in this"
              + " machine's.");
    }
  }

  private static byte[] archive() throws IOException {
    requireArchive();
    try (InputStream stream =
        Objects.requireNonNull(PostgresBinaries.class.getResourceAsStream(archiveName()))) {
      return stream.readAllBytes();
    }
  }

  private static String archiveName() {
    return "/postgres-linux-"
        + (System.getProperty("os.arch", "").equals("aarch64") ? "arm_64" : "x86_64")
        + ".txz";
  }

  private static void extract(byte[] archive, Path target, SystemUser user) throws IOException {
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(
            new BufferedInputStream(new XZInputStream(new ByteArrayInputStream(archive))))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path path = inside(target, target.resolve(entry.getName()));
        Files.createDirectories(
            entry.isDirectory() ? path : parentOf(path), PrivateFiles.DIRECTORY);
        if (entry.isSymbolicLink()) {
          inside(target, parentOf(path).resolve(entry.getLinkName()));
          Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else if (entry.isFile()) {
          Files.copy(tar, path);
          boolean executable = (entry.getMode() & 0100) != 0;
          Files.setPosixFilePermissions(
              path, PosixFilePermissions.fromString(executable ? "rwx------" : "rw-------"));
        }
      }
    }
    try (Stream<Path> paths = Files.walk(target)) {
      for (Path path : paths.toList()) {
        user.own(path);
      }
    }
  }

  private static Path inside(Path target, Path path) throws IOException {
    if (!path.normalize().startsWith(target)) {
      throw new IOException("The archive of PostgreSQL points outside its directory: " + path);
    }
    return path.normalize();
  }

  private static Path parentOf(Path path) throws IOException {
    Path parent = path.getParent();
    if (parent == null) {
      throw new IOException("The archive of PostgreSQL names a root: " + path);
    }
    return parent;
  }

  private static String checksum(byte[] archive) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(archive));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }

  static void run(List<String> command) throws IOException {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      int exit = process.waitFor();
      if (exit != 0) {
        throw new IOException(command.getFirst() + " ended with " + exit + ": " + output);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while running " + command.getFirst(), e);
    }
  }
}
