package io.kitward.server.backend.http;

import io.kitward.policy.RequestTemplate;
import io.kitward.policy.RequestValues;
import io.kitward.protocol.Json;
import io.kitward.server.backend.Unanswered;
import io.kitward.server.backend.driver.ConsoleAccess;
import io.kitward.server.backend.driver.ConsoleException;
import io.kitward.server.backend.driver.Exchange;
import io.kitward.server.backend.driver.Trust;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Sends the requests of a Backend document. No redirect is followed, and an answer is bounded in
 * time and size. For one thread at a time.
 */
final class HttpCalls {

  /** The longest time for which a console's Retry-After is honoured. */
  static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);

  /** So much of an answer is shown, in characters. */
  private static final int SHOWN = 200;

  /** Statuses that speak of the console as a whole, or of Kitward, and not of one record. */
  private static final Set<Integer> AS_A_WHOLE = Set.of(401, 403, 407, 429, 502, 503, 504);

  private final ConsoleAccess access;
  private final Exchange exchange;
  private final Duration limit;
  private final URI base;

  HttpCalls(ConsoleAccess access, Exchange exchange, Duration limit) {
    this.access = access;
    this.exchange = exchange;
    this.limit = limit;
    this.base = URI.create(access.url().toString().replaceAll("/+$", ""));
  }

  /** One answer. */
  private record Answer(URI uri, int status, String body, String location, String retryAfter) {}

  /**
   * Asks for something.
   *
   * @param name of the request, for words
   * @param page another page of the same; empty: the request's own path
   */
  JsonNode read(String name, RequestTemplate request, Optional<URI> page)
      throws ConsoleException, InterruptedException {
    Answer answer = send(name, request, RequestValues.none(), page);
    if (!request.expects(answer.status())) {
      throw new ConsoleException(unexpected(name, request, answer));
    }
    try {
      return Json.MAPPER.readTree(answer.body());
    } catch (JacksonException e) {
      throw new ConsoleException(
          words(name, request, answer.uri())
              + "answers with status "
              + answer.status()
              + " and something that is not JSON: "
              + shown(answer.body()),
          e);
    }
  }

  /**
   * Changes something.
   *
   * @param gone whether 404 and 410 are good too
   * @return why the console refused it, in words; empty when it is done
   * @throws IllegalArgumentException when a value does not fit the request
   */
  Optional<String> change(String name, RequestTemplate request, RequestValues values, boolean gone)
      throws ConsoleException, InterruptedException {
    Answer answer = send(name, request, values, Optional.empty());
    int status = answer.status();
    if (request.expects(status) || (gone && (status == 404 || status == 410))) {
      return Optional.empty();
    }
    String words = unexpected(name, request, answer);
    if (AS_A_WHOLE.contains(status) || (status >= 300 && status < 400)) {
      throw new ConsoleException(words);
    }
    return Optional.of(words);
  }

  /** Where another page of an answer is; always on the same console. */
  URI page(String name, URI from, String next) throws ConsoleException {
    try {
      URI page = from.resolve(next);
      if (origin(page).equals(origin(base)) && page.getRawFragment() == null) {
        return page;
      }
    } catch (IllegalArgumentException unreadable) {
      throw new ConsoleException(
          name + ": the path of the next page can't be read: " + shown(next), unreadable);
    }
    throw new ConsoleException(
        name + ": the next page is not on this console, and is not asked for: " + shown(next));
  }

  /** The address of a request that is about no node. */
  URI address(RequestTemplate request) {
    return URI.create(base + request.render(RequestValues.none(), () -> "").path());
  }

  private static String origin(URI uri) {
    return uri.getScheme() + "://" + uri.getRawAuthority();
  }

  private Answer send(
      String name, RequestTemplate request, RequestValues values, Optional<URI> page)
      throws ConsoleException, InterruptedException {
    Duration pause = FIRST_PAUSE;
    for (int again = request.retry(); ; again--) {
      Answer answer = once(name, request, values, page);
      if (again == 0
          || request.expects(answer.status())
          || !request.retryOn().contains(answer.status())) {
        return answer;
      }
      TimeUnit.MILLISECONDS.sleep(RetryAfter.of(answer.retryAfter(), pause).toMillis());
      pause = pause.multipliedBy(2);
    }
  }

  private Answer once(
      String name, RequestTemplate request, RequestValues values, Optional<URI> page)
      throws ConsoleException, InterruptedException {
    RequestTemplate.Rendered rendered = request.render(values, this::credential);
    URI uri = page.orElseGet(() -> URI.create(base + rendered.path()));
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.put("accept", "application/json");
    headers.put("user-agent", "Kitward");
    headers.putAll(rendered.headers());
    if (!access.user().isEmpty()) {
      headers.put("authorization", "Basic " + Shown.basic(access.user(), credential()));
    }
    if (!rendered.body().isEmpty()) {
      headers.put("content-type", request.contentType());
    }
    Exchange.Answer answer =
        answer(
            words(name, request, uri),
            new Exchange.Request(
                request.method(), uri, headers, rendered.body().getBytes(StandardCharsets.UTF_8)));
    return new Answer(
        uri,
        answer.status(),
        new String(answer.body(), StandardCharsets.UTF_8),
        answer.header("location").orElse(""),
        answer.header("retry-after").orElse(""));
  }

  private Exchange.Answer answer(String words, Exchange.Request request)
      throws ConsoleException, InterruptedException {
    try {
      return exchange.send(request, limit);
    } catch (IOException e) {
      throw new ConsoleException(words + reason(e), e);
    }
  }

  private String reason(IOException failure) {
    return switch (failure) {
      case HttpConnectTimeoutException _ -> "no answer within " + seconds();
      case HttpTimeoutException late -> late.getMessage() + " within " + seconds();
      case SSLException refused -> shown(Trust.words(refused));
      default -> shown(Unanswered.words(failure));
    };
  }

  private String seconds() {
    return limit.toMillis() / 1000.0 + " s";
  }

  private String unexpected(String name, RequestTemplate request, Answer answer) {
    String where =
        answer.location().isEmpty()
            ? ""
            : " and leads to " + shown(answer.location()) + ", where Kitward does not follow";
    return words(name, request, answer.uri())
        + "answers with status "
        + answer.status()
        + where
        + (answer.body().isBlank() ? "" : ": " + shown(answer.body()));
  }

  private String words(String name, RequestTemplate request, URI uri) {
    return name + ": " + request.method() + " " + shown(uri.toString()) + ": ";
  }

  private String shown(String text) {
    return Shown.of(text, access.user(), credential(), SHOWN);
  }

  private String credential() {
    return access.credential().isEmpty() ? "" : access.secrets().apply(access.credential());
  }
}
