package io.kitward.bench.server;

import io.javalin.Javalin;
import io.kitward.bench.Figure;
import io.kitward.server.access.Access;
import io.kitward.server.access.Principal;
import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.Ports;
import io.kitward.server.console.Console;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A person's visits to the console over loopback: how long each page takes from the request to its
 * last byte, what a first visit weighs on the wire, and the answers while a selector is typed.
 */
final class PageLoad implements AutoCloseable {

  private static final int WARM = 30;
  private static final int VISITS = 200;
  private static final double PAGE_GOAL = 50;
  private static final double WIRE_GOAL = 60;

  private final Javalin javalin;
  private final HttpClient client = HttpClient.newHttpClient();
  private final String base;
  private final String cookie;

  PageLoad(Ports ports, Actor actor) throws IOException, InterruptedException {
    var console =
        new Console(ports, new Access((_, _, _, _) -> {}), Clock.systemUTC(), new SecureRandom());
    javalin =
        Javalin.create(
            config -> {
              config.startup.showJavalinBanner = false;
              config.concurrency.useVirtualThreads = true;
              config.jetty.host = "127.0.0.1";
              console.accept(config);
            });
    javalin.start(0);
    base = "http://127.0.0.1:" + javalin.port();
    cookie =
        signIn(ports.tokens().create("pages", Principal.Role.ADMIN, actor).orElseThrow().value());
  }

  private String signIn(String token) throws IOException, InterruptedException {
    HttpResponse<String> form =
        client.send(request("/sign-in", "").build(), BodyHandlers.ofString());
    Matcher csrf = Pattern.compile("name=\"csrf\" value=\"([^\"]*)\"").matcher(form.body());
    if (!csrf.find()) {
      throw new IllegalStateException("the form to sign in has no secret");
    }
    String body =
        Map.of("csrf", csrf.group(1), "next", "/", "token", token).entrySet().stream()
            .map(entry -> entry.getKey() + "=" + encode(entry.getValue()))
            .collect(Collectors.joining("&"));
    HttpResponse<String> answer =
        client.send(
            request("/sign-in", cookies(form))
                .header("content-type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.ofString());
    if (answer.statusCode() != 303) {
      throw new IllegalStateException("signing in was answered with " + answer.statusCode());
    }
    return cookies(answer);
  }

  private static String cookies(HttpResponse<?> answer) {
    return answer.headers().allValues("set-cookie").stream()
        .map(cookie -> cookie.substring(0, cookie.indexOf(';')))
        .collect(Collectors.joining("; "));
  }

  private HttpRequest.Builder request(String path, String sent) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path));
    return sent.isEmpty() ? request : request.header("cookie", sent);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** One visit; nanoseconds until its last byte. */
  private long visit(String path) throws IOException, InterruptedException {
    HttpRequest request = request(path, cookie).header("accept-encoding", "gzip").build();
    long begin = System.nanoTime();
    HttpResponse<byte[]> answer = client.send(request, BodyHandlers.ofByteArray());
    long took = System.nanoTime() - begin;
    if (answer.statusCode() != 200) {
      throw new IllegalStateException(path + " was answered with " + answer.statusCode());
    }
    return took;
  }

  /** The pages in turns, so that what disturbs one disturbs all. */
  List<Figure> pages(Map<String, List<String>> paths) throws IOException, InterruptedException {
    List<Figure> figures = new ArrayList<>();
    var samples = new java.util.LinkedHashMap<String, long[]>();
    paths.keySet().forEach(name -> samples.put(name, new long[VISITS]));
    for (int round = -WARM; round < VISITS; round++) {
      for (Map.Entry<String, List<String>> entry : paths.entrySet()) {
        List<String> variants = entry.getValue();
        long took = visit(variants.get(Math.floorMod(round, variants.size())));
        if (round >= 0) {
          Objects.requireNonNull(samples.get(entry.getKey()))[round] = took;
        }
      }
    }
    samples.forEach(
        (name, nanos) -> {
          Arrays.sort(nanos);
          figures.add(Figure.of("console." + name + ".p50", name + ", p50", at(nanos, 0.5), "ms"));
          figures.add(
              Figure.atMost(
                  "console." + name + ".p95", name + ", p95", at(nanos, 0.95), "ms", PAGE_GOAL));
        });
    return figures;
  }

  private static double at(long[] sorted, double share) {
    return sorted[(int) Math.min(sorted.length - 1, Math.round(share * sorted.length))] / 1e6;
  }

  /** What a browser fetches that was never here: the page and all that it names, compressed. */
  Figure firstVisit(String path) throws IOException, InterruptedException {
    HttpResponse<String> page = client.send(request(path, cookie).build(), BodyHandlers.ofString());
    Set<String> files = new LinkedHashSet<>(List.of(path));
    Matcher named = Pattern.compile("(?:src|href)=\"(/assets/[^\"#]+)").matcher(page.body());
    while (named.find()) {
      files.add(named.group(1));
    }
    long bytes = 0;
    for (String file : files) {
      bytes +=
          client
              .send(
                  request(file, cookie).header("accept-encoding", "gzip").build(),
                  BodyHandlers.ofByteArray())
              .body()
              .length;
    }
    return Figure.atMost(
        "console.wire",
        "first visit of " + path + ", " + files.size() + " files",
        bytes / 1000.0,
        "kB",
        WIRE_GOAL);
  }

  @Override
  public void close() {
    client.close();
    javalin.stop();
  }
}
