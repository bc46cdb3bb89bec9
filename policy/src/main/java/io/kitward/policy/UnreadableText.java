package io.kitward.policy;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;

/** Why a text is no YAML or JSON, in words that help whoever wrote it, and where. */
record UnreadableText(Position position, String message) {

  /** The fault that the parser met in the text of these lines. */
  static UnreadableText of(JacksonException refusal, List<String> lines) {
    TokenStreamLocation location = refusal.getLocation();
    Position known = location == null ? Position.UNKNOWN : SourceReader.position(location);
    if (!(refusal.getCause() instanceof MarkedYamlEngineException marked)) {
      String first = words(String.valueOf(refusal.getOriginalMessage()));
      return new UnreadableText(known, "this cannot be read: " + first);
    }
    Position at =
        marked
            .getProblemMark()
            .or(marked::getContextMark)
            .map(UnreadableText::position)
            .orElse(known);
    Position tab = tab(lines, at);
    return tab != null
        ? new UnreadableText(tab, "a tab stands here; YAML is indented with spaces only")
        : new UnreadableText(at, message(marked));
  }

  /** The parser's words without what only concerns programs. */
  private static String words(String message) {
    String first = message.lines().findFirst().orElse("");
    int marker = first.indexOf(" (start marker at");
    return marker < 0 ? first : first.substring(0, marker);
  }

  private static Position position(Mark mark) {
    return new Position(mark.getLine() + 1, mark.getColumn() + 1);
  }

  /** A tab in the indentation of the line of the fault or of one of the two lines before it. */
  private static @Nullable Position tab(List<String> lines, Position at) {
    for (int line = Math.max(1, at.line() - 2); line <= at.line() && line <= lines.size(); line++) {
      String text = lines.get(line - 1);
      int tab = text.indexOf('\t');
      if (tab >= 0 && text.substring(0, tab).isBlank() && !text.isBlank()) {
        return new Position(line, tab + 1);
      }
    }
    return null;
  }

  private static String message(MarkedYamlEngineException marked) {
    String problem = marked.getProblem().strip();
    String lower = problem.toLowerCase(Locale.ROOT);
    if (lower.startsWith("mapping values are not allowed")) {
      return "no field can stand here; check the indentation: the fields of one mapping begin in"
          + " one column. A text that holds a colon and a space belongs in quotes";
    }
    if (lower.startsWith("expected <block end>")) {
      return "this line fits to none above it; check the indentation: the fields of one mapping,"
          + " and the items of one list, begin in one column";
    }
    if (lower.startsWith("could not find expected ':'")) {
      return "a field's name needs a colon and a space after it; check this line and the one above"
          + " it, and their indentation";
    }
    return "this cannot be read: " + problem.lines().findFirst().orElse("");
  }
}
