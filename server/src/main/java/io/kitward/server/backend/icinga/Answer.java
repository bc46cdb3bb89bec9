package io.kitward.server.backend.icinga;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * What Icinga answered. The status says little: an answer of 200 may hold results of code 500, and
 * 404 stands for what does not exist and for what the user may not see. A value.
 */
record Answer(int status, JsonNode body) {

  private static final Pattern OBJECT =
      Pattern.compile("Validation failed for object '([^']{1,300})'");

  /** The results, one for each object. */
  List<JsonNode> results() {
    return body.path("results").valueStream().toList();
  }

  /** Whether it and each of its results is well. */
  boolean well() {
    return status < 300 && results().stream().allMatch(Answer::well);
  }

  static boolean well(JsonNode result) {
    return result.path("code").asInt(200) < 300;
  }

  /** Whether something of that name is there already. */
  boolean alreadyThere() {
    return status == 500 && words().contains("already exists");
  }

  /**
   * Whether it failed for another one's request at the same moment. Icinga mixes up what is made
   * side by side: one of two of the same name is "re-defined", and whoever comes next may get the
   * error of an object that it never asked for.
   */
  boolean disturbed(String name) {
    String words = words();
    Matcher other = OBJECT.matcher(words);
    return status == 500
        && (words.contains("re-defined") || (other.find() && !other.group(1).equals(name)));
  }

  /** Why not, in Icinga's words without the places in its own files. */
  String words() {
    var words = new ArrayList<String>();
    results().stream().filter(result -> !well(result)).forEach(result -> words.add(words(result)));
    if (words.isEmpty()) {
      words.add(body.path("status").asString("status " + status));
    }
    return String.join("; ", words);
  }

  static String words(JsonNode result) {
    List<String> errors =
        result.path("errors").valueStream().map(error -> plain(error.asString(""))).toList();
    return errors.isEmpty() ? plain(result.path("status").asString("")) : String.join("; ", errors);
  }

  private static String plain(String error) {
    int place = error.indexOf("\nLocation: in ");
    return (place < 0 ? error : error.substring(0, place)).strip();
  }
}
