package io.kitward.cli;

import java.io.InputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/** Surroundings without input, output or variables. */
final class Here {

  private Here() {}

  static Surroundings at(Path home) {
    return new Surroundings(
        InputStream.nullInputStream(),
        new PrintWriter(Writer.nullWriter()),
        new PrintWriter(Writer.nullWriter()),
        0,
        Map.of(),
        home,
        Clock.systemUTC());
  }
}
