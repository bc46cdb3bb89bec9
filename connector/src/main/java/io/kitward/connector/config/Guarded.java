package io.kitward.connector.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is out of bounds on every node, whatever its owner writes or leaves out. Pure. */
final class Guarded {

  private static final List<Path> OWN =
      paths(
          "/etc/kitward",
          "/usr/lib/kitward-connector",
          "/usr/bin/kitward-connector",
          "/var/lib/kitward-connector",
          "/var/cache/kitward",
          "/run/kitward-connector",
          "/run/systemd",
          "/var/lib/dpkg",
          "/var/lib/rpm",
          "/proc",
          "/sys",
          "/dev");

  /** Where a file decides who may become whom: written only where the owner names the place. */
  private static final List<Path> SENSITIVE =
      paths(
          "/etc/sudoers",
          "/etc/sudoers.d",
          "/etc/passwd",
          "/etc/group",
          "/etc/shadow",
          "/etc/gshadow",
          "/etc/subuid",
          "/etc/subgid",
          "/etc/pam.d",
          "/etc/pam.conf",
          "/etc/security",
          "/etc/polkit-1",
          "/etc/ssh",
          "/etc/nsswitch.conf",
          "/etc/ld.so.preload",
          "/etc/ld.so.conf",
          "/etc/ld.so.conf.d",
          "/etc/fstab",
          "/etc/systemd/system.conf",
          "/etc/systemd/system.conf.d",
          "/etc/puppetlabs/puppet/ssl",
          "/var/lib/puppet/ssl",
          "/root",
          "/home",
          "/boot");

  /** Secrets beside those: never read for a check either. */
  private static final List<Path> SECRET =
      paths("/etc/ssl/private", "/etc/pki/tls/private", "/etc/letsencrypt", "/etc/puppet/ssl");

  /** Where logs of tools lie; a check that reads elsewhere could be used to guess secrets. */
  private static final List<Path> LOGS =
      paths("/var/log", "/var/lib", "/var/opt", "/run", "/var/run", "/srv", "/opt");

  /** A file here makes the machine run programs, so it is as good as a hook. */
  private static final List<Path> RUNS =
      paths(
          "/etc/systemd/system",
          "/usr/lib/systemd",
          "/lib/systemd",
          "/usr/local/lib/systemd",
          "/etc/init.d",
          "/etc/rc.local",
          "/etc/cron.d",
          "/etc/cron.hourly",
          "/etc/cron.daily",
          "/etc/cron.weekly",
          "/etc/cron.monthly",
          "/etc/crontab",
          "/var/spool/cron",
          "/etc/profile",
          "/etc/profile.d",
          "/etc/udev",
          "/etc/modprobe.d",
          "/etc/apt/apt.conf.d",
          "/etc/dpkg",
          "/etc/logrotate.d",
          "/etc/network",
          "/usr/bin",
          "/usr/sbin",
          "/usr/local",
          "/bin",
          "/sbin");

  /** A file here is a package repository, or says which one wins. */
  private static final List<Path> REPOSITORIES =
      paths("/etc/apt", "/etc/yum.repos.d", "/etc/yum.conf", "/etc/dnf", "/etc/zypp", "/etc/pki");

  private static final Pattern UNIT_FILE =
      Pattern.compile("/(?:etc|run|lib|usr/lib|usr/local/lib)/systemd/system[^/]*/([^/]+)(?:/.*)?");
  private static final Pattern CRITICAL =
      Pattern.compile(
          "kitward.*|systemd-.*|dbus.*|init\\.scope|-\\.(?:slice|mount)|(?:system|user|machine)"
              + "\\.slice|user@.*|user-.*|emergency\\..*|rescue\\..*|ssh\\..*|sshd.*|getty.*"
              + "|(?:service|slice|mount|socket|timer|target|path|scope|swap|automount)");
  private static final Set<String> PACKAGES =
      Set.of("kitward-connector", "systemd", "dbus", "dpkg", "apt", "rpm", "dnf", "libc6", "glibc");
  private static final Set<String> GROUPS =
      Set.of("root", "sudo", "wheel", "admin", "shadow", "disk", "kmem", "lxd", "docker");

  private Guarded() {}

  private static List<Path> paths(String... paths) {
    return java.util.Arrays.stream(paths).map(Path::of).toList();
  }

  static boolean own(String path) {
    return below(path, OWN) || path.contains("/kitward-connector.service");
  }

  static boolean sensitive(String path) {
    return below(path, SENSITIVE) || below(path, SECRET);
  }

  static boolean runs(String path) {
    return below(path, RUNS);
  }

  static boolean repository(String path) {
    return below(path, REPOSITORIES);
  }

  /** Whether a check may search this file for text. */
  static boolean log(String path) {
    return below(path, LOGS) && !own(path) && !sensitive(path);
  }

  static boolean pack(String name) {
    return PACKAGES.contains(name);
  }

  static boolean group(String name) {
    return GROUPS.contains(name);
  }

  static boolean unit(String name) {
    return CRITICAL.matcher(name).matches();
  }

  /** The unit that a path is a file or a drop-in of. */
  static Optional<String> unitOf(String path) {
    Matcher matcher = UNIT_FILE.matcher(path);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String name = matcher.group(1);
    return Optional.of(name.endsWith(".d") ? name.substring(0, name.length() - 2) : name);
  }

  /** Whether a folder holds one of ours, or lies within one. */
  static boolean around(String folder) {
    Path path = Path.of(folder).normalize();
    return OWN.stream().anyMatch(own -> own.startsWith(path) || path.startsWith(own));
  }

  private static boolean below(String file, List<Path> folders) {
    Path path = Path.of(file).normalize();
    return folders.stream().anyMatch(path::startsWith);
  }
}
