package io.kitward.lab;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The API of a Kitward server, as an administrator's program uses it. Thread-safe. */
public final class ServerApi implements AutoCloseable {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final HttpClient http;
  private final String url;
  private final String token;

  private ServerApi(HttpClient http, String url, String token) {
    this.http = http;
    this.url = url;
    this.token = token;
  }

  /** Connects with the server's own CA and its administrator's token. */
  public static ServerApi of(KitwardServer server) {
    return open(server.url(), server.ca(), server.token());
  }

  /** Connects with a CA and a token from files. */
  public static ServerApi open(String url, Path ca, Path token) {
    try (InputStream pem = Files.newInputStream(ca)) {
      HttpClient http =
          HttpClient.newBuilder()
              .sslContext(PinnedTrust.of(pem))
              .connectTimeout(Duration.ofSeconds(5))
              .build();
      return new ServerApi(http, url, Files.readString(token).strip());
    } catch (IOException | GeneralSecurityException e) {
      throw new LabException("the server's CA or token can't be read", e);
    }
  }

  /** Status and body of an answer. */
  public record Answer(int status, String body) {

    /** The body as JSON. */
    public JsonNode json() {
      return JSON.readTree(body);
    }

    /** This answer, or an exception when it is none of success. */
    public Answer orThrow() {
      if (status >= 300) {
        throw new LabException("the server answered " + status + ": " + body);
      }
      return this;
    }
  }

  /** Asks; an exception when the answer is none of success. */
  public JsonNode get(String path) {
    return send("GET", path, "", "").orThrow().json();
  }

  /** Replaces the tags of one source of a node. */
  public void tags(String certname, String source, List<String> tags) {
    var _ =
        send(
                "PUT",
                "/v1/nodes/" + certname + "/tags/" + source.replace("/", "%2F"),
                "application/json",
                JSON.writeValueAsString(java.util.Map.of("tags", tags)))
            .orThrow();
  }

  /** Sends a request; whatever the answer is. */
  public Answer send(String method, String path, String type, String body) {
    var request =
        HttpRequest.newBuilder(URI.create(url + path))
            .timeout(Duration.ofSeconds(20))
            .header("authorization", "Bearer " + token)
            .header("accept", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    if (!type.isEmpty()) {
      request.header("content-type", type);
    }
    try {
      HttpResponse<String> response =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.body());
    } catch (IOException e) {
      throw new LabException("the server does not answer: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted while the server answered", e);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
