package io.kitward.connector.host.debian;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import io.kitward.connector.state.Before.ForeignFile;
import io.kitward.protocol.Payload;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

/** Looks at files, folders and links that belong to somebody else, without following a link. */
final class Foreign {

  private static final int DEEPEST = 64;

  private Foreign() {}

  /**
   * What is at a place.
   *
   * @param largest of larger files there is no digest
   */
  static ForeignFile at(Place place, long largest) throws IOException {
    PosixFileAttributes attributes = place.attributes();
    String digest = "";
    if (attributes.isRegularFile() && attributes.size() <= largest) {
      try (var channel = place.read();
          var in = Channels.newInputStream(channel)) {
        digest = Payload.sha256(in.readNBytes((int) largest));
      }
    }
    return of(attributes, place.path(), digest);
  }

  /** What lies in a folder that is held open, and below it. */
  static void below(
      SecureDirectoryStream<Path> folder,
      Path path,
      long largest,
      SortedMap<String, ForeignFile> into)
      throws IOException {
    for (Path entry : folder) {
      Path name = entry.getFileName();
      if (name == null) {
        continue;
      }
      Path whole = path.resolve(name);
      try {
        PosixFileAttributes attributes =
            folder
                .getFileAttributeView(name, PosixFileAttributeView.class, NOFOLLOW_LINKS)
                .readAttributes();
        String digest = "";
        if (attributes.isRegularFile() && attributes.size() <= largest) {
          try (var channel =
                  folder.newByteChannel(name, Set.of(StandardOpenOption.READ, NOFOLLOW_LINKS));
              var in = Channels.newInputStream(channel)) {
            digest = Payload.sha256(in.readNBytes((int) largest));
          }
        }
        into.put(whole.toString(), of(attributes, whole, digest));
        if (attributes.isDirectory() && whole.getNameCount() < DEEPEST) {
          try (SecureDirectoryStream<Path> inner =
              folder.newDirectoryStream(name, NOFOLLOW_LINKS)) {
            below(inner, whole, largest, into);
          }
        }
      } catch (NoSuchFileException e) {
        // it went while we looked
      }
    }
  }

  private static ForeignFile of(PosixFileAttributes attributes, Path path, String content)
      throws IOException {
    String kind = "other";
    String digest = "";
    if (attributes.isDirectory()) {
      kind = "directory";
    } else if (attributes.isSymbolicLink()) {
      kind = "link";
      digest = Files.readSymbolicLink(path).toString();
    } else if (attributes.isRegularFile()) {
      kind = "file";
      digest = content;
    }
    Map<String, Object> seen = Files.readAttributes(path, "unix:mode", NOFOLLOW_LINKS);
    int bits = seen.get("mode") instanceof Integer mode ? mode & 07777 : 0;
    return new ForeignFile(
        kind,
        digest,
        attributes.owner().getName(),
        attributes.group().getName(),
        String.format(java.util.Locale.ROOT, "%04o", bits),
        attributes.lastModifiedTime().toMillis());
  }
}
