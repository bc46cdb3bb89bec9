package io.kitward.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What is on a host: its packages with their versions, and every file below /etc and /var/lib with
 * digest, mode and owner.
 *
 * @param packages name to version and state
 * @param files path to digest, mode and owner
 */
public record HostState(Map<String, String> packages, Map<String, String> files) {

  private static final String PACKAGES =
      "dpkg-query -W -f='${Package} ${db:Status-Abbrev}${Version}\\n'";
  private static final String FILES =
      "find /etc /var/lib -xdev \\( -type f -o -type l \\) -print0 | sort -z |"
          + " xargs -0 -r stat -c '%a %U:%G %N' > /tmp/modes; find /etc /var/lib -xdev -type f -print0 | sort -z | xargs -0 -r sha256sum";

  /** Looks at a host. */
  public static HostState of(LabHost host) {
    Map<String, String> packages = new TreeMap<>();
    host.run("sh", "-c", PACKAGES)
        .orThrow("listing packages")
        .stdout()
        .lines()
        .forEach(
            line -> {
              int space = line.indexOf(' ');
              packages.put(line.substring(0, space), line.substring(space + 1).strip());
            });
    Map<String, String> files = new TreeMap<>();
    host.run("sh", "-c", FILES)
        .orThrow("reading checksums")
        .stdout()
        .lines()
        .forEach(line -> files.put(line.substring(66), line.substring(0, 64)));
    host.run("sh", "-c", "cat /tmp/modes; rm /tmp/modes")
        .orThrow("reading modes")
        .stdout()
        .lines()
        .forEach(
            line -> {
              List<String> parts = List.of(line.split(" ", 3));
              String path = parts.get(2).replaceAll("^'([^']*)'.*", "$1");
              files.merge(
                  path, parts.get(0) + " " + parts.get(1), (digest, mode) -> digest + " " + mode);
            });
    return new HostState(packages, files);
  }

  /**
   * What differs between then and now, a line each: {@code +} came, {@code -} went, {@code ~}
   * changed.
   */
  public List<String> differences(HostState now, Predicate<String> looked) {
    List<String> differences = new ArrayList<>();
    compare("package ", packages, now.packages(), differences, looked);
    compare("", files, now.files(), differences, looked);
    return differences;
  }

  private static void compare(
      String what,
      Map<String, String> then,
      Map<String, String> now,
      List<String> differences,
      Predicate<String> looked) {
    var names = new TreeSet<>(then.keySet());
    names.addAll(now.keySet());
    for (String name : names) {
      String before = then.getOrDefault(name, "");
      String after = now.getOrDefault(name, "");
      if (!before.equals(after) && looked.test(what + name)) {
        String sign = before.isEmpty() ? "+" : after.isEmpty() ? "-" : "~";
        differences.add(sign + " " + what + name);
      }
    }
  }

  /**
   * Whether a path belongs to what was meant to stay or to the machine's own bookkeeping: Puppet
   * and the connector themselves, and the logs of apt, dpkg and systemd.
   */
  public static boolean isBookkeeping(String path) {
    return path.startsWith("package kitward-connector")
        || path.startsWith("/etc/kitward")
        || path.startsWith("/var/lib/kitward-connector")
        || path.contains("kitward-connector")
        || path.startsWith("/etc/puppet")
        || path.startsWith("/var/lib/puppet")
        || path.startsWith("/var/lib/apt/")
        || path.startsWith("/var/lib/dpkg/status")
        || path.startsWith("/var/lib/dpkg/available")
        || path.startsWith("/var/lib/dpkg/lock")
        || path.startsWith("/var/lib/dpkg/triggers/")
        || path.startsWith("/var/lib/systemd/")
        || path.equals("/etc/machine-id");
  }
}
