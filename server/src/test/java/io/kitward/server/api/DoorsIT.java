package io.kitward.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.server.api.Exchange.Answer;
import io.kitward.server.api.port.EventFilter;
import io.kitward.server.api.port.EventView;
import io.kitward.server.store.TestStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** How both doors behave around the operations, over the real ports and a real PostgreSQL. */
class DoorsIT {
  private static final String TAGS = "/v1/nodes/db1.example/tags/";

  /** Set before a change that is refused: an empty set would look like none. */
  private static final String KEPT = "{\"tags\":[\"kept\"]}";

  private static final TestStore STORE = TestStore.fresh();

  @TempDir private static Path folder = Path.of("");
  private static StoredWorld world;
  private static RunningDoors doors;

  @BeforeAll
  static void open() throws Exception {
    world = new StoredWorld(STORE.store(), folder);
    doors = RunningDoors.over(world.ports(), world.denials());
  }

  @AfterAll
  static void close() {
    doors.close();
    world.close();
    STORE.close();
  }

  @BeforeEach
  void reset() {
    world.reset();
  }

  private static Answer people(
      String method, String path, Map<String, String> headers, String body) {
    return doors.send(
        Door.PEOPLE,
        method,
        path,
        headers,
        body.getBytes(StandardCharsets.UTF_8),
        world.adminToken());
  }

  private static Answer node(String method, String path, String body) {
    return doors.send(
        Door.NODE,
        method,
        path,
        Map.of("Content-Type", "application/json"),
        body.getBytes(StandardCharsets.UTF_8),
        "db1.example");
  }

  private static Answer put(String source, String body) {
    return people("PUT", TAGS + source, Map.of("content-type", "application/json"), body);
  }

  private static JsonNode json(Answer answer) {
    return JsonMapper.builder().build().readTree(answer.body());
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void anUnknownPathIsAProblem(Door door) {
    var answer =
        doors.send(
            door,
            "GET",
            "/v1/nothing",
            Map.of(),
            new byte[0],
            door == Door.PEOPLE ? world.adminToken() : "db1.example");
    assertThat(answer.status()).isEqualTo(404);
    assertThat(json(answer).path("code").asString()).isEqualTo("route-unknown");
    assertThat(answer.header("x-request-id")).isEqualTo(json(answer).path("requestId").asString());
  }

  @Test
  void aWrongMethodNamesTheRightOnes() {
    var answer = people("PATCH", TAGS + "node", Map.of(), "");
    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.header("allow")).isEqualTo("DELETE, GET, HEAD, POST, PUT");
  }

  @Test
  void headIsGetWithoutTheBody() {
    var get = people("GET", TAGS + "node", Map.of(), "");
    var head = people("HEAD", TAGS + "node", Map.of(), "");
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(head.header("etag")).isEqualTo(get.header("etag"));
    assertThat(head.header("content-length")).isEqualTo(Integer.toString(get.body().length));
  }

  @ParameterizedTest
  @CsvSource({"user/ada/example.org/role=web", "user%2Fada/example.org%2Frole%3Dweb"})
  void aSlashInSourceAndTagMayBeEscapedOrNot(String rest) {
    var answer = people("POST", TAGS + rest, Map.of(), "");
    assertThat(answer.text()).isEqualTo("{\"tags\":[\"example.org/role=web\"]}");
    assertThat(world.tags("db1.example"))
        .hasValue(List.of("node: database", "user/ada: example.org/role=web"));
  }

  @Test
  void replacingTwiceIsAsOnceAndKeepsTheTag() {
    var first = put("user/ada", "{\"tags\":[\"b=2\",\"a\",\"b=1\"]}");
    var second = put("user/ada", "{\"tags\":[\"a\",\"b=1\",\"b=2\",\"a\"]}");
    assertThat(first.text()).isEqualTo("{\"tags\":[\"a\",\"b=1\",\"b=2\"]}");
    assertThat(second.text()).isEqualTo(first.text());
    assertThat(second.header("etag")).isEqualTo(first.header("etag"));
  }

  @Test
  void replacingOneSourceLeavesTheOthers() {
    put("user/ada", "{\"tags\":[]}");
    assertThat(people("GET", TAGS + "node", Map.of(), "").text())
        .isEqualTo("{\"tags\":[\"database\"]}");
  }

