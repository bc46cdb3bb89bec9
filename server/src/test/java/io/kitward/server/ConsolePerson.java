package io.kitward.server;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;

/** A person before the console of a real server, without scripts. */
final class ConsolePerson implements AutoCloseable {
  private final HttpClient http;
  private final URI base;
  private final Map<String, String> cookies = new LinkedHashMap<>();

  private ConsolePerson(SSLContext tls, URI base) {
    this.http = HttpClient.newBuilder().sslContext(tls).build();
    this.base = base;
  }

  static ConsolePerson signedIn(SSLContext tls, URI base, String token) throws Exception {
    var person = new ConsolePerson(tls, base);
    String form = person.get("/sign-in").body();
    person.post("/sign-in", Map.of("csrf", hidden(form, "csrf"), "next", "/", "token", token));
    return person;
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(request(path).GET());
  }

  /** Sends a form, and stays where that led. */
  HttpResponse<String> post(String path, Map<String, String> form)
      throws IOException, InterruptedException {
    String body =
        form.entrySet().stream()
            .map(
                entry ->
                    entry.getKey()
                        + "="
                        + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    return send(
        request(path)
            .header("content-type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  /** Sends a form, and goes on to where that led. */
  HttpResponse<String> submit(String path, Map<String, String> form)
      throws IOException, InterruptedException {
    HttpResponse<String> answer = post(path, form);
    return answer.statusCode() == 303
        ? get(answer.headers().firstValue("location").orElseThrow())
        : answer;
  }

  private HttpRequest.Builder request(String path) {
    var request = HttpRequest.newBuilder(base.resolve(path));
    if (!cookies.isEmpty()) {
      request.header(
          "cookie",
          cookies.entrySet().stream()
              .map(entry -> entry.getKey() + "=" + entry.getValue())
              .collect(Collectors.joining("; ")));
    }
    return request;
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    for (String line : answer.headers().allValues("set-cookie")) {
      String[] pair = line.split(";", 2)[0].split("=", 2);
      cookies.put(pair[0], pair[1]);
    }
    return answer;
  }

  /** The value of the first hidden field of that name. */
  static String hidden(String html, String name) {
    Matcher matcher =
        Pattern.compile("<input type=\"hidden\" name=\"" + name + "\" value=\"([^\"]*)\"")
            .matcher(html);
    if (!matcher.find()) {
      throw new AssertionError("no hidden field " + name + " in " + html);
    }
    return matcher.group(1);
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
