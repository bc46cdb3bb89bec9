package io.kitward.connector.host.debian;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import io.kitward.connector.host.HostFailure;
import io.kitward.connector.host.HostFailure.Kind;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where a path leads: the folder in which its last name lies, held open. All that is done to the
 * name is done in that folder, whatever somebody puts in the place of one on the way meanwhile. The
 * way there follows no link but root's own, and those only where nobody but root could change them.
 */
final class Place implements AutoCloseable {

  private static final int MOST_LINKS = 8;

  private final SecureDirectoryStream<Path> folder;
  private final Path path;
  private final boolean steady;

  private Place(SecureDirectoryStream<Path> folder, Path path, boolean steady) {
    this.folder = folder;
    this.path = path;
    this.steady = steady;
  }

  /**
   * Goes to where a path leads.
   *
   * @throws HostFailure when it is not absolute and plain, or leads through somebody else's link
   * @throws NoSuchFileException when a folder on the way is not there
   */
  static Place of(String text) throws IOException {
    return walk(plain(text), false, 0);
  }

  /** As {@link #of}, making folders that are not there. */
  static Place made(String text) throws IOException {
    return walk(plain(text), true, 0);
  }

  /** A path that is absolute and says where it leads. */
  static Path plain(String text) {
    if (text.chars().anyMatch(c -> c < 32)) {
      throw refused(text.replaceAll("\\p{Cntrl}", "?") + " is not a plain absolute path");
    }
    Path path = Path.of(text);
    if (!path.isAbsolute()
        || !path.normalize().toString().equals(text)
        || path.getFileName() == null) {
      throw refused(text + " is not a plain absolute path");
    }
    return path;
  }

  @SuppressWarnings(
      "StreamResourceLeak") // the walk ends in a Place, which holds its folder open until it is
  // closed
  private static Place walk(Path path, boolean make, int links) throws IOException {
    Path walked = Path.of("/");
    boolean steady = true;
    SecureDirectoryStream<Path> folder = secure(Files.newDirectoryStream(walked), walked);
    try {
      for (int i = 0; i < path.getNameCount() - 1; i++) {
        Path name = path.getName(i);
        Path next = walked.resolve(name);
        PosixFileAttributes seen = look(folder, name, next, make);
        if (seen.isSymbolicLink()) {
          if (!steady || !seen.owner().getName().equals("root") || links >= MOST_LINKS) {
            throw refused(next + " is a symbolic link of another user");
          }
          Path target = walked.resolve(Files.readSymbolicLink(next)).normalize();
          folder.close();
          return walk(target.resolve(next.relativize(path)), make, links + 1);
        }
        if (!seen.isDirectory()) {
          throw refused(next + " is not a folder");
        }
        var inner = secure(folder.newDirectoryStream(name, NOFOLLOW_LINKS), next);
        folder.close();
        folder = inner;
        walked = next;
        steady = steady && onlyRoots(seen);
      }
      return new Place(folder, path, steady);
    } catch (IOException | RuntimeException e) {
      folder.close();
      throw e;
    }
  }

  private static PosixFileAttributes look(
      SecureDirectoryStream<Path> folder, Path name, Path whole, boolean make) throws IOException {
    var view = folder.getFileAttributeView(name, PosixFileAttributeView.class, NOFOLLOW_LINKS);
    try {
      return view.readAttributes();
    } catch (NoSuchFileException e) {
      if (!make) {
        throw new NoSuchFileException(whole.toString());
      }
      try {
        Files.createDirectory(whole);
      } catch (FileAlreadyExistsException made) {
        return view.readAttributes(); // somebody was faster
      }
      return view.readAttributes();
    }
  }

  /** Whether nobody but root can put something else into a folder. */
  private static boolean onlyRoots(PosixFileAttributes folder) {
    return folder.owner().getName().equals("root")
        && !folder.permissions().contains(java.nio.file.attribute.PosixFilePermission.GROUP_WRITE)
        && !folder.permissions().contains(java.nio.file.attribute.PosixFilePermission.OTHERS_WRITE);
  }

  private static SecureDirectoryStream<Path> secure(DirectoryStream<Path> stream, Path path)
      throws IOException {
    if (stream instanceof SecureDirectoryStream<Path> secure) {
      return secure;
    }
    stream.close();
    throw new IOException("this system cannot hold " + path + " open");
  }

  private static HostFailure refused(String message) {
    return new HostFailure(Kind.REFUSED, message);
  }

  /** The path, root's links followed. */
  Path path() {
    return path;
  }

  private Path name() {
    Path name = path.getFileName();
    if (name == null) {
      throw new IllegalStateException("a place has a name");
    }
    return name;
  }

  /** Whether nobody but root can change where this leads. */
  boolean steady() {
    return steady;
  }

  /** What is there, a link itself and not where it leads. */
  PosixFileAttributes attributes() throws IOException {
    return view(name()).readAttributes();
  }

  /** Whether a link is there. */
  boolean isLink() throws IOException {
    try {
      return attributes().isSymbolicLink();
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /** The owner, group and permissions of a name in the folder. */
  PosixFileAttributeView view(Path name) {
    return folder.getFileAttributeView(name, PosixFileAttributeView.class, NOFOLLOW_LINKS);
  }

  /** The times of what is there. */
  BasicFileAttributeView times() {
    return folder.getFileAttributeView(name(), BasicFileAttributeView.class, NOFOLLOW_LINKS);
  }

  /** Opens a name in the folder; never what a link leads to. */
  FileChannel open(Path name, Set<OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    SeekableByteChannel channel = folder.newByteChannel(name, options, attributes);
    if (channel instanceof FileChannel file) {
      return file;
    }
    channel.close();
    throw new IOException("this system cannot open " + name);
  }

  /** Opens what is there for reading. */
  FileChannel read() throws IOException {
    return open(name(), Set.of(java.nio.file.StandardOpenOption.READ, NOFOLLOW_LINKS));
  }

  /** A name in the folder takes the place of what is there, at once. */
  void replace(Path name) throws IOException {
    folder.move(name, folder, name());
  }

  /** The names in the folder that match a regular expression as a whole. */
  List<Path> names(String expression) throws IOException {
    try (var listed = folder.newDirectoryStream(Path.of("."), NOFOLLOW_LINKS)) {
      var names = new ArrayList<Path>();
      for (Path one : listed) {
        Path name = one.getFileName();
        if (name != null && name.toString().matches(expression)) {
          names.add(name);
        }
      }
      return names;
    }
  }

  /** Removes a file from the folder. */
  void delete(Path name) throws IOException {
    folder.deleteFile(name);
  }

  /** Removes the file or link that is there. */
  void delete() throws IOException {
    folder.deleteFile(name());
  }

  /** Removes the folder that is there, if it is empty. */
  void deleteFolder() throws IOException {
    folder.deleteDirectory(name());
  }

  /** The folder that is there, opened. */
  SecureDirectoryStream<Path> inside() throws IOException {
    return secure(folder.newDirectoryStream(name(), NOFOLLOW_LINKS), path);
  }

  /**
   * All bits of the mode of what is there. Where somebody else can move the folder, the three bits
   * beyond the permissions may be those of another file.
   */
  String mode() throws IOException {
    Map<String, Object> seen = Files.readAttributes(path, "unix:mode", NOFOLLOW_LINKS);
    return seen.get("mode") instanceof Integer bits
        ? String.format(java.util.Locale.ROOT, "%04o", bits & 07777)
        : "0000";
  }

  @Override
  public void close() throws IOException {
    folder.close();
  }
}
