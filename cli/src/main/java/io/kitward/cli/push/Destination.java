package io.kitward.cli.push;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A machine to be reached over SSH, written {@code [USER@]HOST[:PORT]}; an IPv6 address stands in
 * brackets when a port follows.
 */
public record Destination(String user, String host, int port) {

  private static final Pattern FORM =
      Pattern.compile(
          "(?:(?<user>[A-Za-z0-9_][A-Za-z0-9._-]*)@)?(?:\\[(?<six>[0-9a-fA-F:]+)]|(?<host>[A-Za-z0-9][A-Za-z0-9._-]*|[0-9a-fA-F]*:[0-9a-fA-F:]+))(?::(?<port>[0-9]{1,5}))?");
  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|.*:.*");

  /** Reads one; empty when it is none. */
  public static Optional<Destination> parse(String text, String user, int port) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return Optional.empty();
    }
    String host = form.group("six") == null ? form.group("host") : form.group("six");
    String number = form.group("port");
    int chosen = number == null ? port : Integer.parseInt(number);
    if (chosen < 1 || chosen > 65_535) {
      return Optional.empty();
    }
    return Optional.of(
        new Destination(form.group("user") == null ? user : form.group("user"), host, chosen));
  }

  /** The name of a node that whoever wrote this means; empty for an address or a short name. */
  public Optional<String> certname() {
    return host.contains(".") && !ADDRESS.matcher(host).matches()
        ? Optional.of(host.toLowerCase(java.util.Locale.ROOT))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return user + "@" + host + (port == 22 ? "" : ":" + port);
  }
}
