package io.kitward.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The server's API over HTTPS, its certificate held to the CA that the settings name. */
final class Api {
  static final JsonMapper MAPPER = JsonMapper.builder().build();

  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(60);

  private final Settings settings;
  private final Optional<String> token;
  private final HttpClient client;

  Api(Settings settings) {
    this.settings = settings;
    this.token = settings.tokenFile().map(Api::token);
    var builder = HttpClient.newBuilder().connectTimeout(CONNECT);
    settings.ca().ifPresent(ca -> builder.sslContext(pinned(ca)));
    this.client = builder.build();
  }

  /** An answer that succeeded. */
  record Answer(int status, String etag, JsonNode body) {}

  /** What the server is called on screens. */
  String host() {
    return settings.server().getAuthority();
  }

  /** Reads JSON. */
  JsonNode get(String path) {
    return send("GET", path, BodyPublishers.noBody(), Map.of()).body();
  }

  /**
   * Sends a request and reads JSON; an answer without a body is a missing node.
   *
   * @throws Failure when the server refuses or cannot be reached
   */
  Answer send(String method, String path, BodyPublisher body, Map<String, String> headers) {
    HttpResponse<byte[]> response =
        exchange(request(path, headers).method(method, body).timeout(ANSWER).build());
    JsonNode json = json(response.body());
    if (response.statusCode() >= 400) {
      throw Refusals.of(response.statusCode(), json);
    }
    return new Answer(
        response.statusCode(), response.headers().firstValue("etag").orElse(""), json);
  }

  /** Reads text. */
  String text(String path) {
    HttpResponse<byte[]> response = exchange(request(path, Map.of()).GET().timeout(ANSWER).build());
    if (response.statusCode() >= 400) {
      throw Refusals.of(response.statusCode(), json(response.body()));
    }
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  /** Reads bytes. */
  byte[] bytes(String path) {
    HttpResponse<byte[]> response = exchange(request(path, Map.of()).GET().timeout(ANSWER).build());
    if (response.statusCode() >= 400) {
      throw Refusals.of(response.statusCode(), json(response.body()));
    }
    return response.body();
  }

  /** Follows a stream of events until it ends. */
  void follow(String path, Consumer<JsonNode> event) {
    var request = request(path, Map.of("accept", "text/event-stream")).GET().build();
    try {
      HttpResponse<Stream<String>> response = client.send(request, BodyHandlers.ofLines());
      try (Stream<String> lines = response.body()) {
        if (response.statusCode() >= 400) {
          throw Refusals.of(
              response.statusCode(),
              json(String.join("\n", lines.toList()).getBytes(StandardCharsets.UTF_8)));
        }
        lines
            .filter(line -> line.startsWith("data: "))
            .forEach(line -> event.accept(MAPPER.readTree(line.substring("data: ".length()))));
      }
    } catch (IOException e) {
      throw unreachable(e);
    } catch (InterruptedException _) {
      throw interrupted();
    }
  }

  /** A path segment or query value, escaped. */
  static String escape(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private HttpRequest.Builder request(String path, Map<String, String> headers) {
    var builder =
        HttpRequest.newBuilder(URI.create(settings.server() + path))
            .header("user-agent", "kitward-cli");
    token.ifPresent(value -> builder.header("authorization", "Bearer " + value));
    headers.forEach(builder::header);
    return builder;
  }

  private HttpResponse<byte[]> exchange(HttpRequest request) {
    try {
      return client.send(request, BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw unreachable(e);
    } catch (InterruptedException _) {
      throw interrupted();
    }
  }

  private Failure unreachable(IOException e) {
    boolean untrusted = e instanceof SSLException;
    String why = untrusted ? "its certificate is not accepted: " + e.getMessage() : reason(e);
    return new Failure(
        Exit.UNREACHABLE,
        untrusted ? "server-untrusted" : "server-unreachable",
        host() + " cannot be reached: " + why.lines().findFirst().orElse(""),
        untrusted
            ? "Check --ca: it must be the ca.pem of this very server."
            : "Check that the server runs and that the address is right, then try again.");
  }

  private static String reason(IOException e) {
    return switch (e) {
      case java.net.http.HttpConnectTimeoutException _ -> "no answer within 5 seconds";
      case java.net.http.HttpTimeoutException _ -> "no answer within 60 seconds";
      case java.net.ConnectException refused ->
          refused.getMessage() == null ? "nothing listens there" : refused.getMessage();
      default -> e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    };
  }

  private static Failure interrupted() {
    Thread.currentThread().interrupt();
    return Failure.interrupted();
  }

  private static JsonNode json(byte[] body) {
    try {
      return body.length == 0 ? MAPPER.missingNode() : MAPPER.readTree(body);
    } catch (JacksonException _) {
      return MAPPER.missingNode();
    }
  }

  private static String token(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new Failure(
          Exit.NOT_PERMITTED,
          "token-file",
          "The token file " + file + " cannot be read.",
          "Check --token-file, KITWARD_TOKEN_FILE or the context, and that the file is yours.");
    }
  }

  private static SSLContext pinned(Path ca) {
    try (InputStream in = Files.newInputStream(ca)) {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("ca-" + store.size(), certificate);
      }
      var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new Failure(
          Exit.USAGE,
          "ca-file",
          "The CA file " + ca + " cannot be read as PEM certificates.",
          "Name the server's ca.pem with --ca, KITWARD_CA or in the context.");
    }
  }
}
