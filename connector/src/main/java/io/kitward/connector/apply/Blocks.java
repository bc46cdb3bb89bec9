package io.kitward.connector.apply;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Marked blocks in files that belong to somebody else: everything outside the marks stays. */
final class Blocks {

  private Blocks() {}

  /**
   * The text with the block as it should be: replaced where it stands, else put after the first
   * line that matches.
   *
   * @throws IllegalArgumentException when no line matches, or a begin has no end
   */
  static String with(String text, String service, String content, String after) {
    List<String> lines = lines(text);
    Optional<Integer> at = begin(lines, service);
    List<String> rest = without(lines, service);
    int position;
    if (at.isPresent()) {
      position = at.get();
    } else {
      position = matching(rest, after) + 1;
    }
    var result = new ArrayList<>(rest.subList(0, position));
    if (position > 0 && !result.get(position - 1).endsWith("\n")) {
      result.set(position - 1, result.get(position - 1) + "\n");
    }
    result.add(beginMark(service) + "\n");
    result.add(content.isEmpty() || content.endsWith("\n") ? content : content + "\n");
    result.add(endMark(service) + "\n");
    result.addAll(rest.subList(position, rest.size()));
    return String.join("", result);
  }

  /** The text without the block. */
  static String without(String text, String service) {
    return String.join("", without(lines(text), service));
  }

  /** Whether the text holds a block of this service. */
  static boolean holds(String text, String service) {
    return begin(lines(text), service).isPresent();
  }

  private static List<String> without(List<String> lines, String service) {
    var rest = new ArrayList<String>();
    boolean inside = false;
    for (String line : lines) {
      if (inside) {
        inside = !line.stripTrailing().equals(endMark(service));
      } else if (line.stripTrailing().equals(beginMark(service))) {
        inside = true;
      } else {
        rest.add(line);
      }
    }
    if (inside) {
      throw new IllegalArgumentException(
          "the line \""
              + beginMark(service)
              + "\" has no \""
              + endMark(service)
              + "\" after it; put it back or remove the block by hand");
    }
    return rest;
  }

  private static Optional<Integer> begin(List<String> lines, String service) {
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).stripTrailing().equals(beginMark(service))) {
        return Optional.of(i);
      }
    }
    return Optional.empty();
  }

  private static int matching(List<String> lines, String after) {
    Pattern pattern;
    try {
      pattern = Pattern.compile(after);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "insert.after \"" + after + "\" is not a regular expression: " + e.getDescription(), e);
    }
    for (int i = 0; i < lines.size(); i++) {
      if (pattern.matcher(lines.get(i).stripTrailing()).find()) {
        return i;
      }
    }
    throw new IllegalArgumentException("no line matches insert.after \"" + after + "\"");
  }

  private static List<String> lines(String text) {
    var lines = new ArrayList<String>();
    int start = 0;
    while (start < text.length()) {
      int end = text.indexOf('\n', start);
      end = end < 0 ? text.length() : end + 1;
      lines.add(text.substring(start, end));
      start = end;
    }
    return lines;
  }

  private static String beginMark(String service) {
    return "# BEGIN kitward " + service;
  }

  private static String endMark(String service) {
    return "# END kitward " + service;
  }
}
