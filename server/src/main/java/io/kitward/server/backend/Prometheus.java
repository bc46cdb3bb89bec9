package io.kitward.server.backend;

import io.kitward.protocol.Json;
import io.kitward.server.backend.driver.Exchange;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** Asks a Prometheus what it really scrapes, through its HTTP API. Thread-safe. */
public final class Prometheus {

  /** The scrape job that Kitward places. */
  public static final String JOB = "kitward";

  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final Exchange exchange;

  public Prometheus(Exchange exchange) {
    this.exchange = exchange;
  }

  /** The targets that it scrapes for us, each with its newest sample of {@code up}. */
  public Sighting look(String url) throws InterruptedException {
    try {
      var targets = new HashMap<UUID, Sighting.Target>();
      for (JsonNode target :
          get(url, "/api/v1/targets?state=active&scrapePool=" + JOB).path("activeTargets")) {
        id(target.path("labels"))
            .ifPresent(
                id ->
                    targets.put(
                        id,
                        new Sighting.Target(
                            target.path("lastError").asString(""), Optional.empty())));
      }
      Map<UUID, Instant> times = new HashMap<>();
      query(url, "timestamp(up{job=\"" + JOB + "\"})")
          .forEach((id, value) -> times.put(id, instant(value)));
      query(url, "up{job=\"" + JOB + "\"}")
          .forEach(
              (id, value) -> {
                Sighting.Target target = targets.get(id);
                Instant at = times.get(id);
                if (target != null && at != null) {
                  targets.put(
                      id,
                      new Sighting.Target(
                          target.lastError(), Optional.of(new Sighting.Sample(value, at))));
                }
              });
      return new Sighting.Seen(targets);
    } catch (IOException | JacksonException | IllegalArgumentException e) {
      return new Sighting.Unreachable(url + ": " + Unanswered.words(e));
    }
  }

  private Map<UUID, Double> query(String url, String expression)
      throws IOException, InterruptedException {
    var values = new HashMap<UUID, Double>();
    String encoded = URLEncoder.encode(expression, StandardCharsets.UTF_8);
    for (JsonNode series : get(url, "/api/v1/query?query=" + encoded).path("result")) {
      id(series.path("metric"))
          .ifPresent(
              id ->
                  values.put(id, Double.parseDouble(series.path("value").path(1).asString("NaN"))));
    }
    return values;
  }

  private JsonNode get(String url, String path) throws IOException, InterruptedException {
    String base = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    Exchange.Answer response =
        answer(new Exchange.Request("GET", URI.create(base + path), Map.of()));
    JsonNode answer = json(response);
    if (answer.path("status").asString("").equals("success") && response.status() == 200) {
      return answer.path("data");
    }
    String error = answer.path("error").asString("");
    throw new IOException(
        "answers with status "
            + response.status()
            + (error.isEmpty() ? "; is it a Prometheus?" : ": " + error));
  }

  private Exchange.Answer answer(Exchange.Request request)
      throws IOException, InterruptedException {
    try {
      return exchange.send(request, TIMEOUT);
    } catch (HttpConnectTimeoutException e) {
      throw e;
    } catch (HttpTimeoutException e) {
      throw new IOException(e.getMessage() + " within " + TIMEOUT.toSeconds() + " s", e);
    }
  }

  /** The answer's body; missing when it is no JSON and the status says enough. */
  private static JsonNode json(Exchange.Answer response) throws IOException {
    try {
      return Json.MAPPER.readTree(response.body());
    } catch (JacksonException e) {
      if (response.status() == 200) {
        throw new IOException("answers with something else than JSON; is it a Prometheus?", e);
      }
      return MissingNode.getInstance();
    }
  }

  private static Optional<UUID> id(JsonNode labels) {
    String text = labels.path("kitward_id").asString("");
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(UUID.fromString(text));
    } catch (IllegalArgumentException e) {
      // A label of that name that somebody else set: not one of ours.
      return Optional.empty();
    }
  }

  private static Instant instant(double seconds) {
    return Instant.ofEpochMilli(Math.round(seconds * 1000));
  }
}
