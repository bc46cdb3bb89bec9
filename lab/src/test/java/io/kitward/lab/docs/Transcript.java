package io.kitward.lab.docs;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a page says that a command prints, beside what it prints. Figures and spaces are not
 * compared, as they differ from run to run; {@code …} stands for anything in a line, and for any
 * lines where it stands alone. Lines may come between, as a page shows what matters.
 */
public final class Transcript {

  private static final Pattern PIECE = Pattern.compile("…|\\d+|\\s+|[^…\\d\\s]+");

  private Transcript() {}

  /** The first line of the page that the output does not have after those before it. */
  public static Optional<String> missing(List<String> prints, String output) {
    List<String> lines = output.lines().toList();
    int at = 0;
    for (String wanted : prints) {
      if (wanted.isBlank() || wanted.strip().equals("…")) {
        continue;
      }
      Pattern pattern = pattern(wanted);
      while (at < lines.size() && !pattern.matcher(lines.get(at).strip()).matches()) {
        at++;
      }
      if (at++ == lines.size()) {
        return Optional.of(wanted);
      }
    }
    return Optional.empty();
  }

  private static Pattern pattern(String line) {
    return Pattern.compile(
        PIECE
            .matcher(line.strip())
            .results()
            .map(piece -> piece(piece.group()))
            .collect(Collectors.joining()));
  }

  private static String piece(String text) {
    if (text.equals("…")) {
      return ".*";
    }
    if (Character.isDigit(text.codePointAt(0))) {
      return "\\d+";
    }
    return text.isBlank() ? "\\s+" : Pattern.quote(text);
  }
}
