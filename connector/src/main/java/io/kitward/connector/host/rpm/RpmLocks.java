package io.kitward.connector.host.rpm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The packages that a person told dnf or zypper to leave as they are.
 *
 * @param file where they stand, one a line
 * @param line what a line looks like; group 1 is the name
 */
record RpmLocks(Path file, Pattern line) {

  /** Of dnf's plugin versionlock: {@code name-epoch:version-release.*}. */
  static final RpmLocks DNF =
      new RpmLocks(
          Path.of("/etc/dnf/plugins/versionlock.list"),
          Pattern.compile("([A-Za-z0-9][^\\s]*)-[0-9]+:[^-\\s]+-[^-\\s]+"));

  /** Of {@code zypper addlock}. */
  static final RpmLocks ZYPPER =
      new RpmLocks(
          Path.of("/etc/zypp/locks"), Pattern.compile("solvable_name:\\s*([A-Za-z0-9][^\\s*]*)"));

  Set<String> names() {
    var names = new TreeSet<String>();
    for (String text : text().lines().toList()) {
      var matcher = line.matcher(text.strip());
      if (matcher.matches()) {
        names.add(matcher.group(1));
      }
    }
    return names;
  }

  /** Another one when the file is another one. */
  String mark() {
    return Integer.toHexString(text().hashCode());
  }

  private String text() {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return "";
    }
  }
}
