package io.kitward.server.backend.icinga;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * Custom variables. What a person removes, and what Kitward removes, stays as {@code null}, which
 * counts as absent everywhere. A secret stands there with its value, and here as {@link #SECRET}.
 * Pure.
 */
final class Variables {

  /** What Kitward keeps of its own on an object; never shown as a variable. */
  static final String OWN = "kitward_";

  /** The mark: a node's on a host, an instance's on a service. */
  static final String MARK = "kitward_id";

  /** The tags of a host, as a dictionary. */
  static final String TAGS = "kitward_tags";

  /** Which variables hold a secret. */
  static final String SECRETS = "kitward_secrets";

  /** Stands for each secret's value where values are compared. */
  static final String SECRET = "(secret)";

  private static final String REFERENCE = "secret:";
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,99}");

  private Variables() {}

  /** Whether a value is a reference of a secret. */
  static boolean isSecret(String value) {
    return value.startsWith(REFERENCE);
  }

  /** The variables as they are seen when they are set. */
  static SortedMap<String, String> expected(SortedMap<String, String> wanted) {
    var expected = new TreeMap<String, String>();
    wanted.forEach((name, value) -> expected.put(checked(name), isSecret(value) ? SECRET : value));
    return expected;
  }

  /** The variables that hold text; Kitward sets no others. */
  static SortedMap<String, String> seen(JsonNode vars) {
    var secrets = new TreeSet<String>();
    vars.path(SECRETS).valueStream().forEach(name -> secrets.add(name.asString("")));
    var seen = new TreeMap<String, String>();
    vars.propertyStream()
        .filter(variable -> variable.getValue().isString() && !variable.getKey().startsWith(OWN))
        .forEach(
            variable ->
                seen.put(
                    variable.getKey(),
                    secrets.contains(variable.getKey()) ? SECRET : variable.getValue().asString()));
    return seen;
  }

  /** The references among these, by their names. */
  static SortedMap<String, String> references(SortedMap<String, String> wanted) {
    var references = new TreeMap<String, String>();
    wanted.forEach(
        (name, value) -> {
          if (isSecret(value)) {
            references.put(name, value);
          }
        });
    return references;
  }

  /** What to set of a new object. */
  static void set(
      SortedMap<String, Object> attributes,
      SortedMap<String, String> wanted,
      UnaryOperator<String> secrets) {
    wanted.forEach(
        (name, value) ->
            attributes.put("vars." + name, isSecret(value) ? secrets.apply(value) : value));
    if (!references(wanted).isEmpty()) {
      attributes.put("vars." + SECRETS, references(wanted).keySet());
    }
  }

  static String checked(String name) {
    if (!NAME.matcher(name).matches() || name.startsWith(OWN)) {
      throw new IllegalArgumentException(
          "'"
              + name
              + "' is no name of a custom variable that Kitward sets in Icinga: letters, digits and"
              + " _, not beginning with a digit or "
              + OWN);
    }
    return name;
  }
}
