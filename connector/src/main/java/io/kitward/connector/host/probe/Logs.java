package io.kitward.connector.host.probe;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.kitward.connector.host.HostFailure;
import io.kitward.protocol.Check;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks for a line in a tool's log: the end of a file and of the one before it, or the journal. */
final class Logs {

  private static final int TAIL = 1 << 20;
  private static final int LONGEST_LINE = 16_384;
  private static final Duration JOURNAL_LIMIT = Duration.ofSeconds(10);

  private final MachineProbes.Tail files;
  private final MachineProbes.Run programs;

  Logs(MachineProbes.Tail files, MachineProbes.Run programs) {
    this.files = files;
    this.programs = programs;
  }

  /** Why the log does not show it; empty when it does. */
  Optional<String> missing(Check.LogShows check, Instant now) {
    Pattern pattern;
    try {
      pattern = Pattern.compile(check.pattern());
    } catch (PatternSyntaxException e) {
      return Optional.of("\"" + check.pattern() + "\" is not a pattern: " + e.getDescription());
    }
    return check.source().startsWith("/") ? file(check, pattern, now) : journal(check, pattern);
  }

  private Optional<String> file(Check.LogShows check, Pattern pattern, Instant now) {
    Optional<MachineProbes.End> end = files.of(check.source(), TAIL);
    if (end.isPresent() && recent(end.get(), check, now) && shows(end.get().content(), pattern)) {
      return Optional.empty();
    }
    // it may just have been rotated away
    Optional<MachineProbes.End> older = files.of(check.source() + ".1", TAIL);
    if (older.isPresent()
        && recent(older.get(), check, now)
        && shows(older.get().content(), pattern)) {
      return Optional.empty();
    }
    if (end.isEmpty()) {
      return Optional.of("there is no " + check.source());
    }
    return Optional.of(
        recent(end.get(), check, now)
            ? "no line of " + check.source() + " shows \"" + check.pattern() + "\""
            : check.source() + " was last written to at " + end.get().modified());
  }

  private static boolean recent(MachineProbes.End end, Check.LogShows check, Instant now) {
    return !end.modified().isBefore(now.minus(check.within()));
  }

  private Optional<String> journal(Check.LogShows check, Pattern pattern) {
    try {
      var ended =
          programs.run(
              JOURNAL_LIMIT,
              List.of(
                  "journalctl",
                  "--quiet",
                  "--no-pager",
                  "--output=cat",
                  "--lines=2000",
                  "--since=-" + check.within().toSeconds() + "s",
                  "--unit=" + check.source()),
              Map.of());
      return shows(ended.output().getBytes(StandardCharsets.UTF_8), pattern)
          ? Optional.empty()
          : Optional.of(
              "no line of the journal of "
                  + check.source()
                  + " shows \""
                  + check.pattern()
                  + "\" within the last "
                  + check.within().toSeconds()
                  + " s");
    } catch (HostFailure e) {
      return Optional.of("cannot read the journal: " + e.getMessage());
    }
  }

  /** Whether a line matches; only so much of a longer one is looked at. */
  static boolean shows(byte[] content, Pattern pattern) {
    int start = 0;
    for (int i = 0; i <= content.length; i++) {
      if (i == content.length || content[i] == '\n') {
        int length = Math.min(i - start, LONGEST_LINE);
        if (length > 0
            && pattern.matcher(new String(content, start, length, StandardCharsets.UTF_8)).find()) {
          return true;
        }
        start = i + 1;
      }
    }
    return false;
  }
}
