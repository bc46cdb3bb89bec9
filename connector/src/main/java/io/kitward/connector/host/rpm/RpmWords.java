package io.kitward.connector.host.rpm;

import io.kitward.connector.host.HostFailure;
import io.kitward.connector.host.HostFailure.Kind;
import io.kitward.connector.host.debian.Command;
import java.util.List;
import java.util.regex.Pattern;

/** What dnf, zypper and rpm say when they could not do something, understood. Pure. */
final class RpmWords {

  private static final Pattern HOLDER =
      Pattern.compile(
          "(?:already locked by|Waiting for process with pid|by the application with pid) ([0-9]+)");
  private static final List<String> LOCKED =
      List.of(
          "already locked by",
          "Waiting for process with pid",
          "System management is locked",
          "can't create transaction lock",
          "cannot get exclusive lock");
  private static final List<String> NOT_FOUND =
      List.of(
          "Unable to find a match",
          "No match for argument",
          "No provider of",
          "No package ",
          "Package not found",
          "nothing provides");
  private static final List<String> UNREACHABLE =
      List.of(
          "Could not resolve host",
          "Couldn't resolve host",
          "Curl error",
          "Failed to download",
          "Cannot download",
          "Connection refused",
          "Couldn't connect",
          "Timeout was reached",
          "No more mirrors to try",
          "Valid metadata not found",
          "Failed to cache repo");
  private static final List<String> UNTRUSTED =
      List.of(
          "GPG check FAILED",
          "is not signed",
          "Public key for",
          "GPG key",
          "Signature verification failed",
          "repomd.xml GPG signature verification error",
          "Digest verification failed");
  private static final List<String> NO_ROOM =
      List.of(
          "No space left on device",
          "more space needed",
          " on the / filesystem",
          "Read-only file system",
          "Disk Requirements");
  private static final List<String> HELD =
      List.of("filtered out by exclude filtering", "is locked and cannot be");

  private RpmWords() {}

  static HostFailure failure(String what, Command.Ended ended) {
    String output = ended.output();
    if (has(output, LOCKED)) {
      var holder = HOLDER.matcher(output);
      return new HostFailure(
          Kind.LOCKED,
          "the package database is locked by another process"
              + (holder.find() ? ": pid " + holder.group(1) : ""));
    }
    Kind kind = kind(output);
    String reason =
        output
            .lines()
            .map(String::strip)
            .filter(line -> !line.isEmpty() && (kind == Kind.FAILED || kind == kind(line)))
            .filter(line -> kind != Kind.FAILED || line.startsWith("Error"))
            .findFirst()
            .orElseGet(ended::lastLine);
    return new HostFailure(
        kind, what + ": " + (reason.isEmpty() ? "ended with " + ended.code() : reason));
  }

  private static Kind kind(String output) {
    if (has(output, NO_ROOM)) {
      return Kind.NO_ROOM;
    }
    if (has(output, HELD)) {
      return Kind.HELD;
    }
    if (has(output, UNTRUSTED)) {
      return Kind.UNTRUSTED;
    }
    if (has(output, UNREACHABLE)) {
      return Kind.UNREACHABLE;
    }
    return has(output, NOT_FOUND) ? Kind.NOT_FOUND : Kind.FAILED;
  }

  static boolean notFound(String output) {
    return has(output, NOT_FOUND);
  }

  private static boolean has(String text, List<String> words) {
    return words.stream().anyMatch(text::contains);
  }
}
