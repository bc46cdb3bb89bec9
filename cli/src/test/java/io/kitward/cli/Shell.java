package io.kitward.cli;

import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;

/** Runs the command in this process, as a shell would. */
record Shell(Path home, int width, Map<String, String> environment, String input) {
  static final Instant NOW = Instant.parse("2026-11-22T06:00:00Z");

  /** What came out. */
  record Outcome(int exit, String out, String err) {}

  Outcome run(String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    int exit =
        Kitward.run(
            new Surroundings(
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintWriter(out),
                new PrintWriter(err),
                width,
                environment,
                home,
                Clock.fixed(NOW, ZoneOffset.UTC)),
            arguments);
    return new Outcome(exit, out.toString(), err.toString());
  }
}
