package io.kitward.connector.host.debian;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells from systemd's control groups whether a unit's processes came or went since it was last
 * looked at. Thread-safe.
 */
final class ControlGroups {

  /** What is known of a unit since the last look at it. */
  enum Stir {
    QUIET,
    STIRRED,
    /** Nothing can be said: nobody looked yet, or there is nothing here to tell it from. */
    UNKNOWN
  }

  private static final String NOTHING_TO_TELL_FROM = "";

  private final Optional<Path> hierarchy;
  private final Map<String, String> places = new ConcurrentHashMap<>();
  private final Map<String, String> pulses = new ConcurrentHashMap<>();

  /**
   * @param mount where control groups are mounted, {@code /sys/fs/cgroup} on every machine
   */
  ControlGroups(Path mount) {
    // The unified hierarchy, alone or beside the old ones.
    this.hierarchy =
        List.of("", "unified", "systemd").stream()
            .map(mount::resolve)
            .filter(base -> Files.isDirectory(base.resolve("system.slice")))
            .findFirst();
  }

  static ControlGroups ofThisMachine() {
    return new ControlGroups(Path.of("/sys/fs/cgroup"));
  }

  /** To be called just before the init system is asked, so that no change falls in between. */
  void look(String unit) {
    pulses.put(unit, pulse(unit));
  }

  /** Where the init system says that the unit's group is; empty when it has none now. */
  void place(String unit, String group) {
    places.put(unit, group);
  }

  Stir stir(String unit) {
    String then = pulses.getOrDefault(unit, NOTHING_TO_TELL_FROM);
    String now = pulse(unit);
    if (then.equals(NOTHING_TO_TELL_FROM) || now.equals(NOTHING_TO_TELL_FROM)) {
      return Stir.UNKNOWN;
    }
    return now.equals(then) ? Stir.QUIET : Stir.STIRRED;
  }

  /** A mark that is another one when the unit's processes ended, or when it was started anew. */
  private String pulse(String unit) {
    if (hierarchy.isEmpty()) {
      return NOTHING_TO_TELL_FROM;
    }
    String place = places.getOrDefault(unit, "");
    Path folder =
        hierarchy.get().resolve(place.isEmpty() ? "system.slice/" + unit : place.substring(1));
    try {
      Object life = Files.readAttributes(folder, BasicFileAttributes.class).fileKey();
      boolean empty = Files.readString(folder.resolve("cgroup.procs")).isEmpty();
      return (empty ? "empty " : "alive ") + life;
    } catch (NoSuchFileException e) {
      return "gone";
    } catch (IOException e) {
      return "unreadable";
    }
  }
}
