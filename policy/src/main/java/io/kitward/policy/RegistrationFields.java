package io.kitward.policy;

import io.kitward.selector.DidYouMean;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which kinds of consoles a service may speak to, and by which fields. */
final class RegistrationFields {

  /** A field that a key which the node has for itself must stand in. */
  static final String PSK = "psk";

  /** The other fields in which such a key may stand. */
  private static final String PASSWORD = "password";

  /** The fields in which a secret may stand: the key that the node has for itself. */
  static final Set<String> KEYS = Set.of(PSK, PASSWORD);

  static final String NO_KEY =
      "takes a key that each node has for itself and nothing else: \"{{NAME}}\" of a parameter with"
          + " type: secret and perNode: true";

  /** A template that is one value and nothing else. */
  static final Pattern NAME_ALONE = Pattern.compile("\\{\\{\\s*([A-Za-z0-9]+)\\s*\\}\\}");

  private static final Pattern VARIABLE = Pattern.compile("vars\\.[A-Za-z_][A-Za-z0-9_]{0,62}");
  private static final String VARIABLES = "vars.NAME";
  private static final SortedMap<String, SortedSet<String>> FIELDS =
      new TreeMap<>(
          Map.of(
              "prometheus",
              new TreeSet<>(List.of("port", "path", "scheme")),
              "zabbix",
              new TreeSet<>(List.of("port", "templates", "item", "psk-identity", PSK)),
              "icinga2",
              new TreeSet<>(List.of("check", "endpoint", "templates", "interval", VARIABLES)),
              "icinga2-agents",
              new TreeSet<>(List.of("port")),
              "nagios",
              new TreeSet<>(List.of("command", "port")),
              "munin",
              new TreeSet<>(List.of("port")),
              "bacula",
              new TreeSet<>(List.of("port", PASSWORD))));

  private RegistrationFields() {}

  /**
   * What is wrong with a kind of console; empty when there is one.
   *
   * @param described further kinds, which Backend documents describe
   */
  static Optional<String> fault(String console, Set<String> described) {
    if (FIELDS.containsKey(console)) {
      return Optional.empty();
    }
    Set<String> known = new TreeSet<>(FIELDS.keySet());
    known.addAll(described);
    return Optional.of(
        console.equals("syslog")
            ? "a syslog console is not asked, so nothing is registered there; drop it"
            : "there is no console of this type; " + hint(console, known));
  }

  /** What is wrong with the name of a field of a console that there is; empty when nothing. */
  static Optional<String> fault(String console, String field) {
    SortedSet<String> known = FIELDS.getOrDefault(console, new TreeSet<>());
    boolean variable = known.contains(VARIABLES) && VARIABLE.matcher(field).matches();
    return variable || (known.contains(field) && !field.equals(VARIABLES))
        ? Optional.empty()
        : Optional.of("there is no such field; " + hint(field, known));
  }

  /** Whether nothing but the node's own key may stand in a field of a console that there is. */
  static boolean isKey(String console, String field) {
    return KEYS.contains(field) && FIELDS.getOrDefault(console, new TreeSet<>()).contains(field);
  }

  /** The parameter whose key stands in a field as its reference; empty when none does. */
  static Optional<String> nodeKey(
      String field, String template, Map<String, ServiceDocument.Parameter> parameters) {
    Matcher matcher = NAME_ALONE.matcher(template);
    return KEYS.contains(field) && matcher.matches()
        ? Optional.of(matcher.group(1))
            .filter(
                name -> {
                  ServiceDocument.Parameter parameter = parameters.get(name);
                  return parameter != null && parameter.perNode();
                })
        : Optional.empty();
  }

  private static String hint(String word, Collection<String> known) {
    return DidYouMean.closest(word, known)
        .map(close -> "did you mean " + close + "?")
        .orElse("known are " + String.join(", ", known));
  }
}