  @Test
  void aReaderWhoHasItGets304() {
    var etag = people("GET", TAGS + "node", Map.of(), "").header("etag");
    var again = people("GET", TAGS + "node", Map.of("if-none-match", "\"x\", W/" + etag), "");
    assertThat(again.status()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
  }

  @Test
  void aMalformedTagIsNamedByIndexAndPositionAndNothingChanges() {
    put("user/ada", KEPT);
    var answer = put("user/ada", "{\"tags\":[\"fine\",\"k=not fine\"]}");
    assertThat(answer.status()).isEqualTo(422);
    assertThat(json(answer).path("pointer").asString()).isEqualTo("/tags/1");
    assertThat(json(answer).path("position").path("offset").asInt()).isEqualTo(5);
    assertThat(world.tags("db1.example")).hasValue(List.of("node: database", "user/ada: kept"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"tagz\":[]}|unknown-field|/tagz|1",
        "{\"tags\":[],\"tags\":[]}|json-duplicate-key||",
        "{\"tags\":[],}|json-malformed||",
        "{\"tags\":[]} {}|json-malformed||",
        "''|json-malformed||",
        "null|field-invalid||",
        "{}|field-invalid|/tags|",
        "{\"tags\":null}|field-invalid|/tags|",
        "{\"tags\":\"a\"}|field-invalid|/tags|",
        "{\"tags\":[1]}|field-invalid|/tags/0|",
        "{\"tags\":[null]}|field-invalid|/tags/0|",
        "[]|field-invalid||",
      })
  void aWrongBodyIsRefusedWithItsPlace(String body, String code, String pointer, String offset) {
    put("user/ada", KEPT);
    var answer = put("user/ada", body);
    assertThat(json(answer).path("code").asString()).as(answer.text()).isEqualTo(code);
    if (pointer != null) {
      assertThat(json(answer).path("pointer").asString("")).isEqualTo(pointer);
    }
    if (offset != null) {
      assertThat(json(answer).path("position").path("offset").asString("")).isEqualTo(offset);
    }
    assertThat(answer.text()).doesNotContain("java.", "io.kitward", "Deserialization");
    assertThat(world.tags("db1.example")).hasValue(List.of("node: database", "user/ada: kept"));
  }

  @Test
  void aTypoInAFieldIsGuessed() {
    assertThat(json(put("user/ada", "{\"tag\":[]}")).path("detail").asString())
        .contains("Did you mean “tags”?");
  }

  @Test
  void aDeeplyNestedBodyIsRefused() {
    var answer = put("user/ada", "{\"tags\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}");
    assertThat(answer.status()).isBetween(400, 499);
  }

  @Test
  void aNodeSpeaksOnlyForItself() {
    var foreign = node("PUT", "/v1/nodes/web1.example/tags/node", "{\"tags\":[\"x\"]}");
    var source = node("PUT", "/v1/nodes/self/tags/puppet", "{\"tags\":[\"x\"]}");
    assertThat(foreign.status()).isEqualTo(403);
    assertThat(source.status()).isEqualTo(403);
    assertThat(world.tags("web1.example")).hasValue(List.of());
    assertThat(world.tags("db1.example")).hasValue(List.of("node: database"));
    assertThat(world.denied())
        .containsExactly(
            "node/db1.example write-tags node/web1.example/tags/node",
            "node/db1.example write-tags node/db1.example/tags/puppet");
  }

  @Test
  void aNodeThatWasNeverSeenFindsItsTagsEmptyAndMaySetThem() {
    byte[] body = "{\"tags\":[\"early\"]}".getBytes(StandardCharsets.UTF_8);
    var headers = Map.of("content-type", "application/json");
    var before =
        doors.send(
            Door.NODE, "GET", "/v1/nodes/self/tags/node", Map.of(), new byte[0], "new.example");
    var set =
        doors.send(Door.NODE, "PUT", "/v1/nodes/self/tags/node", headers, body, "new.example");
    assertThat(before.text()).isEqualTo("{\"tags\":[]}");
    assertThat(set.status()).isEqualTo(200);
    assertThat(world.tags("new.example")).hasValue(List.of("node: early"));
  }

  @Test
  void whatIsForPeopleIsNotAtTheNodeDoor() {
    assertThat(node("GET", "/v1/documents", "").status()).isEqualTo(404);
    assertThat(node("GET", "/sd/prometheus/mon", "").status()).isEqualTo(404);
    assertThat(node("GET", "/v1/nodes", "").status()).isEqualTo(404);
  }

  @Test
  void aBackendsTokenOpensOnlyItsOwnList() {
    String mon = world.backendToken();
    var own = doors.send(Door.PEOPLE, "GET", "/sd/prometheus/mon", Map.of(), new byte[0], mon);
    var nodes = doors.send(Door.PEOPLE, "GET", "/v1/nodes", Map.of(), new byte[0], mon);
    assertThat(own.text())
        .isEqualTo(
            """
            [{"targets":["db1.example:9100"],"labels":{"certname":"db1.example",\
            "instance":"db1.example","kitward_id":"%s","service":"node-exporter",\
            "tag_database":"true"}}]"""
                .formatted(OfferedInstance.ID));
    assertThat(nodes.status()).isEqualTo(403);
  }

  @Test
  void livenessNeedsNeitherTokenNorStore() {
    world.broken.set(true);
    var answer = doors.send(Door.PEOPLE, "GET", "/healthz", Map.of(), new byte[0], "wrong");
    assertThat(answer.status()).isEqualTo(200);
  }

  @Test
  void pagesEndWhereTheNextOneBegins() {
    var first = json(people("GET", "/v1/nodes?limit=1", Map.of(), ""));
    var second =
        json(
            people(
                "GET", "/v1/nodes?limit=1&after=" + first.path("next").asString(), Map.of(), ""));
    assertThat(first.path("items").path(0).path("certname").asString()).isEqualTo("db1.example");
    assertThat(second.path("items").path(0).path("certname").asString()).isEqualTo("web1.example");
    assertThat(second.has("next")).isFalse();
  }

  @Test
  void aSelectorErrorShowsItsPlace() {
    var answer = people("GET", "/v1/nodes?selector=a%20and%20(b", Map.of(), "");
    assertThat(json(answer).path("position").path("offset").asInt()).isEqualTo(6);
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/nodes/%zz",
    "/v1/nodes/%c3%28",
    "/v1/nodes/a%00b",
    "/v1//nodes",
    "/v1/nodes/../../etc"
  })
  void aHostilePathIsAProblem(String path) {
    var atNode = node("GET", path, "");
    assertThat(atNode.status()).isBetween(400, 499);
    assertThat(atNode.header("content-type")).isEqualTo("application/problem+json");
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/nodes/%zz",
    "/v1/nodes/%c3%28",
    "/v1//nodes",
    "/v1/../v1/nodes",
    "/v1/nodes;x=y",
    "/v1/nodes/%2e%2e/x",
    "/v1/nodes/a%2Fb"
  })
  void aHostilePathAtThePeoplesDoorIsAProblemToo(String path) throws IOException {
    String answer = raw("GET " + path + " HTTP/1.1");
    assertThat(answer).contains("application/problem+json").contains("requestId");
    assertThat(answer.substring(9, 10)).isEqualTo("4");
  }

