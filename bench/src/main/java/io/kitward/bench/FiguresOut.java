package io.kitward.bench;

import java.io.PrintStream;
import java.util.List;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/** A benchmark's choice of how its figures are printed. */
public final class FiguresOut {

  private enum Format {
    TEXT,
    JSON
  }

  @Option(
      names = {"-o", "--output"},
      defaultValue = "text",
      description = "text (the default) or json.")
  private Format output = Format.TEXT;

  /** Prints them as chosen. */
  public void print(List<Figure> figures, PrintStream out) {
    switch (output) {
      case TEXT -> Table.print(figures, out);
      case JSON ->
          out.println(
              JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(figures));
    }
    out.flush();
  }
}
