package io.kitward.server.backend.zabbix;

import io.kitward.server.backend.Sighting;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * The item whose values prove an instance. A value.
 *
 * @param contact the id of the interface that it is fetched by
 * @param error why Zabbix can't make sense of it; empty when it can
 * @param latest when its newest value was taken; empty when there is none
 * @param interval between two values
 */
record ProofItem(
    String id,
    String host,
    String key,
    String contact,
    boolean enabled,
    String error,
    Optional<Instant> latest,
    Duration interval) {

  /** What {@link #of} reads. */
  static final List<String> OUTPUT =
      List.of(
          "itemid",
          "hostid",
          "key_",
          "interfaceid",
          "status",
          "state",
          "error",
          "lastclock",
          "delay");

  /** Where the interval is a macro, or the item has none of its own: the usual one, generously. */
  private static final Duration UNKNOWN_INTERVAL = Duration.ofMinutes(5);

  private static final Pattern INTERVAL = Pattern.compile("([0-9]{1,9})([smhdw]?)");

  static ProofItem of(JsonNode item) {
    long clock = Long.parseLong(item.path("lastclock").asString("0"));
    return new ProofItem(
        item.path("itemid").asString(""),
        item.path("hostid").asString(""),
        item.path("key_").asString(""),
        item.path("interfaceid").asString(""),
        item.path("status").asString("").equals("0"),
        item.path("state").asString("").equals("1")
            ? item.path("error").asString("it is not supported")
            : "",
        clock == 0 ? Optional.empty() : Optional.of(Instant.ofEpochSecond(clock)),
        interval(item.path("delay").asString("")));
  }

  /** The interval of a delay such as {@code 1m} or {@code 30s;5m/1-5,09:00-18:00}. */
  static Duration interval(String delay) {
    Matcher matcher = INTERVAL.matcher(delay.split(";", 2)[0]);
    if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
      return UNKNOWN_INTERVAL;
    }
    Duration unit =
        switch (matcher.group(2)) {
          case "m" -> Duration.ofMinutes(1);
          case "h" -> Duration.ofHours(1);
          case "d" -> Duration.ofDays(1);
          case "w" -> Duration.ofDays(7);
          default -> Duration.ofSeconds(1);
        };
    return unit.multipliedBy(Long.parseLong(matcher.group(1)));
  }

  /**
   * What its values prove: 1 while the newest is younger than two intervals, else 0 with the
   * reason. Pure.
   *
   * @param now in the console's time
   */
  Sighting.Target target(RecordedHost host, Instant now) {
    if (!error.isEmpty()) {
      return new Sighting.Target(
          "item " + key + ": " + error, Optional.of(new Sighting.Sample(0, latest.orElse(now))));
    }
    if (latest.isEmpty()) {
      return new Sighting.Target(hindrance(host), Optional.empty());
    }
    boolean fresh = latest.get().plus(interval.multipliedBy(2)).isAfter(now);
    String why = fresh ? "" : hindrance(host);
    return new Sighting.Target(
        fresh || !why.isEmpty()
            ? why
            : "no value since " + latest.get().truncatedTo(ChronoUnit.SECONDS),
        Optional.of(new Sighting.Sample(fresh ? 1 : 0, latest.get())));
  }

  /** Why there is no value, as far as Zabbix knows. */
  private String hindrance(RecordedHost host) {
    if (!host.enabled()) {
      return "the host is disabled in Zabbix";
    }
    if (!enabled) {
      return "item " + key + " is disabled in Zabbix";
    }
    return host.interfaces().stream()
        .filter(known -> known.id().equals(contact))
        .map(RecordedHost.Interface::error)
        .findFirst()
        .orElse("");
  }
}
