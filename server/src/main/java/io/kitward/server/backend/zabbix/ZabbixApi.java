package io.kitward.server.backend.zabbix;

import io.kitward.protocol.Json;
import io.kitward.server.backend.Unanswered;
import io.kitward.server.backend.driver.ConsoleAccess;
import io.kitward.server.backend.driver.ConsoleException;
import io.kitward.server.backend.driver.Exchange;
import io.kitward.server.backend.zabbix.RefusedException.Kind;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Zabbix' JSON-RPC API, one request at a time: requests side by side gain nothing there, and make
 * several hosts of one name. Zabbix says its errors with status 200. For one thread at a time.
 */
final class ZabbixApi {

  private static final Logger LOG = LoggerFactory.getLogger(ZabbixApi.class);
  private static final String PATH = "/api_jsonrpc.php";

  /** The codes of errors that are about what was asked; all others are about Zabbix itself. */
  private static final Set<Integer> ABOUT_THE_REQUEST = Set.of(-32602, -32500);

  private final ConsoleAccess access;
  private final URI endpoint;
  private final Exchange exchange;
  private final Duration limit;
  private final InstantSource clock;
  private @Nullable ZabbixVersion version;
  private Instant consoleTime = Instant.EPOCH;
  private long reads;
  private long writes;

  ZabbixApi(ConsoleAccess access, Exchange exchange, Duration limit, InstantSource clock) {
    this.access = access;
    this.endpoint = endpoint(access.url());
    this.exchange = exchange;
    this.limit = limit;
    this.clock = clock;
  }

  /** People write the address of the front end or that of its API. */
  static URI endpoint(URI url) {
    String text = url.toString();
    return text.endsWith(".php") ? url : URI.create(text.replaceAll("/+$", "") + PATH);
  }

  /** Which Zabbix this is; asked once. */
  ZabbixVersion version() throws ConsoleException, InterruptedException {
    if (version == null) {
      String answer = result(send("apiinfo.version", Map.of(), Optional.empty())).asString("");
      ZabbixVersion found =
          ZabbixVersion.parse(answer)
              .orElseThrow(() -> failed("does not say which version of Zabbix it is"));
      if (found.tooOld()) {
        throw failed("is Zabbix " + answer + ": Kitward needs 6.0 or newer");
      }
      if (!found.proven()) {
        LOG.warn(
            "{} is Zabbix {}: Kitward was tried with 6.0 alone, and may be wrong about this one",
            access.name(),
            answer);
      }
      version = found;
    }
    return version;
  }

  /** Asks for something. Whatever is no answer to it is said of the console as a whole. */
  JsonNode read(String method, Map<String, ?> parameters)
      throws ConsoleException, InterruptedException {
    reads++;
    return result(authorized(method, parameters));
  }

  /** Changes something. After a {@link ConsoleException} nobody knows whether it was done. */
  JsonNode write(String method, Object parameters)
      throws ConsoleException, RefusedException, InterruptedException {
    writes++;
    return checked(authorized(method, parameters));
  }

  /** How many requests there were so far that change nothing. */
  long reads() {
    return reads;
  }

  /** How many there were so far that change something. */
  long writes() {
    return writes;
  }

  /** What time it was on the console when it answered last: ages are counted in its own time. */
  Instant consoleTime() {
    return consoleTime;
  }

  private Exchange.Answer authorized(String method, Object parameters)
      throws ConsoleException, InterruptedException {
    return send(method, parameters, Optional.of(version()));
  }

  private Exchange.Answer send(String method, Object parameters, Optional<ZabbixVersion> authorized)
      throws ConsoleException, InterruptedException {
    var body = new LinkedHashMap<String, Object>();
    body.put("jsonrpc", "2.0");
    body.put("id", 1);
    body.put("method", method);
    body.put("params", parameters);
    Map<String, String> headers =
        new TreeMap<>(Map.of("content-type", "application/json-rpc", "user-agent", "Kitward"));
    if (authorized.isPresent()) {
      String token = token();
      if (authorized.get().bearer()) {
        headers.put("authorization", "Bearer " + token);
      } else {
        body.put("auth", token);
      }
    }
    try {
      Exchange.Answer answer =
          exchange.send(new Exchange.Request("POST", endpoint, headers, Json.bytes(body)), limit);
      consoleTime = date(answer).orElseGet(clock::instant);
      return answer;
    } catch (HttpConnectTimeoutException e) {
      throw failed("does not answer (" + words(e) + ")", e);
    } catch (HttpTimeoutException e) {
      throw failed("does not answer " + method + " within " + words(limit), e);
    } catch (IOException e) {
      throw failed("does not answer (" + words(e) + ")", e);
    }
  }

  private String token() throws ConsoleException {
    if (access.credential().isEmpty()) {
      throw failed("needs a credential: the secret that holds an API token");
    }
    try {
      return access.secrets().apply(access.credential());
    } catch (RuntimeException e) {
      // Whatever keeps the secrets: without the token nothing can be asked.
      throw failed("has a credential that can't be read: " + words(e), e);
    }
  }

  private static String words(Exception failure) {
    return Unanswered.words(failure);
  }

  private JsonNode result(Exchange.Answer response) throws ConsoleException {
    try {
      return checked(response);
    } catch (RefusedException e) {
      throw failed("answers: " + e.words(), e);
    }
  }

  private JsonNode checked(Exchange.Answer response) throws ConsoleException, RefusedException {
    int status = response.status();
    if (status == 500 && response.body().length == 0) {
      throw new RefusedException(
          Kind.DIED,
          "status 500 without a word: PHP died over it, for the most part at its memory_limit; the"
              + " log of the web server says why");
    }
    if (status != 200) {
      throw failed("answers with status " + status + strangeness(status));
    }
    JsonNode answer;
    try {
      answer = Json.MAPPER.readTree(response.body());
    } catch (JacksonException e) {
      throw failed("answers with something else than JSON: is " + endpoint + " its API?", e);
    }
    JsonNode error = answer.path("error");
    if (error.isMissingNode()) {
      if (!answer.has("result")) {
        throw failed("answers with JSON that has no result: is " + endpoint + " its API?");
      }
      return answer.path("result");
    }
    String words = words(error);
    if (words.startsWith("Not authorized") || words.startsWith("Session terminated")) {
      throw failed(
          "refuses the token ("
              + words
              + "): is it the value of an API token that is enabled and"
              + " has not expired?");
    }
    if (!ABOUT_THE_REQUEST.contains(error.path("code").asInt(0))) {
      throw failed("answers: " + words);
    }
    throw new RefusedException(
        words.startsWith("No permissions to call ") ? Kind.FORBIDDEN : Kind.REFUSED, words);
  }

  /** Of an error of Zabbix itself, such as a database that is away, the message alone says more. */
  private static String words(JsonNode error) {
    String data = error.path("data").asString("");
    return data.isEmpty() ? error.path("message").asString("no reason") : data;
  }

  private static String strangeness(int status) {
    return switch (status / 100) {
      case 3 -> ", and redirects are not followed: write where it leads to into its document";
      case 4 -> ": is its url that of Zabbix' front end?";
      default -> "";
    };
  }

  private static Optional<Instant> date(Exchange.Answer response) {
    try {
      return response
          .header("date")
          .map(text -> ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private ConsoleException failed(String what) {
    return new ConsoleException(access.name() + " " + what);
  }

  private ConsoleException failed(String what, Exception cause) {
    return new ConsoleException(access.name() + " " + what, cause);
  }

  private static String words(Duration limit) {
    return limit.toMillis() % 1000 == 0 ? limit.toSeconds() + " s" : limit.toMillis() + " ms";
  }
}
