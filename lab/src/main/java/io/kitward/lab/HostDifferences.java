package io.kitward.lab;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What differs between two looks at a host, a line each: {@code +} came, {@code -} went, {@code ~}
 * changed.
 *
 * @param unexplained what nothing explains
 * @param accounts lines of a system user in the account files: Debian's packages make their user
 *     and keep it on purge, so that its number never goes to somebody else
 * @param bookkeeping what was meant to stay (Puppet and the connector themselves), and the
 *     bookkeeping of apt, dpkg and systemd
 */
public record HostDifferences(
    List<String> unexplained, List<String> accounts, List<String> bookkeeping) {

  /** System users and groups that Debian's packages of the catalog's tools make. */
  private static final Set<String> SYSTEM_USERS =
      Set.of(
          "prometheus",
          "zabbix",
          "nagios",
          "munin",
          "bacula",
          "Debian-snmp",
          "_chrony",
          "collectd");

  static HostDifferences between(HostState then, HostState now) {
    var unexplained = new ArrayList<String>();
    var accounts = new ArrayList<String>();
    var bookkeeping = new ArrayList<String>();
    for (String difference : all(then, now)) {
      String what = difference.substring(2);
      if (isBookkeeping(what)) {
        bookkeeping.add(difference);
      } else if (HostState.ACCOUNTS.contains(what) && onlySystemUser(then, now, what)) {
        accounts.add(difference + ": only system users of packages");
      } else {
        unexplained.add(difference);
      }
    }
    return new HostDifferences(unexplained, accounts, bookkeeping);
  }

  private static List<String> all(HostState then, HostState now) {
    var all = new ArrayList<String>();
    compare("package ", then.packages(), now.packages(), all);
    compare("", then.files(), now.files(), all);
    return all;
  }

  private static void compare(
      String what, Map<String, String> then, Map<String, String> now, List<String> differences) {
    var names = new TreeSet<>(then.keySet());
    names.addAll(now.keySet());
    for (String name : names) {
      String before = then.getOrDefault(name, "");
      String after = now.getOrDefault(name, "");
      if (!before.equals(after)) {
        String sign = before.isEmpty() ? "+" : after.isEmpty() ? "-" : "~";
        differences.add(sign + " " + what + name);
      }
    }
  }

  /**
   * Whether an account file lost no line and got none but the system user's. A copy ({@code
   * passwd-}) is an older state of its file, so it holds only lines that the file has or had.
   */
  private static boolean onlySystemUser(HostState then, HostState now, String path) {
    Set<String> known = new HashSet<>(then.account(path));
    boolean nothingLost = true;
    if (path.endsWith("-")) {
      known.addAll(then.account(path.substring(0, path.length() - 1)));
    } else {
      nothingLost = now.account(path).containsAll(known);
    }
    return nothingLost
        && mode(then, path).equals(mode(now, path))
        && now.account(path).stream()
            .filter(line -> !known.contains(line))
            .allMatch(line -> SYSTEM_USERS.contains(line.substring(0, line.indexOf(':'))));
  }

  private static String mode(HostState state, String path) {
    return state.files().getOrDefault(path, "").replaceFirst("^\\S+ ", "");
  }

  private static boolean isBookkeeping(String path) {
    return path.contains("kitward-connector")
        || path.startsWith("/etc/kitward")
        || path.startsWith("/etc/puppet")
        || path.startsWith("/var/lib/puppet")
        || path.equals("/var/lib/apt")
        || path.startsWith("/var/lib/apt/")
        || path.startsWith("/var/lib/dpkg/status")
        || path.startsWith("/var/lib/dpkg/available")
        || path.startsWith("/var/lib/dpkg/lock")
        || path.startsWith("/var/lib/dpkg/triggers/")
        || path.startsWith("/var/lib/systemd/")
        || path.equals("/etc/machine-id");
  }
}
