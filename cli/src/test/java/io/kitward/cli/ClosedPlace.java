package io.kitward.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/** A standard output that nobody reads any more, as behind {@code | head}. */
final class ClosedPlace {

  /** Runs the command with it; returns the exit code. */
  int run(Path home, String url, String... arguments) {
    var closed =
        new Writer() {
          @Override
          public void write(char[] text, int offset, int length) throws IOException {
            throw new IOException("Broken pipe");
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    return Kitward.run(
        new Surroundings(
            InputStream.nullInputStream(),
            new PrintWriter(closed),
            new PrintWriter(new StringWriter()),
            0,
            Map.of("KITWARD_SERVER", url),
            home,
            Clock.systemUTC()),
        arguments);
  }
}
