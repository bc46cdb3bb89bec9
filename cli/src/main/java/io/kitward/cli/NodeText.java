package io.kitward.cli;

import io.kitward.selector.Caret;
import io.kitward.selector.Facts;
import io.kitward.selector.SelectorSyntaxException;
import io.kitward.selector.Tag;
import io.kitward.selector.TagSyntaxException;
import io.kitward.selector.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tags and facts of a node as options of a command say them, and how mistakes in such text look.
 */
final class NodeText {
  private static final String FACTS = "facts.";

  private NodeText() {}

  /** Tags joined by commas; blanks around them and nothing between two commas mean nothing. */
  static Tags tags(List<String> options) {
    List<Tag> tags = new ArrayList<>();
    for (String option : options) {
      for (String tag : option.split(",")) {
        if (!tag.isBlank()) {
          tags.add(tag(tag.strip()));
        }
      }
    }
    return Tags.of(tags);
  }

  private static Tag tag(String text) {
    try {
      return Tag.parse(text);
    } catch (TagSyntaxException refusal) {
      throw new Failure(
          Exit.USAGE,
          refusal.code(),
          String.valueOf(refusal.getMessage()),
          "",
          Caret.render(text, refusal.offset(), refusal.length()).lines().toList(),
          problem(refusal.code(), String.valueOf(refusal.getMessage())));
    }
  }

  /**
   * Facts as {@code path=value}, joined by commas; within double quotes a comma is text and a quote
   * is written twice. A path that is said twice has two values.
   */
  static Facts facts(List<String> options) {
    Map<String, NavigableSet<String>> facts = new TreeMap<>();
    for (String option : options) {
      for (String fact : split(option)) {
        int equals = fact.indexOf('=');
        if (equals < 1) {
          throw new Failure(
              Exit.USAGE,
              "facts",
              "'" + Text.clean(fact) + "' is not a fact.",
              "Write PATH=VALUE, such as os.release=12");
        }
        String path = fact.substring(0, equals).strip();
        String bare = path.startsWith(FACTS) ? path.substring(FACTS.length()) : path;
        facts
            .computeIfAbsent(bare, ignored -> new TreeSet<>())
            .add(unquoted(fact.substring(equals + 1).strip()));
      }
    }
    return Facts.ofLists(facts);
  }

  private static List<String> split(String option) {
    List<String> facts = new ArrayList<>();
    boolean quoted = false;
    int start = 0;
    for (int i = 0; i <= option.length(); i++) {
      boolean end = i == option.length();
      if (!end && option.charAt(i) == '"') {
        quoted = !quoted;
      }
      if (end || (option.charAt(i) == ',' && !quoted)) {
        String fact = option.substring(start, i).strip();
        if (!fact.isEmpty()) {
          facts.add(fact);
        }
        start = i + 1;
      }
    }
    return facts;
  }

  private static String unquoted(String value) {
    boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
    return quoted ? value.substring(1, value.length() - 1).replace("\"\"", "\"") : value;
  }

  /** A selector that can't be read: where, what was expected, and how to mend it. */
  static Failure refused(SelectorSyntaxException refusal) {
    List<String> lines =
        new ArrayList<>(
            Caret.render(refusal.text(), refusal.offset(), refusal.length()).lines().toList());
    lines.add("expected: " + refusal.expected());
    String fix = refusal.fix() == null ? "" : refusal.fix();
    String message = String.valueOf(refusal.getMessage());
    ObjectNode problem = problem(refusal.code(), message).put("next", fix);
    problem
        .putObject("position")
        .put("offset", refusal.offset())
        .put("length", refusal.length())
        .put("expected", refusal.expected());
    return new Failure(Exit.USAGE, refusal.code(), message, fix, lines, problem);
  }

  private static ObjectNode problem(String code, String message) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("type", "urn:kitward:problem:" + code)
        .put("title", message)
        .put("detail", message)
        .put("code", code);
  }
}
