package io.kitward.cli;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * Files joined into one YAML stream, so that they are applied together; remembers which line came
 * from which file.
 */
final class DocumentStream {
  private static final String SEPARATOR = "---";

  private final StringBuilder text = new StringBuilder();
  private final List<Part> parts = new ArrayList<>();
  private int lines;

  private record Part(String file, int firstLine, List<String> lines) {}

  void add(String file, String content) {
    List<String> own = content.lines().toList();
    boolean separated =
        own.stream()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .findFirst()
            .map(line -> line.startsWith(SEPARATOR) || line.startsWith("%"))
            .orElse(true);
    if (!separated) {
      text.append(SEPARATOR).append('\n');
      lines++;
    }
    parts.add(new Part(file, lines + 1, own));
    own.forEach(line -> text.append(line).append('\n'));
    lines += own.size();
  }

  /** Whether there is no document in it, only remarks and separators at most. */
  boolean isEmpty() {
    return parts.stream()
        .flatMap(part -> part.lines().stream())
        .allMatch(line -> line.isBlank() || line.matches("#.*|---\\s*(#.*)?|\\.\\.\\.\\s*|%.*"));
  }

  String text() {
    return text.toString();
  }

  /** The faults that the server found, with our files' names, lines and a caret. */
  List<String> faults(JsonNode errors) {
    var shown = new ArrayList<String>();
    for (JsonNode error : errors) {
      int line = error.path("line").asInt(0);
      int column = error.path("column").asInt(0);
      String detail = Text.cleanLines(Nouns.text(error, "detail")).replace("\n", "\n  ");
      String pointer = Text.clean(Nouns.text(error, "pointer"));
      String words = (pointer.isEmpty() ? "" : pointer + ": ") + detail;
      Part part =
          parts.reversed().stream()
              .filter(each -> each.firstLine() <= line)
              .findFirst()
              .orElse(null);
      if (part == null) {
        shown.add(words);
        continue;
      }
      int own = line - part.firstLine() + 1;
      shown.add(part.file() + ":" + own + (column > 0 ? ":" + column : "") + ": " + words);
      if (own <= part.lines().size()) {
        String source = part.lines().get(own - 1);
        shown.add("  " + Text.clean(source));
        if (column > 0 && column <= source.length() + 1) {
          shown.add("  " + Text.caret(source, column - 1));
        }
      }
    }
    return shown;
  }
}
