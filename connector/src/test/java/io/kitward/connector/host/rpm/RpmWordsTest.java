package io.kitward.connector.host.rpm;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.connector.host.debian.Command;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class RpmWordsTest {

  @Test
  void failuresAreToldApart() {
    assertThat(failure("metadata already locked by 42\n"))
        .isEqualTo("LOCKED the package database is locked by another process: pid 42");
    assertThat(failure("System management is locked by the application with pid 7 (zypper).\n"))
        .isEqualTo("LOCKED the package database is locked by another process: pid 7");
    assertThat(failure("No match for argument: nothing\nError: Unable to find a match: nothing\n"))
        .isEqualTo("NOT_FOUND dnf: No match for argument: nothing");
    assertThat(
            failure(
                """
                Errors during downloading metadata for repository 'kitward-x':
                  - Curl error (7): Couldn't connect to server for http://x/repomd.xml
                """))
        .startsWith("UNREACHABLE dnf: - Curl error (7)");
    assertThat(failure("Package tool-1-1.x86_64.rpm is not signed\nError: GPG check FAILED\n"))
        .startsWith("UNTRUSTED");
    assertThat(
            failure(
                "Error: Transaction test error:\n  At least 3MB more space needed on the / filesystem.\n"))
        .startsWith("NO_ROOM dnf: At least 3MB more space needed");
  }

  @Test
  void lockedPackagesAreFoundInEachToolsFile() {
    assertThat(name(RpmLocks.DNF.line(), "node-exporter-0:1.5.0-1.el9.*"))
        .isEqualTo("node-exporter");
    assertThat(name(RpmLocks.ZYPPER.line(), "solvable_name: node-exporter"))
        .isEqualTo("node-exporter");
  }

  private static String name(Pattern pattern, String line) {
    var matcher = pattern.matcher(line);
    return matcher.matches() ? matcher.group(1) : "";
  }

  private static String failure(String output) {
    var failure = RpmWords.failure("dnf", new Command.Ended(1, output));
    return failure.kind() + " " + failure.getMessage();
  }
}
