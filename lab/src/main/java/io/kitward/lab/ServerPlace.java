package io.kitward.lab;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a throw-away Kitward server lives on this machine: the folder that holds everything of it,
 * and its ports.
 */
public record ServerPlace(Path state, int peoplePort, int nodePort) {

  private static final int PEOPLE_PORT = 8443;
  private static final int NODE_PORT = 4320;

  /** The one place of a room, so that rooms don't meet. */
  static ServerPlace of(Room room) {
    return new ServerPlace(
        Path.of("/var/tmp/kitward-" + room.id()),
        PEOPLE_PORT + room.portOffset(),
        NODE_PORT + room.portOffset());
  }

  /**
   * A place for whoever runs this: for root in {@code /var/tmp}, for others in their own cache; on
   * the usual ports where they are free, else on others.
   */
  public static ServerPlace ofUser(String name) {
    return new ServerPlace(userState(name), free(PEOPLE_PORT), free(NODE_PORT));
  }

  private static Path userState(String name) {
    if (isRoot()) {
      return Path.of("/var/tmp/kitward-" + name);
    }
    return variable("XDG_CACHE_HOME")
        .map(Path::of)
        .orElseGet(
            () -> Path.of(variable("HOME").orElse(System.getProperty("user.home", "/")), ".cache"))
        .resolve("kitward")
        .resolve(name)
        .toAbsolutePath();
  }

  private static Optional<String> variable(String name) {
    return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isEmpty());
  }

  static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  private static int free(int usual) {
    try {
      return bound(usual);
    } catch (IOException _) {
      try {
        return bound(0);
      } catch (IOException e) {
        throw new LabException("no port is free on this machine", e);
      }
    }
  }

  /** The port, if nobody listens there; 0 means any. */
  private static int bound(int port) throws IOException {
    try (var socket = new ServerSocket(port)) {
      return socket.getLocalPort();
    }
  }
}
