package io.kitward.server.console;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A browser without scripts: keeps cookies, follows nothing by itself, fills in forms. */
final class Browser implements AutoCloseable {
  private final HttpClient client = HttpClient.newHttpClient();
  private final Map<String, String> cookies = new LinkedHashMap<>();
  private final String base;

  Browser(int port) {
    this.base = "http://127.0.0.1:" + port;
  }

  HttpResponse<String> get(String path, String... headers)
      throws IOException, InterruptedException {
    return keep(client.send(request(path, headers).GET().build(), BodyHandlers.ofString()));
  }

  HttpResponse<byte[]> bytes(String path, String... headers)
      throws IOException, InterruptedException {
    return client.send(request(path, headers).GET().build(), BodyHandlers.ofByteArray());
  }

  /** Opens a stream; the caller closes it. */
  HttpResponse<InputStream> open(String path) throws IOException, InterruptedException {
    return client.send(
        request(path, "accept", "text/html, text/event-stream").GET().build(),
        BodyHandlers.ofInputStream());
  }

  HttpResponse<String> post(String path, Map<String, String> form)
      throws IOException, InterruptedException {
    String body =
        form.entrySet().stream()
            .map(e -> encode(e.getKey()) + "=" + encode(e.getValue()))
            .collect(Collectors.joining("&"));
    var request =
        request(path, "content-type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return keep(client.send(request, BodyHandlers.ofString()));
  }

  /** Signs in as a person would, and returns where that led. */
  HttpResponse<String> signIn(String token, String next) throws IOException, InterruptedException {
    String form = get("/sign-in?next=" + encode(next)).body();
    return post(
        "/sign-in",
        Map.of("csrf", hidden(form, "csrf"), "next", hidden(form, "next"), "token", token));
  }

  /** The value of the first hidden field of that name. */
  static String hidden(String html, String name) {
    Matcher matcher =
        Pattern.compile("<input type=\"hidden\" name=\"" + name + "\" value=\"([^\"]*)\"")
            .matcher(html);
    if (!matcher.find()) {
      throw new AssertionError("no hidden field " + name + " in " + html);
    }
    return matcher.group(1).replace("&amp;", "&").replace("&#39;", "'").replace("&#34;", "\"");
  }

  void forgetCookies() {
    cookies.clear();
  }

  private HttpRequest.Builder request(String path, String... headers) {
    var request = HttpRequest.newBuilder(URI.create(base + path));
    if (!cookies.isEmpty()) {
      request.header(
          "cookie",
          cookies.entrySet().stream()
              .map(e -> e.getKey() + "=" + e.getValue())
              .collect(Collectors.joining("; ")));
    }
    return headers.length == 0 ? request : request.headers(headers);
  }

  private HttpResponse<String> keep(HttpResponse<String> response) {
    for (String line : response.headers().allValues("set-cookie")) {
      String pair = line.split(";", 2)[0];
      int equals = pair.indexOf('=');
      cookies.put(pair.substring(0, equals), pair.substring(equals + 1));
    }
    return response;
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
