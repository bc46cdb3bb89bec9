package io.kitward.connector.host.debian;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import io.kitward.connector.host.FileTree;
import io.kitward.connector.host.HostFailure;
import io.kitward.connector.host.HostFailure.Kind;
import io.kitward.connector.host.probe.MachineProbes;
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
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The files of a Linux machine, written as root. */
public final class LinuxFiles implements FileTree {

  private static final long LARGEST = 16 << 20;

  private final AtomicLong counter = new AtomicLong();
  private @Nullable FolderWatch watch;

  @Override
  public Optional<Seen> look(String text) {
    try (Place place = Place.of(text)) {
      PosixFileAttributes attributes = place.attributes();
      if (!attributes.isRegularFile()) {
        throw new HostFailure(
            Kind.REFUSED,
            text + (attributes.isSymbolicLink() ? " is a symbolic link" : " is not a plain file"));
      }
      if (attributes.size() > LARGEST) {
        throw new HostFailure(Kind.REFUSED, text + " is larger than 16 MiB");
      }
      byte[] content = content(place, LARGEST);
      return Optional.of(
          new Seen(
              content,
              Payload.sha256(content),
              attributes.owner().getName(),
              attributes.group().getName(),
              place.mode()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw failed("read", text, e);
    }
  }

  private static byte[] content(Place place, long most) throws IOException {
    try (FileChannel channel = place.read()) {
      return read(channel, Math.min(most, channel.size()));
    }
  }

  private static byte[] read(FileChannel channel, long size) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate((int) size);
    while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
      // on until the file's end
    }
    byte[] content = new byte[buffer.position()];
    buffer.flip().get(content);
    return content;
  }

  /** The end of a file, at most so many bytes; empty when there is none. */
  public Optional<MachineProbes.End> tail(String text, int most) {
    try (Place place = Place.of(text)) {
      PosixFileAttributes attributes = place.attributes();
      if (!attributes.isRegularFile()) {
        return Optional.empty();
      }
      try (FileChannel channel = place.read()) {
        long size = channel.size();
        channel.position(Math.max(0, size - most));
        return Optional.of(
            new MachineProbes.End(
                read(channel, Math.min(size, most)), attributes.lastModifiedTime().toInstant()));
      }
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw failed("read", text, e);
    }
  }

  @Override
  public void write(Candidate candidate) {
    try (Place place = Place.made(candidate.path())) {
      String prefix = "." + place.path().getFileName() + ".kitward-";
      String own = prefix + ProcessHandle.current().pid() + "-";
      Path temporary = Path.of(own + counter.incrementAndGet());
      if (place.isLink()) {
        throw new HostFailure(Kind.REFUSED, candidate.path() + " is a symbolic link");
      }
      for (Path left : place.names(Pattern.quote(prefix) + "[0-9]+-[0-9]+")) {
        if (!left.toString().startsWith(own)) {
          discard(place, left); // of a process that was killed amid a write
        }
      }
      try {
        store(place, temporary, candidate);
        validate(candidate, place.path().resolveSibling(temporary));
        place.replace(temporary);
      } catch (IOException | RuntimeException e) {
        discard(place, temporary);
        throw e;
      }
      force(place.path());
    } catch (IOException e) {
      throw failed("write", candidate.path(), e);
    }
  }

