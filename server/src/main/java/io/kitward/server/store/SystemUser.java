package io.kitward.server.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.ArrayList;
import java.util.List;

/**
 * The unprivileged account that PostgreSQL runs as: the server's own, or when root starts it, one
 * to step down to.
 */
record SystemUser(int uid, int gid, boolean stepDown) {

  /** The account of this process; refused for root, as PostgreSQL must not run as root. */
  static SystemUser current() {
    int uid = own("Uid:");
    if (uid == 0) {
      throw new StoreException(
          "store-as-root",
          "The embedded PostgreSQL does not run as root. Start the server through the `kitward` launcher, so"
              + " that it runs as an unprivileged system user.");
    }
    return new SystemUser(uid, own("Gid:"), false);
  }

  /** This process's effective id; /proc/self itself is a link that belongs to root. */
  private static int own(String line) {
    try {
      return Files.readAllLines(Path.of("/proc/self/status")).stream()
          .filter(status -> status.startsWith(line))
          .map(status -> Integer.parseInt(List.of(status.split("\\s+")).get(2)))
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An account by name, which only root can step down to. */
  static SystemUser named(String name) {
    if (!name.matches("[a-z_][a-z0-9_-]{0,31}")) {
      throw new StoreException(
          "store-user-unknown", "`" + name + "` is not a name of a system user.");
    }
    SystemUser user = new SystemUser(id("-u", name), id("-g", name), true);
    if (user.uid == 0) {
      throw new StoreException(
          "store-as-root",
          "The embedded PostgreSQL does not run as root; name an unprivileged system user.");
    }
    return user;
  }

  /** The command as this account runs it; the process id stays that of the started process. */
  List<String> command(List<String> command) {
    List<String> whole = new ArrayList<>();
    if (stepDown) {
      whole.addAll(
          List.of(
              "setpriv",
              "--reuid=" + uid,
              "--regid=" + gid,
              "--clear-groups",
              "--no-new-privs",
              "--"));
    }
    whole.addAll(command);
    return List.copyOf(whole);
  }

  /** Gives a file or directory to this account when root made it. */
  void own(Path path) throws IOException {
    if (stepDown) {
      Files.setAttribute(path, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
      Files.setAttribute(path, "unix:gid", gid, LinkOption.NOFOLLOW_LINKS);
    }
  }

  /** Makes the directory 0700 and this account's own; refuses one that belongs to somebody else. */
  void privateDirectory(Path directory) throws IOException {
    if (Files.notExists(directory, LinkOption.NOFOLLOW_LINKS)) {
      Files.createDirectories(directory, PrivateFiles.DIRECTORY);
      own(directory);
    }
    int owner = attribute(directory, "unix:uid");
    if (owner != uid || !Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      throw new StoreException(
          "store-directory-foreign",
          directory
              + " belongs to user id "
              + owner
              + " instead of "
              + uid
              + ". Give it to that user, or name another directory.");
    }
    Files.getFileAttributeView(directory, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        .setPermissions(PrivateFiles.DIRECTORY.value());
  }

  private static int attribute(Path path, String name) {
    try {
      return (Integer) Files.getAttribute(path, name, LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int id(String flag, String name) {
    try {
      Process process = new ProcessBuilder("id", flag, name).redirectErrorStream(true).start();
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (process.waitFor() != 0) {
        throw new StoreException(
            "store-user-unknown",
            "There is no system user `" + name + "`. Make it with: useradd --system " + name);
      }
      return Integer.parseInt(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException(
          "store-interrupted", "Interrupted while looking up the system user `" + name + "`.", e);
    }
  }
}
