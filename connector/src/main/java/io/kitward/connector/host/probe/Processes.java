package io.kitward.connector.host.probe;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The processes of this machine, from {@code /proc}. A process that was found is looked for at the
 * same place first. Thread-safe.
 */
final class Processes {

  private static final int LONGEST_NAME = 15;

  private final Path proc;
  private final Map<String, Path> known = new ConcurrentHashMap<>();

  /**
   * @param proc {@code /proc}
   */
  Processes(Path proc) {
    this.proc = proc;
  }

  /** Why there is no such process; empty when there is one. */
  Optional<String> missing(String name, String user) {
    String shown = name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) : name;
    String key = shown + "\n" + user;
    Path last = known.get(key);
    if (last != null && is(last, shown, user)) {
      return Optional.empty();
    }
    try (var folders = Files.newDirectoryStream(proc, "[0-9]*")) {
      for (Path folder : folders) {
        if (is(folder, shown, user)) {
          known.put(key, folder);
          return Optional.empty();
        }
      }
    } catch (IOException e) {
      return Optional.of("cannot look at " + proc + ": " + e.getMessage());
    }
    known.remove(key);
    return Optional.of("no process " + name + (user.isEmpty() ? "" : " of " + user) + " runs");
  }

  private static boolean is(Path folder, String name, String user) {
    try {
      return text(folder.resolve("comm")).stripTrailing().equals(name)
          && alive(text(folder.resolve("stat")))
          && (user.isEmpty() || Files.getOwner(folder).getName().equals(user));
    } catch (IOException e) {
      return false; // it ended meanwhile
    }
  }

  /** The state stands behind the name, which may hold anything. */
  private static boolean alive(String stat) {
    int end = stat.lastIndexOf(')');
    return end > 0 && end + 2 < stat.length() && "ZXx".indexOf(stat.charAt(end + 2)) < 0;
  }

  private static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
  }
}
