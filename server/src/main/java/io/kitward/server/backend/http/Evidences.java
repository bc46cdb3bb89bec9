package io.kitward.server.backend.http;

import io.kitward.policy.HttpConsole;
import io.kitward.server.backend.Sighting;
import io.kitward.server.desired.WantedHost;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Reads which data of which instances a console has. Pure. */
final class Evidences {

  /** Times above this are in milliseconds: as seconds they would lie beyond the year 5000. */
  private static final BigDecimal MILLISECONDS = new BigDecimal("100000000000");

  private static final BigDecimal LATEST = new BigDecimal("100000000000000");

  private final HttpConsole.Evidence evidence;
  private final Instant now;

  Evidences(HttpConsole.Evidence evidence, Instant now) {
    this.evidence = evidence;
    this.now = now;
  }

  /** The newest data of each instance of which there is a record. */
  Map<UUID, Sighting.Target> read(Collection<WantedHost> hosts, List<Pointer.Item> items) {
    Map<String, List<UUID>> instances = byKey(hosts);
    Map<UUID, Sighting.Target> targets = new HashMap<>();
    for (Pointer.Item item : items) {
      List<UUID> about =
          key(item).map(key -> instances.getOrDefault(key, List.of())).orElse(List.of());
      if (about.isEmpty()) {
        continue;
      }
      target(item)
          .ifPresent(target -> about.forEach(id -> targets.merge(id, target, Evidences::newer)));
    }
    return targets;
  }

  private Optional<String> key(Pointer.Item item) {
    return item.text(evidence.name())
        .or(() -> item.text(evidence.mark()))
        .or(() -> item.text(evidence.instance()));
  }

  private Map<String, List<UUID>> byKey(Collection<WantedHost> hosts) {
    Map<String, List<UUID>> byKey = new HashMap<>();
    for (WantedHost host : hosts) {
      if (!evidence.instance().isEmpty()) {
        host.instances().forEach(id -> byKey.put(id.toString(), List.of(id)));
      } else {
        String key = evidence.mark().isEmpty() ? host.name() : host.node().toString();
        byKey.computeIfAbsent(key, _ -> new ArrayList<>()).addAll(host.instances());
      }
    }
    return byKey;
  }

  /** Empty when the record has no time: then it is about something else. */
  private Optional<Sighting.Target> target(Pointer.Item item) {
    Optional<String> written = item.text(evidence.at());
    if (written.isEmpty()) {
      return Optional.empty();
    }
    Optional<Instant> at = time(written.get());
    if (at.isEmpty()) {
      return Optional.of(
          new Sighting.Target(
              "its data have no time that can be read: " + shortened(written.get()),
              Optional.empty()));
    }
    String fault = fault(item, at.get());
    return Optional.of(
        new Sighting.Target(
            fault, Optional.of(new Sighting.Sample(fault.isEmpty() ? 1 : 0, at.get()))));
  }

  /** What is wrong with the data, in words; empty when they are good. */
  private String fault(Pointer.Item item, Instant at) {
    if (!evidence.maxAge().isZero() && at.plus(evidence.maxAge()).isBefore(now)) {
      return "its newest data are of "
          + at
          + ", older than "
          + evidence.maxAge().toSeconds()
          + " s";
    }
    if (evidence.good().isEmpty()) {
      return "";
    }
    Optional<String> value = item.text(evidence.good());
    if (value.filter(evidence.goodValues()::contains).isPresent()) {
      return "";
    }
    String words = item.text(evidence.message()).map(Evidences::shortened).orElse("");
    return words.isEmpty()
        ? evidence.good()
            + " is "
            + value.map(Evidences::shortened).orElse("nothing")
            + ", and good is "
            + String.join(" or ", evidence.goodValues())
        : words;
  }

  private static Sighting.Target newer(Sighting.Target one, Sighting.Target other) {
    return at(other).isAfter(at(one)) ? other : one;
  }

  private static Instant at(Sighting.Target target) {
    return target.value().map(Sighting.Sample::at).orElse(Instant.MIN);
  }

  /** Seconds or milliseconds since 1970, or ISO 8601 with its offset. */
  static Optional<Instant> time(String text) {
    try {
      var number = new BigDecimal(text);
      if (number.signum() < 0 || number.compareTo(LATEST) > 0 || number.scale() > 1000) {
        return Optional.empty();
      }
      BigDecimal milliseconds =
          number.compareTo(MILLISECONDS) > 0 ? number : number.movePointRight(3);
      return Optional.of(
          Instant.ofEpochMilli(milliseconds.setScale(0, RoundingMode.DOWN).longValueExact()));
    } catch (ArithmeticException | NumberFormatException notNumber) {
      return dated(text);
    }
  }

  private static Optional<Instant> dated(String text) {
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException unreadable) {
      return Optional.empty();
    }
  }

  private static String shortened(String text) {
    String plain = text.replaceAll("\\p{Cntrl}+", " ").strip();
    return plain.length() > 200 ? plain.substring(0, 200) + "…" : plain;
  }
}
