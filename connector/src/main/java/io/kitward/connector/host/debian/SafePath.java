package io.kitward.connector.host.debian;

import io.kitward.connector.host.HostFailure;
import io.kitward.connector.host.HostFailure.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;

/** A path that leads where it says: no link of anybody but root lies on the way. */
final class SafePath {

  private SafePath() {}

  /**
   * Checks a path on which root is about to act.
   *
   * @throws HostFailure when it is not absolute and plain, leads through somebody else's link, or
   *     is itself a link
   */
  static Path of(String text) {
    Path path = Path.of(text);
    if (!path.isAbsolute()
        || !path.normalize().toString().equals(text)
        || path.getFileName() == null
        || text.chars().anyMatch(c -> c < 32)) {
      throw new HostFailure(Kind.REFUSED, text + " is not a plain absolute path");
    }
    Path walked = Path.of("/");
    for (Path name : path) {
      walked = walked.resolve(name);
      boolean end = walked.equals(path);
      try {
        Map<String, Object> seen =
            Files.readAttributes(walked, "unix:uid,isSymbolicLink", LinkOption.NOFOLLOW_LINKS);
        boolean link = Boolean.TRUE.equals(seen.get("isSymbolicLink"));
        if (link && (end || !Integer.valueOf(0).equals(seen.get("uid")))) {
          throw new HostFailure(
              Kind.REFUSED, walked + " is a symbolic link" + (end ? "" : " of another user"));
        }
      } catch (NoSuchFileException e) {
        return path;
      } catch (IOException e) {
        throw new HostFailure(Kind.FAILED, "cannot look at " + walked + ": " + e.getMessage(), e);
      }
    }
    return path;
  }
}
