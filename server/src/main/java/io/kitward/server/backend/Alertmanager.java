package io.kitward.server.backend;

import io.kitward.protocol.Json;
import io.kitward.server.backend.driver.Exchange;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Kitward's silences in an Alertmanager, through its API v2. Thread-safe. */
public final class Alertmanager {

  /** Whom Alertmanager shows as the one who made them. */
  static final String AUTHOR = "kitward";

  /** Silences must not keep anybody waiting for what Prometheus proves. */
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  private final Exchange exchange;

  public Alertmanager(Exchange exchange) {
    this.exchange = exchange;
  }

  /**
   * A silence. A value.
   *
   * @param id Alertmanager's; empty: not made yet
   * @param comment by which it is found again
   * @param labels that an alert must have, by name; empty where they are matched in another way
   * @param from when it begins; one that lies in the past begins now
   */
  record Silence(
      String id, String comment, SortedMap<String, String> labels, Instant from, Instant until) {}

  /** Those that Kitward made and that have not ended. */
  List<Silence> silences(String url) throws IOException, InterruptedException {
    var silences = new ArrayList<Silence>();
    for (JsonNode silence : asked(url, "/api/v2/silences")) {
      if (silence.path("createdBy").asString("").equals(AUTHOR)
          && !silence.path("status").path("state").asString("").equals("expired")) {
        silences.add(silence(silence));
      }
    }
    return silences;
  }

  private JsonNode asked(String url, String path) throws IOException, InterruptedException {
    Exchange.Answer response = send("GET", url, path);
    if (response.status() != 200) {
      throw refused(response);
    }
    return Json.MAPPER.readTree(response.body());
  }

  private static Silence silence(JsonNode silence) throws IOException {
    var labels = new TreeMap<String, String>();
    boolean plain = true;
    for (JsonNode matcher : silence.path("matchers")) {
      plain &= matcher.path("isEqual").asBoolean(true) && !matcher.path("isRegex").asBoolean(false);
      labels.put(matcher.path("name").asString(""), matcher.path("value").asString(""));
    }
    try {
      return new Silence(
          silence.path("id").asString(""),
          silence.path("comment").asString(""),
          plain ? labels : new TreeMap<>(),
          Instant.parse(silence.path("startsAt").asString("")),
          Instant.parse(silence.path("endsAt").asString("")));
    } catch (DateTimeException e) {
      throw new IOException("answers with a silence that has no times", e);
    }
  }

  /** Makes one, or moves the end of that of its id. */
  void put(String url, Silence silence) throws IOException, InterruptedException {
    var body = new LinkedHashMap<String, Object>();
    if (!silence.id().isEmpty()) {
      body.put("id", silence.id());
    }
    body.put(
        "matchers",
        silence.labels().entrySet().stream()
            .map(
                label ->
                    new TreeMap<String, Object>(
                        Map.of(
                            "name",
                            label.getKey(),
                            "value",
                            label.getValue(),
                            "isRegex",
                            false,
                            "isEqual",
                            true)))
            .toList());
    body.put("startsAt", silence.from().toString());
    body.put("endsAt", silence.until().toString());
    body.put("createdBy", AUTHOR);
    body.put("comment", silence.comment());
    Exchange.Answer response =
        exchange.send(
            new Exchange.Request(
                "POST",
                uri(url, "/api/v2/silences"),
                Map.of("content-type", "application/json"),
                Json.bytes(body)),
            TIMEOUT);
    if (response.status() != 200) {
      throw refused(response);
    }
  }

  /** Ends one; one that is not there any more has ended. */
  void end(String url, String id) throws IOException, InterruptedException {
    Exchange.Answer response = send("DELETE", url, "/api/v2/silence/" + id);
    // 404 is what newer ones say; 0.25 says 500.
    if (response.status() != 200
        && response.status() != 404
        && !text(response).contains("not found")) {
      throw refused(response);
    }
  }

  private static URI uri(String url, String path) {
    return URI.create(url.replaceAll("/+$", "") + path);
  }

  private Exchange.Answer send(String method, String url, String path)
      throws IOException, InterruptedException {
    return exchange.send(new Exchange.Request(method, uri(url, path), Map.of()), TIMEOUT);
  }

  private static String text(Exchange.Answer response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  private static IOException refused(Exchange.Answer response) {
    return new IOException(
        "answers with status " + response.status() + words(text(response)).orElse(""));
  }

  private static Optional<String> words(String body) {
    try {
      JsonNode answer = Json.MAPPER.readTree(body);
      String words = answer.isString() ? answer.asString() : answer.path("message").asString("");
      return words.isEmpty() ? Optional.empty() : Optional.of(": " + words);
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }
}
