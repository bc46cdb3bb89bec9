package io.kitward.connector.state;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Storage in a folder that only its owner can enter. One process at a time may hold it. */
public final class DiskStorage implements Storage, AutoCloseable {

  private static final String TEMPORARY = ".new";

  private final Path root;
  private final FileChannel lockFile;
  private final Map<String, FileChannel> appenders = new HashMap<>();

  private DiskStorage(Path root, FileChannel lockFile) {
    this.root = root;
    this.lockFile = lockFile;
  }

  /**
   * Opens the folder, creating it when needed.
   *
   * @throws IOException when it cannot be used, or another process holds it
   */
  public static DiskStorage open(Path root) throws IOException {
    folder(root);
    FileChannel lockFile = FileChannel.open(root.resolve("lock"), Set.of(CREATE, WRITE));
    FileLock lock = lockFile.tryLock();
    if (lock == null) {
      lockFile.close();
      throw new IOException(root + " is in use by another connector");
    }
    return new DiskStorage(root, lockFile);
  }

  @Override
  public synchronized Optional<byte[]> read(String name) {
    try {
      return Optional.of(Files.readAllBytes(path(name)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw failed("read", name, e);
    }
  }

  @Override
  public synchronized void write(String name, byte[] content) {
    Path target = path(name);
    try {
      closeAppender(name);
      Path parent = parent(target);
      Path temporary = parent.resolve(target.getFileName() + TEMPORARY);
      Files.deleteIfExists(temporary);
      try (FileChannel channel =
          FileChannel.open(temporary, Set.of(CREATE_NEW, WRITE), ownerOnly())) {
        writeAll(channel, content);
        channel.force(true);
      }
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
      forceFolder(parent);
    } catch (IOException e) {
      throw failed("write", name, e);
    }
  }

  @Override
  public synchronized void append(String name, byte[] content) {
    try {
      FileChannel channel = appenders.get(name);
      if (channel == null) {
        Path target = path(name);
        parent(target);
        channel = FileChannel.open(target, Set.of(CREATE, WRITE, APPEND), ownerOnly());
        appenders.put(name, channel);
      }
      writeAll(channel, content);
    } catch (IOException e) {
      throw failed("append to", name, e);
    }
  }

  @Override
  public synchronized void force(String name) {
    FileChannel channel = appenders.get(name);
    if (channel == null) {
      return;
    }
    try {
      channel.force(false);
    } catch (IOException e) {
      throw failed("flush", name, e);
    }
  }

  @Override
  public synchronized void delete(String name) {
    Path target = path(name);
    try {
      closeAppender(name);
      if (Files.deleteIfExists(target)) {
        forceFolder(parent(target));
      }
    } catch (IOException e) {
      throw failed("delete", name, e);
    }
  }

  @Override
  public synchronized List<String> names(String folder) {
    try (var files = Files.list(path(folder))) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.endsWith(TEMPORARY))
          .sorted()
          .toList();
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw failed("list", folder, e);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    for (FileChannel channel : appenders.values()) {
      channel.close();
    }
    appenders.clear();
    lockFile.close();
  }

  private Path path(String name) {
    Path path = root.resolve(name).normalize();
    if (!path.startsWith(root) || path.equals(root)) {
      throw new IllegalArgumentException("not a name in the storage: " + name);
    }
    return path;
  }

  private Path parent(Path target) throws IOException {
    Path parent = target.getParent();
    if (parent == null) {
      throw new IOException(target + " has no folder");
    }
    folder(parent);
    return parent;
  }

  private void closeAppender(String name) throws IOException {
    FileChannel channel = appenders.remove(name);
    if (channel != null) {
      channel.close();
    }
  }

  private static void folder(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
  }

  private static java.nio.file.attribute.FileAttribute<?> ownerOnly() {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  }

  private static void writeAll(FileChannel channel, byte[] content) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(content);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  private static void forceFolder(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, READ)) {
      channel.force(true);
    }
  }

  private UncheckedIOException failed(String what, String name, IOException e) {
    return new UncheckedIOException("cannot " + what + " " + root.resolve(name), e);
  }
}