  @Test
  void headersBeyondTheLimitAreAProblem() throws IOException {
    assertThat(raw("GET /v1/nodes HTTP/1.1\r\nx: " + "y".repeat(20_000)))
        .startsWith("HTTP/1.1 431 ")
        .contains("headers-too-large");
  }

  private static String raw(String head) throws IOException {
    try (Socket socket =
        doors
            .client
            .sslContext()
            .getSocketFactory()
            .createSocket("localhost", doors.people.port())) {
      String end =
          "\r\nHost: localhost\r\nAuthorization: Bearer "
              + world.adminToken()
              + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write((head + end).getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void everyAnswerHasTheSecurityHeaders() {
    for (String path : new String[] {"/v1/nodes", "/healthz", "/", "/nothing"}) {
      var answer = people("GET", path, Map.of(), "");
      assertThat(answer.header("x-content-type-options")).isEqualTo("nosniff");
      assertThat(answer.header("strict-transport-security")).isNotEmpty();
    }
    assertThat(people("GET", "/", Map.of(), "").text()).isEqualTo("console");
  }

  @Test
  void aBodyBeyondTheLimitIsRefusedAndTheConnectionStaysUsable() {
    var answer = put("user/ada", " ".repeat(10 << 20));
    assertThat(answer.status()).isEqualTo(413);
    assertThat(people("GET", "/healthz", Map.of(), "").status()).isEqualTo(200);
  }

  @Test
  void aStreamBeginsBehindTheLastEventThatTheReaderHasAndGoesOn() throws Exception {
    long last = world.ports().events().latest();
    world.emit("db1.example", "rsyslog", "Drifted", "file changed");
    var request =
        HttpRequest.newBuilder(doors.uri("/v1/events"))
            .header("authorization", "Bearer " + world.adminToken())
            .header("accept", "text/event-stream")
            .header("last-event-id", Long.toString(last))
            .build();
    var response = doors.client.send(request, BodyHandlers.ofInputStream());
    assertThat(response.headers().firstValue("content-type")).contains("text/event-stream");
    try (var reader =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
      var ids = new ArrayList<String>();
      while (ids.size() < 2) {
        String line = reader.readLine();
        if (line.startsWith("id: ")) {
          ids.add(line);
          world.emit("db1.example", "rsyslog", "Repaired", "file restored");
        }
      }
      var happened = world.ports().events().after(new EventFilter(null, null), last, 2);
      assertThat(happened).extracting(EventView::kind).containsExactly("Drifted", "Repaired");
      assertThat(ids)
          .containsExactlyElementsOf(happened.stream().map(event -> "id: " + event.id()).toList());
    }
  }
}
