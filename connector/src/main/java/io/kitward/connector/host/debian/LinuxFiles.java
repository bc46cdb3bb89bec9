package io.kitward.connector.host.debian;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import io.kitward.connector.host.FileTree;
import io.kitward.connector.host.HostFailure;
import io.kitward.connector.host.HostFailure.Kind;
import io.kitward.connector.state.Before.ForeignFile;
import io.kitward.protocol.InstanceDesired.FolderDesired;
import io.kitward.protocol.Payload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The files of a Linux machine, written as root. */
public final class LinuxFiles implements FileTree {

  private static final long LARGEST = 16 << 20;

  private final AtomicLong counter = new AtomicLong();
  private @Nullable FolderWatch watch;

  @Override
  public Optional<Seen> look(String text) {
    Path path = SafePath.of(text);
    try {
      PosixFileAttributes attributes =
          Files.readAttributes(path, PosixFileAttributes.class, NOFOLLOW_LINKS);
      if (!attributes.isRegularFile()) {
        throw new HostFailure(Kind.REFUSED, text + " is not a plain file");
      }
      if (attributes.size() > LARGEST) {
        throw new HostFailure(Kind.REFUSED, text + " is larger than 16 MiB");
      }
      byte[] content = Files.readAllBytes(path);
      return Optional.of(
          new Seen(
              content,
              Payload.sha256(content),
              attributes.owner().getName(),
              attributes.group().getName(),
              mode(path)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw failed("read", text, e);
    }
  }

  @Override
  public void write(Candidate candidate) {
    Path path = SafePath.of(candidate.path());
    Path folder = parent(path);
    Path temporary =
        folder.resolve(
            "."
                + path.getFileName()
                + ".kitward-"
                + ProcessHandle.current().pid()
                + "-"
                + counter.incrementAndGet());
    try {
      Files.createDirectories(folder);
      Files.deleteIfExists(temporary);
      try (FileChannel channel =
          FileChannel.open(
              temporary,
              Set.of(CREATE_NEW, WRITE, NOFOLLOW_LINKS),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
        ByteBuffer buffer = ByteBuffer.wrap(candidate.content());
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
        own(temporary, candidate.owner(), candidate.group(), candidate.mode());
        channel.force(true);
      }
      validate(candidate, temporary);
      Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
      force(folder);
    } catch (IOException e) {
      throw failed("write", candidate.path(), e);
    } finally {
      discard(temporary);
    }
  }

  private static void validate(Candidate candidate, Path temporary) {
    if (candidate.validate().isEmpty()) {
      return;
    }
    var command =
        candidate.validate().stream()
            .map(word -> word.replace("{file}", temporary.toString()))
            .toList();
    var ended = Command.run(Duration.ofSeconds(30), command);
    if (!ended.succeeded()) {
      throw new HostFailure(
          Kind.FAILED,
          command.getFirst()
              + " refuses the new "
              + candidate.path()
              + ", the old one stays: "
              + ended.lastLine().replace(temporary.toString(), candidate.path()));
    }
  }

  @Override
  public void folder(FolderDesired folder) {
    Path path = SafePath.of(folder.path());
    try {
      Files.createDirectories(path);
      own(path, folder.owner(), folder.group(), folder.mode());
    } catch (IOException e) {
      throw failed("make", folder.path(), e);
    }
  }

  @Override
  public void delete(String text) {
    Path path = SafePath.of(text);
    try {
      if (Files.deleteIfExists(path)) {
        force(parent(path));
      }
    } catch (IOException e) {
      throw failed("delete", text, e);
    }
  }

  @Override
  public List<String> absentParents(String text) {
    var absent = new ArrayList<String>();
    for (Path folder = parent(SafePath.of(text));
        folder != null && !Files.exists(folder, NOFOLLOW_LINKS);
        folder = folder.getParent()) {
      absent.addFirst(folder.toString());
    }
    return absent;
  }

  @Override
  public void deleteEmptyFolder(String text) {
    Path path = SafePath.of(text);
    try {
      if (Files.isDirectory(path, NOFOLLOW_LINKS)) {
        Files.delete(path);
      }
    } catch (DirectoryNotEmptyException e) {
      return; // somebody else uses it
    } catch (IOException e) {
      throw failed("delete", text, e);
    }
  }

  @Override
  public Optional<ForeignFile> at(String text) {
    Path path = Path.of(text);
    SafePath.of(parent(path).equals(path.getRoot()) ? text : parent(path).toString());
    try {
      return Optional.of(foreign(path));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw failed("look at", text, e);
    }
  }

  @Override
  public SortedMap<String, ForeignFile> below(String text) {
    Path folder = SafePath.of(text);
    var found = new TreeMap<String, ForeignFile>();
    if (!Files.isDirectory(folder, NOFOLLOW_LINKS)) {
      return found;
    }
    try (var paths = Files.walk(folder)) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        found.put(path.toString(), foreign(path));
      }
      return found;
    } catch (IOException | java.io.UncheckedIOException e) {
      throw new HostFailure(Kind.FAILED, "cannot list " + text + ": " + e.getMessage(), e);
    }
  }

  private static ForeignFile foreign(Path path) throws IOException {
    var attributes = Files.readAttributes(path, PosixFileAttributes.class, NOFOLLOW_LINKS);
    String kind = "other";
    String digest = "";
    if (attributes.isDirectory()) {
      kind = "directory";
    } else if (attributes.isSymbolicLink()) {
      kind = "link";
      digest = Files.readSymbolicLink(path).toString();
    } else if (attributes.isRegularFile()) {
      kind = "file";
      digest = attributes.size() > LARGEST ? "" : Payload.sha256(Files.readAllBytes(path));
    }
    return new ForeignFile(
        kind,
        digest,
        attributes.owner().getName(),
        attributes.group().getName(),
        mode(path),
        attributes.lastModifiedTime().toMillis());
  }

  @Override
  public void restore(String text, ForeignFile as, byte[] content) {
    Path path = Path.of(text);
    try {
      switch (as.kind()) {
        case "directory" -> {
          Files.createDirectories(SafePath.of(text));
          own(path, as.owner(), as.group(), as.mode());
        }
        case "link" -> Files.createSymbolicLink(path, Path.of(as.digest()));
        case "file" -> {
          write(new Candidate(text, content, as.owner(), as.group(), as.mode(), List.of()));
          Files.setLastModifiedTime(path, FileTime.fromMillis(as.modifiedMillis()));
        }
        default -> throw new HostFailure(Kind.FAILED, "cannot put back " + text);
      }
    } catch (IOException e) {
      throw failed("put back", text, e);
    }
  }

  @Override
  public synchronized void watch(List<String> folders, Consumer<String> changed) {
    if (watch == null) {
      watch = FolderWatch.start(changed);
    }
    watch.folders(folders);
  }

  private static void own(Path path, String owner, String group, String mode) throws IOException {
    var view = Files.getFileAttributeView(path, PosixFileAttributeView.class, NOFOLLOW_LINKS);
    var principals = path.getFileSystem().getUserPrincipalLookupService();
    try {
      view.setOwner(principals.lookupPrincipalByName(owner));
      view.setGroup(principals.lookupPrincipalByGroupName(group));
    } catch (java.nio.file.attribute.UserPrincipalNotFoundException e) {
      throw new HostFailure(Kind.FAILED, "there is no user or group " + e.getName(), e);
    }
    Files.setAttribute(path, "unix:mode", Integer.parseInt(mode, 8), NOFOLLOW_LINKS_NONE);
  }

  private static final java.nio.file.LinkOption[] NOFOLLOW_LINKS_NONE = {};

  private static String mode(Path path) throws IOException {
    int bits = (Integer) Files.getAttribute(path, "unix:mode", NOFOLLOW_LINKS);
    return String.format(java.util.Locale.ROOT, "%04o", bits & 07777);
  }

  private static Path parent(Path path) {
    Path parent = path.getParent();
    return parent == null ? Path.of("/") : parent;
  }

  private static void force(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, READ)) {
      channel.force(true);
    }
  }

  private static void discard(Path temporary) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      // the failure that led here is the one to tell
      return;
    }
  }

  private static HostFailure failed(String what, String path, IOException e) {
    String reason = e.getClass().getSimpleName().replace("Exception", "") + ": " + e.getMessage();
    return new HostFailure(Kind.FAILED, "cannot " + what + " " + path + ": " + reason, e);
  }
}
