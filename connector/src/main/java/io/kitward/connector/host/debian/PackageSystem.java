package io.kitward.connector.host.debian;

import io.kitward.connector.host.Packages;
import io.kitward.connector.host.rpm.RpmPackages;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/** The package systems that are known here. */
public enum PackageSystem {
  APT,
  DNF,
  ZYPPER;

  private static final Set<String> DEBIAN = Set.of("debian", "ubuntu");
  private static final Set<String> RED_HAT =
      Set.of("rhel", "fedora", "centos", "rocky", "almalinux", "ol", "amzn");
  private static final Set<String> SUSE = Set.of("suse", "opensuse", "sles", "sled");

  Packages open() {
    return switch (this) {
      case APT -> new AptPackages();
      case DNF -> RpmPackages.dnf();
      case ZYPPER -> RpmPackages.zypper();
    };
  }

  /** The one of this machine, by what it says it is, else by which program it has. */
  static PackageSystem ofThisMachine() {
    return switch (family(LinuxFacts.release())) {
      case "Debian" -> APT;
      case "RedHat" -> DNF;
      case "Suse" -> ZYPPER;
      default ->
          Files.isExecutable(Path.of("/usr/bin/apt-get"))
              ? APT
              : Files.isExecutable(Path.of("/usr/bin/dnf")) ? DNF : ZYPPER;
    };
  }

  /** The family of operating systems, in Puppet's words; empty when it is none of these. */
  static String family(Map<String, String> release) {
    String like = release.getOrDefault("ID", "") + " " + release.getOrDefault("ID_LIKE", "");
    for (String word : like.split("[ -]", -1)) {
      if (DEBIAN.contains(word)) {
        return "Debian";
      }
      if (RED_HAT.contains(word)) {
        return "RedHat";
      }
      if (SUSE.contains(word)) {
        return "Suse";
      }
    }
    return "";
  }
}
