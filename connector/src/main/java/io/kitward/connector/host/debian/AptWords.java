package io.kitward.connector.host.debian;

import io.kitward.connector.host.HostFailure;
import io.kitward.connector.host.HostFailure.Kind;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What apt and dpkg say when they could not do something, understood. Pure. */
final class AptWords {

  private static final Pattern LOCK_HOLDER =
      Pattern.compile("held by process (?<pid>[0-9]+) \\((?<name>[^)]*)\\)");
  private static final Pattern DPKG_LOCK_HOLDER =
      Pattern.compile("locked by another process with pid (?<pid>[0-9]+)");
  private static final List<String> UNREACHABLE =
      List.of(
          "Temporary failure resolving",
          "Could not resolve",
          "Could not connect",
          "Unable to connect",
          "Connection failed",
          "Connection timed out",
          "connection timed out",
          "Network is unreachable",
          "No route to host",
          "Failed to fetch",
          "Unable to fetch",
          "does not have a Release file");
  private static final List<String> UNTRUSTED =
      List.of(
          "NO_PUBKEY",
          "EXPKEYSIG",
          "BADSIG",
          "REVKEYSIG",
          "is not signed",
          "unauthenticated packages",
          "Hash Sum mismatch",
          "signatures couldn't be verified",
          "signatures were invalid");
  private static final List<String> NO_ROOM =
      List.of(
          "No space left on device",
          "don't have enough free space",
          "Read-only file system",
          "Disk quota exceeded");

  private AptWords() {}

  static boolean notFound(String output) {
    return output.contains("Unable to locate package")
        || output.contains("has no installation candidate")
        || (output.contains("Version '") && output.contains("was not found"));
  }

  /** Whether newer lists of what the repositories hold may help. */
  static boolean listsAreOld(String output) {
    return notFound(output)
        || output.contains("maybe run apt-get update")
        || output.contains("404  Not Found");
  }

  static boolean locked(String output) {
    return output.contains("Could not get lock")
        || output.contains("is locked by another process")
        || output.contains("was locked by another process")
        || output.contains("Unable to acquire the dpkg frontend lock")
        || output.contains("Unable to lock directory");
  }

  /** That a repository did not answer, or answered with what is not trusted, if it is so. */
  static Optional<HostFailure> unreachable(Command.Ended update) {
    return update
        .output()
        .lines()
        .filter(line -> line.startsWith("E: ") || line.startsWith("W: "))
        .filter(line -> has(line, UNTRUSTED) || has(line, UNREACHABLE))
        .findFirst()
        .map(
            line ->
                new HostFailure(
                    has(line, UNTRUSTED) ? Kind.UNTRUSTED : Kind.UNREACHABLE,
                    line.substring(3).strip()));
  }

  /** The failure of a program that did not succeed. */
  static HostFailure failure(String what, Command.Ended ended) {
    String output = ended.output();
    if (locked(output)) {
      var holder = LOCK_HOLDER.matcher(output);
      var dpkg = DPKG_LOCK_HOLDER.matcher(output);
      String who =
          holder.find()
              ? ": " + holder.group("name") + ", pid " + holder.group("pid")
              : dpkg.find() ? ": pid " + dpkg.group("pid") : "";
      return new HostFailure(Kind.LOCKED, "apt is locked by another process" + who);
    }
    Kind kind = kind(output);
    Optional<String> reason =
        output
            .lines()
            .filter(line -> line.startsWith("E: "))
            .map(line -> line.substring(3).strip())
            .min(java.util.Comparator.comparingInt(line -> kind == kind(line) ? 0 : 1));
    Optional<String> detail =
        output
            .lines()
            .filter(
                line ->
                    line.startsWith("dpkg: error")
                        || line.contains("Depends:")
                        || (kind == Kind.NO_ROOM && has(line, NO_ROOM)))
            .map(String::strip)
            .filter(line -> !line.equals(reason.orElse("")))
            .findFirst();
    String text =
        reason.orElseGet(ended::lastLine) + detail.map(line -> " (" + line + ")").orElse("");
    return new HostFailure(kind, text.isBlank() ? what + " ended with " + ended.code() : text);
  }

  private static Kind kind(String output) {
    if (notFound(output)) {
      return Kind.NOT_FOUND;
    }
    if (output.contains("Held packages were changed")) {
      return Kind.HELD;
    }
    if (has(output, NO_ROOM)) {
      return Kind.NO_ROOM;
    }
    if (has(output, UNTRUSTED)) {
      return Kind.UNTRUSTED;
    }
    return has(output, UNREACHABLE) ? Kind.UNREACHABLE : Kind.FAILED;
  }

  private static boolean has(String text, List<String> words) {
    return words.stream().anyMatch(text::contains);
  }
}
