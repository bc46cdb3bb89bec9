package io.kitward.server.backend.icinga;

import io.kitward.protocol.Json;
import io.kitward.server.backend.Unanswered;
import io.kitward.server.backend.driver.ConsoleAccess;
import io.kitward.server.backend.driver.ConsoleException;
import io.kitward.server.backend.driver.Exchange;
import io.kitward.server.backend.driver.NoWayException;
import io.kitward.server.backend.driver.Trust;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.net.ssl.SSLException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * Requests to one Icinga. All of them leave the same when sent twice, so one whose connection broke
 * is sent again. For one thread.
 */
final class Calls {

  /** The kinds of objects, as they stand in paths. */
  static final String HOSTS = "hosts";

  static final String SERVICES = "services";

  /** A reload closes connections and is over within a second for whoever connects again. */
  private static final int TRIES = 6;

  private static final Duration PAUSE = Duration.ofMillis(200);

  private static final String JSON = "application/json";

  private final Connection connection;
  private final Exchange exchange;
  private final ConsoleAccess access;
  private final Duration timeout;
  private final String base;
  private final String authorization;
  private boolean answered;

  Calls(Connection connection, Exchange exchange, ConsoleAccess access, Duration timeout) {
    this.connection = connection;
    this.exchange = exchange;
    this.access = access;
    this.timeout = timeout;
    this.base = access.url().toString().replaceAll("/+$", "");
    String password =
        access.credential().isEmpty() ? "" : access.secrets().apply(access.credential());
    this.authorization =
        "Basic "
            + Base64.getEncoder()
                .encodeToString((access.user() + ":" + password).getBytes(StandardCharsets.UTF_8));
  }

  /** Reads a path. */
  Answer get(String path) throws ConsoleException, InterruptedException {
    connection.count(false);
    return json(send("GET", path, Optional.empty(), JSON));
  }

  /** Reads a file of a package of configuration; empty when there is none. */
  Optional<String> file(String path) throws ConsoleException, InterruptedException {
    connection.count(false);
    // Icinga refuses to hand out a file as anything else.
    var response = send("GET", path, Optional.empty(), "application/octet-stream");
    return response.status() == 200
        ? Optional.of(new String(response.body(), StandardCharsets.UTF_8))
        : Optional.empty();
  }

  /**
   * The objects or templates that a search finds.
   *
   * @param attributes those that are wanted; all when there are none
   */
  List<JsonNode> find(String path, Search search, List<String> attributes)
      throws ConsoleException, InterruptedException {
    connection.count(false);
    Map<String, Object> body = search.body();
    if (!attributes.isEmpty()) {
      body.put("attrs", attributes);
    }
    Answer answer = json(send("GET", path, Optional.of(body), JSON));
    if (answer.status() == 404) {
      // Nothing of that kind at all, or a permission that was taken away meanwhile.
      connection.meet(this);
      return List.of();
    }
    if (answer.status() != 200) {
      throw trouble("answers " + answer.status() + ": " + answer.words());
    }
    return answer.results();
  }

  /** Changes something; whatever the answer is. */
  Answer write(String method, String path, Map<String, ?> body)
      throws ConsoleException, InterruptedException {
    connection.count(true);
    return json(send(method, path, Optional.of(body), JSON));
  }

  /** Changes something. */
  void require(String method, String path, Map<String, ?> body)
      throws ConsoleException, RefusedException, InterruptedException {
    Answer answer = write(method, path, body);
    if (!answer.well()) {
      throw new RefusedException(
          answer.status() == 404
              ? path + ": " + answer.words() + " (or its user may not)"
              : answer.words());
    }
  }

  /** The path of an object. */
  static String object(String kind, String name) {
    return "/v1/objects/"
        + kind
        + "/"
        + URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** Something about the console as a whole. */
  ConsoleException trouble(String words) {
    return new ConsoleException(access.name() + " (" + base + ") " + words);
  }

  private ConsoleException trouble(String words, Exception cause) {
    return new ConsoleException(access.name() + " (" + base + "): " + words, cause);
  }

  private Answer json(Exchange.Answer response) throws ConsoleException {
    try {
      JsonNode body =
          response.body().length == 0
              ? MissingNode.getInstance()
              : Json.MAPPER.readTree(response.body());
      return new Answer(response.status(), body);
    } catch (JacksonException e) {
      throw trouble("answers with status " + response.status() + " and no JSON", e);
    }
  }

  private Exchange.Answer send(
      String method, String path, Optional<Map<String, ?>> body, String accept)
      throws ConsoleException, InterruptedException {
    Exchange.Request request = request(method, path, body, accept);
    for (int attempt = 1; ; attempt++) {
      try {
        Exchange.Answer response = exchange.send(request, timeout);
        if (response.status() == 401) {
          throw trouble(
              "refuses the user " + access.user() + " with the credential that Kitward has");
        }
        answered = true;
        return response;
      } catch (NoWayException e) {
        throw trouble(Unanswered.words(e), e);
      } catch (SSLException e) {
        // Its certificate was believed before: it is a reload that ends handshakes too.
        if (!answered || attempt == TRIES) {
          throw trouble(Trust.words(e), e);
        }
        Thread.sleep(PAUSE);
      } catch (HttpTimeoutException e) {
        throw trouble("no answer within " + timeout.toMillis() / 1000.0 + " s", e);
      } catch (IOException e) {
        if ((!answered && !closedMeanwhile(e)) || attempt == TRIES) {
          throw trouble("no connection: " + Unanswered.words(e), e);
        }
        Thread.sleep(PAUSE);
      }
    }
  }

  /** Icinga closes a connection that was idle for 10 s, perhaps while a request is on its way. */
  private static boolean closedMeanwhile(IOException failure) {
    return !(failure instanceof java.net.ConnectException);
  }

  private Exchange.Request request(
      String method, String path, Optional<Map<String, ?>> body, String accept) {
    URI uri = URI.create(base + path);
    var headers = new TreeMap<>(Map.of("authorization", authorization, "accept", accept));
    if (body.isEmpty()) {
      return new Exchange.Request(method, uri, headers);
    }
    // A body goes with POST alone: some proxies drop that of a GET or DELETE.
    boolean plain = method.equals("PUT") || method.equals("POST");
    if (!plain) {
      headers.put("x-http-method-override", method);
    }
    headers.put("content-type", JSON);
    return new Exchange.Request(
        plain ? method : "POST", uri, headers, Json.bytes(body.orElseThrow()));
  }
}
