package io.kitward.lab;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is on a host: its packages with their versions, every file, link and folder below /etc and
 * /var/lib with digest, mode and owner, and the lines of its account files.
 *
 * @param packages name to version and state
 * @param files path to digest, mode and owner
 * @param accounts path of an account file to its lines
 */
public record HostState(
    Map<String, String> packages, Map<String, String> files, Map<String, List<String>> accounts) {

  /** The files in which users and groups are, and the copies that the system keeps of them. */
  static final List<String> ACCOUNTS =
      List.of(
          "/etc/passwd",
          "/etc/group",
          "/etc/shadow",
          "/etc/gshadow",
          "/etc/passwd-",
          "/etc/group-",
          "/etc/shadow-",
          "/etc/gshadow-");

  private static final String PACKAGES =
      "dpkg-query -W -f='${Package} ${db:Status-Abbrev}${Version}\\n'";
  private static final String MODES =
      "find /etc /var/lib -xdev \\( -type f -o -type l -o -type d \\) -print0 | sort -z |"
          + " xargs -0 -r stat -c '%a %U:%G %N'";
  private static final String DIGESTS =
      "find /etc /var/lib -xdev -type f -print0 | sort -z | xargs -0 -r sha256sum";

  /** Looks at a host. */
  public static HostState of(LabHost host) {
    Map<String, String> packages = new TreeMap<>();
    lines(host, PACKAGES)
        .forEach(
            line -> {
              int space = line.indexOf(' ');
              packages.put(line.substring(0, space), line.substring(space + 1).strip());
            });
    Map<String, String> files = new TreeMap<>();
    lines(host, DIGESTS)
        .forEach(line -> files.put(line.substring(66), line.substring(0, 64) + " "));
    lines(host, MODES)
        .forEach(
            line -> {
              List<String> parts = List.of(line.split(" ", 3));
              String path = parts.get(2).replaceAll("^'([^']*)'.*", "$1");
              String target = parts.get(2).substring(path.length() + 2);
              files.merge(
                  path,
                  parts.get(0) + " " + parts.get(1) + target,
                  (digest, mode) -> digest + mode);
            });
    Map<String, List<String>> accounts = new LinkedHashMap<>();
    for (String file : ACCOUNTS) {
      accounts.put(file, lines(host, "cat " + file + " 2>/dev/null || true"));
    }
    return new HostState(packages, files, accounts);
  }

  private static List<String> lines(LabHost host, String command) {
    return host.run("sh", "-c", command)
        .orThrow("looking at " + host.name())
        .stdout()
        .lines()
        .toList();
  }

  /** What differs between then and now. */
  public HostDifferences differences(HostState now) {
    return HostDifferences.between(this, now);
  }

  /** The lines of an account file. */
  List<String> account(String path) {
    return accounts.getOrDefault(path, new ArrayList<>());
  }
}
