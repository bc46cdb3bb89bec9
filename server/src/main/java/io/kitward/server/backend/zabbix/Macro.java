package io.kitward.server.backend.zabbix;

import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/** Variables, as Zabbix writes them. Pure. */
final class Macro {

  /** What stands for the value of a macro that Zabbix does not show. */
  static final String HIDDEN = "(not shown)";

  private static final String REFERENCE = "secret:";

  private Macro() {}

  /** The macro of a variable: {@code snmp community} is {@code {$SNMP_COMMUNITY}}. */
  static String name(String variable) {
    return "{$" + variable.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9_.]", "_") + "}";
  }

  /**
   * The macros of variables, with their values or references.
   *
   * @throws IllegalArgumentException when two variables have one macro, or one has no name
   */
  static SortedMap<String, String> of(SortedMap<String, String> variables) {
    var macros = new TreeMap<String, String>();
    variables.forEach(
        (variable, value) -> {
          if (variable.isEmpty()) {
            throw new IllegalArgumentException("a variable has no name");
          }
          if (macros.put(name(variable), value) != null) {
            throw new IllegalArgumentException(
                "the variable "
                    + variable
                    + " and another one are both "
                    + name(variable)
                    + " in Zabbix: give one of them another name");
          }
        });
    return macros;
  }

  /** Whether a value is a reference of a secret: Zabbix then takes it and never shows it. */
  static boolean isSecret(String value) {
    return value.startsWith(REFERENCE);
  }

  /** A value as Zabbix shows it. */
  static String shown(String value) {
    return isSecret(value) ? HIDDEN : value;
  }
}
