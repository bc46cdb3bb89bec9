package io.kitward.server.backend.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.kitward.policy.BackendDocument;
import io.kitward.policy.Documents;
import io.kitward.server.backend.Sighting;
import io.kitward.server.backend.driver.ConsoleAccess;
import io.kitward.server.backend.driver.ConsoleException;
import io.kitward.server.backend.driver.Exchange;
import io.kitward.server.backend.driver.HostChange;
import io.kitward.server.backend.driver.SeenHost;
import io.kitward.server.desired.WantedHost;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What the driver sends, and what it makes of answers that a console in order never gives. That it
 * works with a console is shown in the lab.
 */
class HttpDriverTest {

  private static final String SECRET = "p\"w &1";
  private static final UUID NODE = UUID.fromString("00000000-0000-7000-8000-000000000001");
  private static final UUID INSTANCE = UUID.fromString("00000000-0000-7000-8000-000000000002");

  private static final String DOCUMENT =
      """
      apiVersion: kitward/v1
      kind: Backend
      metadata: {name: inventory}
      spec:
        type: http
        url: http://console.example/base/
        registersAs: inventory
        secret: secret:inventory@1
        requests:
          observe: {method: GET, path: /hosts, headers: {X-Token: "{{credential}}"}, items: /items, id: /id, name: /name, mark: /mark, next: /next, retry: 2}
          create: {method: POST, path: /hosts, headers: {X-Token: "{{credential}}"}, body: '{"name": "{{certname}}", "port": "{{#services}}{{fields.port}}{{/services}}"}', expect: [201]}
          delete: {method: DELETE, path: "/hosts/{{id}}"}
      """;

  /** One request as it arrived. */
  private record Arrived(String method, String path, Map<String, String> headers, String body) {}

  /** What is answered next. */
  private record Answer(int status, Map<String, String> headers, String body) {
    Answer(int status, String body) {
      this(status, Map.of(), body);
    }
  }

  private final List<Arrived> arrived = new CopyOnWriteArrayList<>();
  private final Deque<Answer> answers = new ArrayDeque<>();
  private HttpServer server;

