package io.kitward.cli;

import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/**
 * Where a command runs: its streams, its terminal, its environment.
 *
 * @param out data
 * @param err progress, hints and errors
 * @param width columns of the terminal behind {@code out}; 0 when it is a pipe or a file
 * @param home the user's home directory
 */
public record Surroundings(
    InputStream in,
    PrintWriter out,
    PrintWriter err,
    int width,
    Map<String, String> environment,
    Path home,
    Clock clock) {

  /** A variable of the environment; empty when it is not set. */
  String variable(String name) {
    return environment.getOrDefault(name, "");
  }

  /** The same, with nothing that could steer a terminal let through to it. */
  Surroundings guarded() {
    return new Surroundings(
        in,
        GuardedWriter.around(out, false),
        GuardedWriter.around(err, true),
        width,
        environment,
        home,
        clock);
  }
}
