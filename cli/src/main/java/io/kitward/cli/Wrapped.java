package io.kitward.cli;

import java.util.ArrayList;
import java.util.List;

/** Sentences on a terminal, broken between words. Pure. */
final class Wrapped {

  private Wrapped() {}

  /**
   * The lines, each behind the indent, the second and later two columns further in.
   *
   * @param columns of the terminal; 0 when there is none: nothing is broken
   */
  static List<String> lines(String text, int columns, String indent) {
    if (columns == 0) {
      return List.of(indent + text);
    }
    var lines = new ArrayList<String>();
    var line = new StringBuilder(indent);
    boolean empty = true;
    for (String word : text.split(" ")) {
      if (!empty && Text.width(line.toString()) + 1 + Text.width(word) > columns) {
        lines.add(line.toString());
        line = new StringBuilder(indent).append("  ");
        empty = true;
      }
      line.append(empty ? "" : " ").append(word);
      empty = false;
    }
    lines.add(line.toString());
    return lines;
  }
}
