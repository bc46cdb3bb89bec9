package io.kitward.cli;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The end of a command that did not succeed: an exit code and what to print. */
final class Failure extends RuntimeException {
  private final int exit;
  private final String code;
  private final String next;
  private final List<String> lines;
  private final JsonNode problem;

  /**
   * A failure of the command itself.
   *
   * @param next what to do; empty when there is nothing to add
   */
  Failure(int exit, String code, String message, String next) {
    this(exit, code, message, next, List.of(), own(code, message, next));
  }

  /**
   * A failure that the server told.
   *
   * @param lines shown between the message and what to do, such as input with a caret
   * @param problem the server's own words
   */
  Failure(
      int exit, String code, String message, String next, List<String> lines, JsonNode problem) {
    super(message);
    this.exit = exit;
    this.code = code;
    this.next = next;
    this.lines = List.copyOf(lines);
    this.problem = problem;
  }

  /** Somebody, or a signal, ended it half way. */
  static Failure interrupted() {
    return new Failure(
        Exit.INTERRUPTED,
        "interrupted",
        "Interrupted; what the server was already asked for may have been done.",
        "");
  }

  int exit() {
    return exit;
  }

  String code() {
    return code;
  }

  /** The problem that came from the server, or one of the same shape. */
  JsonNode problem() {
    return problem;
  }

  /** The same with lines between the message and what to do. */
  Failure with(List<String> more) {
    return new Failure(exit, code, String.valueOf(getMessage()), next, more, problem);
  }

  /** The same with another word on what to do. */
  Failure next(String words) {
    return new Failure(exit, code, String.valueOf(getMessage()), words, lines, problem);
  }

  /** As people read it. */
  String text() {
    var text = new StringBuilder("error ").append(code).append(": ").append(getMessage());
    for (String line : lines) {
      text.append("\n  ").append(line);
    }
    if (!next.isEmpty()) {
      text.append("\n  next: ").append(next);
    }
    if (problem.path("status").asInt(0) >= 500 && problem.has("requestId")) {
      text.append("\n  request: ").append(problem.path("requestId").asString());
    }
    return text.toString();
  }

  private static ObjectNode own(String code, String message, String next) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("type", "urn:kitward:problem:" + code)
        .put("title", message)
        .put("detail", message)
        .put("code", code)
        .put("next", next);
  }
}