  @BeforeEach
  void open() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void close() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
      exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.getFirst()));
      arrived.add(
          new Arrived(
              exchange.getRequestMethod(),
              exchange.getRequestURI().toString(),
              headers,
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
      Answer answer = answers.remove();
      answer.headers().forEach(exchange.getResponseHeaders()::add);
      exchange.sendResponseHeaders(answer.status(), answer.body().isEmpty() ? -1 : 0);
      try (OutputStream body = exchange.getResponseBody()) {
        body.write(answer.body().getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  private String base() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private HttpDriver driver(String document) throws ConsoleException {
    Documents.Parsed parsed = Documents.parse("console.yaml", document);
    assertThat(parsed.problems()).isEmpty();
    var backend = (BackendDocument) parsed.documents().getFirst().document();
    return HttpDriver.open(
        new ConsoleAccess(
            "inventory",
            URI.create(base() + "/base/"),
            Optional.ofNullable(backend.login()).orElseThrow().user(),
            "secret:inventory@1",
            "",
            _ -> SECRET),
        Optional.ofNullable(backend.requests()).orElseThrow(),
        Duration.ofSeconds(10),
        InstantSource.system());
  }

  private static WantedHost host(String port) {
    return new WantedHost(
        NODE,
        "web1.lab",
        "192.0.2.1",
        new TreeSet<>(),
        new TreeSet<>(),
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeMap<>(
            Map.of("nrpe", new WantedHost.Service(INSTANCE, new TreeMap<>(Map.of("port", port))))));
  }

  private static String record(int id) {
    return "{\"id\": %d, \"name\": \"h%<d\", \"mark\": \"%s\"}".formatted(id, NODE);
  }

  @Test
  void pagesAreReadToTheirEndOnTheSameConsoleAlone() throws Exception {
    answers.add(new Answer(200, "{\"items\": [" + record(1) + "], \"next\": \"/base/hosts?p=2\"}"));
    answers.add(new Answer(200, "{\"items\": [" + record(2) + "], \"next\": \"\"}"));
    assertThat(driver(DOCUMENT).observe()).extracting(SeenHost::id).containsExactly("1", "2");
    assertThat(arrived).extracting(Arrived::path).containsExactly("/base/hosts", "/base/hosts?p=2");
    assertThat(arrived).allMatch(it -> SECRET.equals(it.headers().get("X-Token")));

    answers.add(new Answer(200, "{\"items\": [], \"next\": \"http://elsewhere.example/\"}"));
    assertThatThrownBy(driver(DOCUMENT)::observe)
        .isInstanceOf(ConsoleException.class)
        .hasMessageContaining("not on this console, and is not asked for");

    answers.add(new Answer(200, "{\"items\": [], \"next\": \"/base/a\"}"));
    answers.add(new Answer(200, "{\"items\": [], \"next\": \"/base/a\"}"));
    assertThatThrownBy(driver(DOCUMENT)::observe).hasMessageContaining("its pages do not end");
  }

  @Test
  void aBusyConsoleIsAskedAgainAsOftenAsItsDocumentSays() throws Exception {
    answers.add(new Answer(503, Map.of("Retry-After", "0"), ""));
    answers.add(new Answer(429, Map.of("Retry-After", "0"), ""));
    answers.add(new Answer(200, "{\"items\": []}"));
    assertThat(driver(DOCUMENT).observe()).isEmpty();
    assertThat(arrived).hasSize(3);

    answers.add(new Answer(500, "out of order"));
    assertThatThrownBy(driver(DOCUMENT)::observe)
        .hasMessageContaining("answers with status 500: out of order");
    assertThat(arrived).hasSize(4);
  }

  @Test
  void aRedirectIsSaidAndNotFollowed() throws Exception {
    answers.add(new Answer(302, Map.of("Location", "http://elsewhere.example/login"), ""));
    assertThatThrownBy(driver(DOCUMENT)::observe)
        .isInstanceOf(ConsoleException.class)
        .hasMessage(
            "observe: GET "
                + base()
                + "/base/hosts: answers with status 302 and leads to http://elsewhere.example/login,"
                + " where Kitward does not follow");
  }

  @Test
  void whatTheConsoleRepeatsOfTheCredentialIsNotShown() throws Exception {
    answers.add(
        new Answer(200, "<html>wrong token " + SECRET + " / p%22w+%261 / p\\\"w &1</html>"));
    assertThatThrownBy(driver(DOCUMENT)::observe)
        .hasMessageContaining(
            "something that is not JSON: <html>wrong token [secret] / [secret] / [secret]<");
    answers.add(new Answer(500, "x".repeat(5000)));
    assertThatThrownBy(driver(DOCUMENT)::observe)
        .satisfies(
            thrown -> assertThat(thrown.getMessage()).endsWith(": " + "x".repeat(200) + "…"));
  }

  @Test
  void anAnswerThatDoesNotEndIsNotKept() throws Exception {
    answers.add(new Answer(200, "x".repeat(Exchange.LARGEST + 1)));
    assertThatThrownBy(driver(DOCUMENT)::observe)
        .isInstanceOf(ConsoleException.class)
        .hasMessageContaining("exceeds capacity: " + Exchange.LARGEST);
  }

  @Test
  void anAnswerWithoutRecordsIsAFaultAndNotAnEmptyConsole() throws Exception {
    answers.add(new Answer(200, "{\"error\": \"not today\"}"));
    assertThatThrownBy(driver(DOCUMENT)::observe)
        .hasMessage("observe: the answer has no list or object of records at '/items'");
  }

  @Test
  void withoutUpdateARecordIsDeletedAndMadeAgainWhatIsGoneAlreadyIsNoObstacle() throws Exception {
    HttpDriver driver = driver(DOCUMENT);
    answers.add(new Answer(404, ""));
    answers.add(new Answer(201, ""));
    var before = SeenHost.stranger("7/8", "web1.lab", "");
    assertThat(
            driver.apply(
                List.of(
                    new HostChange.Update(
                        before,
                        driver.expected(host("5666")),
                        host("5666"),
                        Set.of(HostChange.Field.SECRETS)))))
        .isEmpty();
    assertThat(arrived).extracting(Arrived::method).containsExactly("DELETE", "POST");
    assertThat(arrived.getFirst().path()).isEqualTo("/base/hosts/7%2F8");
    assertThat(arrived.getLast().body()).isEqualTo("{\"name\": \"web1.lab\", \"port\": \"5666\"}");
    assertThat(arrived.getLast().headers()).containsEntry("Content-Type", "application/json");
  }

  @Test
  void aRefusalIsAboutOneRecordAndSomeStatusesAreAboutTheConsole() throws Exception {
    var create = new HostChange.Create(host("1"));
    answers.add(new Answer(200, "{\"error\": \"no such rack\"}"));
    assertThat(driver(DOCUMENT).apply(List.of(create)).get(create))
        .contains("create: POST", "answers with status 200: {\"error\": \"no such rack\"}");
    for (int status : List.of(401, 403, 429, 503, 302)) {
      answers.add(new Answer(status, ""));
      assertThatThrownBy(() -> driver(DOCUMENT).apply(List.of(create)))
          .isInstanceOf(ConsoleException.class)
          .hasMessageContaining("answers with status " + status);
    }
  }

  @Test
  void whereTheConsoleDoesNotShowTheDigestWhatIsWantedOtherwiseIsWrittenAgain() throws Exception {
    HttpDriver driver = driver(DOCUMENT);
    assertThat(driver.expected(host("1")).labels()).isEmpty();
    assertThat(driver.secrets(host("1"))).isEqualTo(driver.secrets(host("1")));
    assertThat(driver.secrets(host("1"))).isNotEqualTo(driver.secrets(host("2")));
    HttpDriver shown = driver(DOCUMENT.replace("mark: /mark", "mark: /mark, digest: /d"));
    assertThat(shown.secrets(host("1"))).isEmpty();
    assertThat(shown.expected(host("1")).labels().get("digest")).matches("[0-9a-f]{32}");
    assertThat(shown.expected(host("1"))).isNotEqualTo(shown.expected(host("2")));
    // A request that writes other things writes all records again.
    assertThat(driver(DOCUMENT.replace("\"port\"", "\"door\"")).secrets(host("1")))
        .isNotEqualTo(driver.secrets(host("1")));
  }

  @Test
  void whatDoesNotFitIsSaidBeforeAnythingIsSent() throws Exception {
    HttpDriver driver = driver(DOCUMENT);
    assertThatThrownBy(() -> driver.expected(host("1\n2")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("in the body, a value contains U+000A");
    var create = new HostChange.Create(host("1\n2"));
    assertThat(driver.apply(List.of(create)).get(create)).contains("U+000A");
    assertThat(arrived).isEmpty();
  }

  @Test
  void withoutProveARecordIsKnownAndTheWordsSayThatNothingIsProven() throws Exception {
    answers.add(new Answer(200, "{\"items\": [" + record(1) + "]}"));
    assertThat(driver(DOCUMENT).prove(List.of(host("1"))))
        .isEqualTo(
            Map.of(
                INSTANCE,
                new Sighting.Target(
                    "its Backend document has no request prove, so nothing shows whether data"
                        + " arrives",
                    Optional.empty())));
  }

  @Test
  void aUserComesByBasicAuthentication() throws Exception {
    answers.add(new Answer(401, "no " + Shown.basic("kitward", SECRET)));
    assertThatThrownBy(
            driver(
                    DOCUMENT
                        .replace("headers: {X-Token: \"{{credential}}\"}, ", "")
                        .replace("registersAs", "user: kitward\n  registersAs"))
                ::observe)
        .hasMessageContaining("answers with status 401: no [secret]");
    assertThat(arrived.getFirst().headers())
        .containsEntry("Authorization", "Basic " + Shown.basic("kitward", SECRET));
  }
}
