package io.kitward.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Reads the server's problem documents as failures with our exit codes. */
final class Refusals {
  private static final Set<String> WRONG_USAGE =
      Set.of("selector-malformed", "query-unknown", "query-invalid");

  private Refusals() {}

  static Failure of(int status, JsonNode problem) {
    String code = problem.path("code").asString("http-" + status);
    String detail =
        problem.path("detail").asString("The server answered with status " + status + ".");
    // A message that the server laid out in lines: the first is the sentence.
    var lines = new ArrayList<String>();
    detail.lines().skip(1).map(Text::clean).forEach(lines::add);
    for (JsonNode fault : problem.path("errors")) {
      lines.add(fault(fault));
    }
    return new Failure(
        exit(status, code),
        code,
        Text.clean(detail.lines().findFirst().orElse("")),
        Text.clean(problem.path("next").asString("")),
        lines,
        problem);
  }

  /** Shows the input that a problem points at, with a caret below the place. */
  static Failure withCaret(Failure failure, String input) {
    JsonNode position = failure.problem().path("position");
    if (position.isMissingNode() || input.contains("\n")) {
      return failure;
    }
    int offset = Math.min(position.path("offset").asInt(0), input.length());
    return failure.with(List.of(Text.clean(input), Text.caret(input, offset)));
  }

  private static String fault(JsonNode fault) {
    var place = new StringBuilder(fault.path("file").asString(""));
    if (fault.path("line").asInt(0) > 0) {
      place.append(place.isEmpty() ? "line " : ":").append(fault.path("line").asInt());
      if (fault.path("column").asInt(0) > 0) {
        place.append(':').append(fault.path("column").asInt());
      }
    }
    String pointer = fault.path("pointer").asString("");
    if (!pointer.isEmpty()) {
      place.append(place.isEmpty() ? "" : " ").append(pointer);
    }
    return Text.clean(place + (place.isEmpty() ? "" : ": ") + fault.path("detail").asString(""));
  }

  private static int exit(int status, String code) {
    return switch (status) {
      case 400 -> WRONG_USAGE.contains(code) ? Exit.USAGE : Exit.FAILED;
      case 401, 403 -> Exit.NOT_PERMITTED;
      case 404 -> Exit.NOT_FOUND;
      case 409, 412 -> Exit.CONFLICT;
      case 502, 503, 504 -> Exit.UNREACHABLE;
      default -> Exit.FAILED;
    };
  }
}
