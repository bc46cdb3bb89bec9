package io.kitward.server.backend.zabbix;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version of Zabbix, and what differs between versions in what the driver asks. Only 6.0 was
 * tried on a real server; what is said of later ones is what their documentation says.
 */
record ZabbixVersion(int major, int minor) {

  private static final Pattern TEXT = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})(?:\\..*)?");

  /** Reads for instance {@code 6.0.14}. */
  static Optional<ZabbixVersion> parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    return matcher.matches()
        ? Optional.of(
            new ZabbixVersion(
                Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))))
        : Optional.empty();
  }

  /** Before 6.0 there are neither tokens nor roles as the driver needs them. */
  boolean tooOld() {
    return major < 6;
  }

  boolean proven() {
    return major == 6 && minor == 0;
  }

  /**
   * Whether the token goes into the header {@code Authorization}: 6.0 refuses it there, 7.2 takes
   * it nowhere else.
   */
  boolean bearer() {
    return major >= 7;
  }

  /** What host.get calls a host's groups; the older word is gone in 7.2. */
  String selectGroups() {
    return bearer() ? "selectHostGroups" : "selectGroups";
  }

  /** The property of a host that answers {@link #selectGroups}. */
  String groups() {
    return bearer() ? "hostgroups" : "groups";
  }
}
