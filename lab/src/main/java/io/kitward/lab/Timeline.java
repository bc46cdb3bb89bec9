package io.kitward.lab;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * What happened on one node, from the server's events: its own and those of the node's journal,
 * each with the stamp of whoever saw it.
 */
public final class Timeline {

  private static final Pattern SAMPLE = Pattern.compile("up = 1 of (\\S+)");

  /** One event. */
  public record Event(long id, Instant at, String service, String kind, String message) {}

  private final List<Event> events;

  private Timeline(List<Event> events) {
    this.events = events;
  }

  /** The id of the newest event; what happens from now on has a higher one. */
  public static long now(ServerApi api) {
    JsonNode newest = api.get("/v1/events?limit=1").path("items");
    return newest.isEmpty() ? 0 : newest.path(0).path("id").asLong();
  }

  /** What happened on a node since an event, oldest first. */
  public static Timeline since(ServerApi api, String certname, long after) {
    List<Event> events = new ArrayList<>();
    String page = "/v1/nodes/" + certname + "/events?limit=1000";
    for (JsonNode event : api.get(page).path("items")) {
      if (event.path("id").asLong() > after) {
        events.add(
            new Event(
                event.path("id").asLong(),
                Instant.parse(event.path("at").asString("")),
                event.path("service").asString(""),
                event.path("kind").asString(""),
                event.path("message").asString("")));
      }
    }
    return new Timeline(events.reversed());
  }

  public List<Event> events() {
    return events;
  }

  /** The first event of a kind about a service (empty: about the node). */
  public Optional<Event> first(String kind, String service) {
    return events.stream()
        .filter(event -> event.kind().equals(kind) && event.service().equals(service))
        .findFirst();
  }

  /** When the first sample that proves a service was taken, by the console's clock. */
  public Optional<Instant> firstSample(String service) {
    return first("proven", service)
        .map(event -> SAMPLE.matcher(event.message()))
        .filter(Matcher::find)
        .map(match -> Instant.parse(match.group(1)));
  }

  /** Milliseconds between two moments, if both are known. */
  public static Optional<Long> between(Optional<Instant> from, Optional<Instant> to) {
    return from.flatMap(start -> to.map(end -> Duration.between(start, end).toMillis()));
  }
}
