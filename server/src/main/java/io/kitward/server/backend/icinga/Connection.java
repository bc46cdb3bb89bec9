package io.kitward.server.backend.icinga;

import io.kitward.server.backend.driver.ConsoleAccess;
import io.kitward.server.backend.driver.ConsoleException;
import io.kitward.server.backend.driver.Exchange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One kept connection to one Icinga: a request on it takes 1 to 3 ms, with a new handshake 29 ms.
 * What it is and what its user may is asked once. For one thread at a time.
 */
final class Connection implements AutoCloseable {

  /** What Kitward's user has to be allowed, and nothing else; why is in ADR 0022. */
  static final List<String> PERMISSIONS =
      List.of(
          "objects/query/Host",
          "objects/query/Service",
          "objects/query/HostGroup",
          "objects/create/Host",
          "objects/create/Service",
          "objects/modify/Host",
          "objects/modify/Service",
          "objects/delete/Host",
          "objects/delete/Service",
          "templates/query/Host",
          "actions/reschedule-check",
          "objects/query/Downtime",
          "actions/schedule-downtime",
          "actions/remove-downtime",
          "config/query",
          "config/modify");

  private static final Pattern VERSION = Pattern.compile("[rv]?(\\d{1,4})\\.(\\d{1,4}).*");

  private final ConsoleAccess access;
  private final Duration timeout;
  private final Exchange exchange;
  private boolean known;
  private long reads;
  private long writes;

  Connection(ConsoleAccess access, Exchange exchange, Duration timeout) {
    this.access = access;
    this.exchange = exchange;
    this.timeout = timeout;
  }

  /** The calls of one task; the credential is asked for here, and forgotten with them. */
  Calls calls() throws ConsoleException, InterruptedException {
    var calls = new Calls(this, exchange, access, timeout);
    if (!known) {
      meet(calls);
      known = true;
    }
    return calls;
  }

  /** Looks whether this is an Icinga that the driver knows, and whether its user may enough. */
  void meet(Calls calls) throws ConsoleException, InterruptedException {
    known = false;
    var me = calls.get("/v1").results();
    String version = me.isEmpty() ? "" : me.getFirst().path("version").asString("");
    Matcher parts = VERSION.matcher(version);
    if (!parts.matches() || !parts.group(1).equals("2") || Integer.parseInt(parts.group(2)) < 11) {
      throw calls.trouble(
          "says that it is of the version '" + version + "'; Kitward knows Icinga 2 from 2.11 on");
    }
    List<String> granted =
        me.getFirst().path("permissions").valueStream().map(it -> it.asString("")).toList();
    List<String> missing = missing(granted);
    if (!missing.isEmpty()) {
      throw calls.trouble(
          "its user " + access.user() + " lacks permissions: " + String.join(", ", missing));
    }
  }

  /** Those of {@link #PERMISSIONS} that these patterns do not grant. */
  static List<String> missing(List<String> granted) {
    var missing = new ArrayList<>(PERMISSIONS);
    for (String pattern : granted) {
      String regex =
          "\\Q"
              + pattern.toLowerCase(Locale.ROOT).replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q")
              + "\\E";
      missing.removeIf(permission -> permission.toLowerCase(Locale.ROOT).matches(regex));
    }
    return missing;
  }

  void count(boolean write) {
    if (write) {
      writes++;
    } else {
      reads++;
    }
  }

  /** How many requests only read so far. */
  long reads() {
    return reads;
  }

  /** How many could change something. */
  long writes() {
    return writes;
  }

  @Override
  public void close() {
    exchange.close();
  }
}