  private static void store(Place place, Path temporary, Candidate candidate) throws IOException {
    try (FileChannel channel =
        place.open(
            temporary,
            Set.of(CREATE_NEW, WRITE, NOFOLLOW_LINKS),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      ByteBuffer buffer = ByteBuffer.wrap(candidate.content());
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      Owning.give(place, temporary, candidate.owner(), candidate.group(), candidate.mode());
      channel.force(true);
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
    var ended = Command.alone(Duration.ofSeconds(30), command, Map.of());
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
    String path = folder.path();
    try (Place inside = Place.made(path + "/inside")) {
      Place.plain(path);
      try (Place place = Place.of(inside.path().resolveSibling(".").normalize().toString())) {
        Owning.give(place, name(place.path()), folder.owner(), folder.group(), folder.mode());
      }
    } catch (IOException e) {
      throw failed("make", path, e);
    }
  }

  @Override
  public String leads(String text) {
    try (Place place = Place.of(text)) {
      return place.path().toString();
    } catch (IOException e) {
      return nearest(Path.of(text)); // a folder on the way is not there yet
    }
  }

  /** Where a path leads whose last folders are not there: those above are looked at. */
  private String nearest(Path path) {
    Path parent = path.getParent();
    return parent == null || parent.getParent() == null
        ? path.toString()
        : Path.of(leads(parent.toString())).resolve(name(path)).toString();
  }

  @Override
  public void delete(String text) {
    try (Place place = Place.of(text)) {
      if (place.isLink()) {
        throw new HostFailure(Kind.REFUSED, text + " is a symbolic link");
      }
      place.delete();
      force(place.path());
    } catch (NoSuchFileException e) {
      return; // it is gone already
    } catch (IOException e) {
      throw failed("delete", text, e);
    }
  }

  @Override
  public List<String> absentParents(String text) {
    var absent = new ArrayList<String>();
    for (Path folder = Place.plain(text).getParent();
        folder != null && !Files.exists(folder, NOFOLLOW_LINKS);
        folder = folder.getParent()) {
      absent.addFirst(folder.toString());
    }
    return absent;
  }

  @Override
  public void deleteEmptyFolder(String text) {
    try (Place place = Place.of(text)) {
      if (place.attributes().isDirectory()) {
        place.deleteFolder();
      }
    } catch (NoSuchFileException | DirectoryNotEmptyException e) {
      return; // it is gone already, or somebody else uses it
    } catch (IOException e) {
      throw failed("delete", text, e);
    }
  }

  @Override
  public Optional<ForeignFile> at(String text) {
    try (Place place = Place.of(text)) {
      return Optional.of(Foreign.at(place, LARGEST));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw failed("look at", text, e);
    }
  }

  @Override
  public SortedMap<String, ForeignFile> below(String text) {
    var found = new TreeMap<String, ForeignFile>();
    try (Place place = Place.of(text)) {
      if (place.isLink()) {
        throw new HostFailure(Kind.REFUSED, text + " is a symbolic link");
      }
      if (place.attributes().isDirectory()) {
        found.put(text, Foreign.at(place, LARGEST));
        try (var inside = place.inside()) {
          Foreign.below(inside, Path.of(text), LARGEST, found);
        }
      }
      return found;
    } catch (NoSuchFileException e) {
      return new TreeMap<>();
    } catch (IOException | java.nio.file.DirectoryIteratorException e) {
      throw new HostFailure(Kind.FAILED, "cannot list " + text + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void restore(String text, ForeignFile as, byte[] content) {
    switch (as.kind()) {
      case "directory" -> folder(new FolderDesired(text, as.owner(), as.group(), as.mode()));
      case "link" -> link(text, as.digest());
      case "file" -> {
        write(new Candidate(text, content, as.owner(), as.group(), as.mode(), List.of()));
        try (Place place = Place.of(text)) {
          place.times().setTimes(FileTime.fromMillis(as.modifiedMillis()), null, null);
        } catch (IOException e) {
          throw failed("put back", text, e);
        }
      }
      default -> throw new HostFailure(Kind.REFUSED, "cannot put back " + text);
    }
  }

  private static void link(String text, String target) {
    try (Place place = Place.of(text)) {
      if (!place.steady()) {
        throw new HostFailure(
            Kind.REFUSED, "the link " + text + " lies where others than root can move folders");
      }
      Files.createSymbolicLink(place.path(), Path.of(target));
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

  private static Path name(Path path) {
    Path name = path.getFileName();
    return name == null ? Path.of("/") : name;
  }

  /** What happened in the folder of this path survives a power failure. */
  private static void force(Path path) throws IOException {
    Path folder = path.getParent();
    try (FileChannel channel = FileChannel.open(folder == null ? Path.of("/") : folder, READ)) {
      channel.force(true);
    }
  }

  private static void discard(Place place, Path temporary) {
    try {
      place.delete(temporary);
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
