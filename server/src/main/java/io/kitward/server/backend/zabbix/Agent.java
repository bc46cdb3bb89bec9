package io.kitward.server.backend.zabbix;

import io.kitward.server.desired.WantedHost;
import io.kitward.server.desired.WantedHost.Service;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How Zabbix reaches the agent of a host. A host has one interface of this kind however many
 * services are on it, so that is all that Zabbix can show of them.
 *
 * @param port a number, or a macro
 * @param identity of the pre-shared key; empty without encryption
 * @param key the reference of the pre-shared key; empty without encryption
 */
record Agent(String port, String identity, String key) {

  /** The one service that a record shows. */
  static final String SERVICE = "agent";

  static final String NONE = "none";
  static final String PRE_SHARED_KEY = "psk";

  static final String PORT = "port";
  static final String DEFAULT_PORT = "10050";
  private static final String DEFAULT_TEMPLATE = "Linux by Zabbix agent";
  private static final String DEFAULT_ITEM = "agent.ping";

  /**
   * What the services of a host say together.
   *
   * @throws IllegalArgumentException when they contradict each other or have half a key
   */
  static Agent of(WantedHost wanted) {
    String port = agreed(wanted, PORT);
    if (!port.isEmpty() && !isPort(port)) {
      throw new IllegalArgumentException(
          "port " + port + " is neither a number from 1 to 65535 nor a macro such as {$PORT}");
    }
    String identity = agreed(wanted, "psk-identity");
    String key = agreed(wanted, "psk");
    if (identity.isEmpty() != key.isEmpty()) {
      throw new IllegalArgumentException(
          identity.isEmpty()
              ? "psk is given and psk-identity is not: Zabbix needs both"
              : "psk-identity is given and psk is not: Zabbix needs both");
    }
    return new Agent(port.isEmpty() ? DEFAULT_PORT : port, identity, key);
  }

  private static boolean isPort(String port) {
    return port.matches("\\{\\$.+}")
        || (port.matches("[0-9]{1,5}")
            && Integer.parseInt(port) >= 1
            && Integer.parseInt(port) <= 65_535);
  }

  /** What those services say that say anything. */
  private static String agreed(WantedHost wanted, String field) {
    String value = "";
    String from = "";
    for (var entry : wanted.services().entrySet()) {
      String said = entry.getValue().field(field).strip();
      if (!said.isEmpty() && !value.isEmpty() && !said.equals(value)) {
        throw new IllegalArgumentException(
            "the services "
                + from
                + " and "
                + entry.getKey()
                + " are on one host, which has one agent in Zabbix, and want another "
                + field
                + " each");
      }
      if (!said.isEmpty()) {
        value = said;
        from = entry.getKey();
      }
    }
    return value;
  }

  boolean encrypted() {
    return !key.isEmpty();
  }

  /** As a record shows it. */
  SortedMap<String, String> shown() {
    return shown(port, encrypted() ? PRE_SHARED_KEY : NONE);
  }

  static SortedMap<String, String> shown(String port, String encryption) {
    return new TreeMap<>(java.util.Map.of(PORT, port, "encryption", encryption));
  }

  /** The templates that a service brings. */
  static SortedSet<String> templates(Service service) {
    String names = service.field("templates");
    var templates = new TreeSet<String>();
    Arrays.stream((names.isBlank() ? DEFAULT_TEMPLATE : names).split(","))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .forEach(templates::add);
    return templates;
  }

  /** The key of the item whose values prove a service. */
  static String item(Service service) {
    String key = service.field("item").strip();
    return key.isEmpty() ? DEFAULT_ITEM : key;
  }
}
