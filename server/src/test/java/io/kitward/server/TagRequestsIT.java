package io.kitward.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Requests for tags that nobody should send, and such that come at the same moment. */
class TagRequestsIT {

  private static final String JSON = "application/json";
  private static final String DB1 = "db1.lab";

  private static TestServer server;
  private static Caller admin;
  private static Caller db1;

  @BeforeAll
  static void start() throws Exception {
    server = TestServer.start();
    admin = server.admin();
    db1 = server.node(DB1);
    assertThat(db1.putTags("self", "node", List.of("database")).status()).isEqualTo(200);
    assertThat(admin.putTags(DB1, "user/admin", List.of("environment=production")).status())
        .isEqualTo(200);
  }

  @AfterAll
  static void stop() throws IOException {
    admin.close();
    db1.close();
    server.close();
  }

  /** Where a request comes in. */
  enum Way {
    PEOPLE,
    NODE;

    Caller caller() {
      return this == PEOPLE ? admin : db1;
    }

    String source() {
      return this == PEOPLE ? "user/admin" : "node";
    }

    String path() {
      return "/v1/nodes/" + (this == PEOPLE ? DB1 : "self") + "/tags/" + source();
    }

    Reply put(byte[] body, String contentType) {
      return caller().send("PUT", path(), body, "content-type", contentType);
    }

    Reply put(String body) {
      return put(body.getBytes(StandardCharsets.UTF_8), JSON);
    }
  }

  /** Asks, and sees to it that no row was written and the tags are as before. */
  private static Reply refused(Callable<Reply> request) throws Exception {
    var before = server.rows();
    String tags = admin.get("/v1/nodes/" + DB1 + "/tags").toString();
    Reply reply = request.call();
    assertThat(server.rows()).isEqualTo(before);
    assertThat(admin.get("/v1/nodes/" + DB1 + "/tags")).hasToString(tags);
    assertThat(reply.json().path("status").asInt()).isEqualTo(reply.status());
    assertThat(reply.json().path("next").asString("")).isNotEmpty();
    assertThat(reply.json().path("requestId").asString("")).isNotEmpty();
    return reply;
  }

  @ParameterizedTest
  @EnumSource
  void aMalformedTagIsShownWithItsPlaceAndNothingChanges(Way way) throws Exception {
    Reply reply = refused(() -> way.put("{\"tags\":[\"fine\",\"role=web server\"]}"));
    assertThat(reply.status()).isEqualTo(422);
    assertThat(reply.problem()).isEqualTo("tag-malformed");
    assertThat(reply.json().path("pointer").asString("")).isEqualTo("/tags/1");
    assertThat(reply.json().path("position").path("offset").asInt(-1)).isEqualTo(8);
  }

  @ParameterizedTest
  @EnumSource
  void anUnknownFieldIsNamedAndNothingChanges(Way way) throws Exception {
    Reply reply = refused(() -> way.put("{\"tags\":[\"web\"],\"tag\":\"web\"}"));
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.problem()).isEqualTo("unknown-field");
    assertThat(reply.json().path("pointer").asString("")).isEqualTo("/tag");
  }

  @ParameterizedTest
  @EnumSource
  void tenThousandTagsAreTooMany(Way way) throws Exception {
    String tags =
        IntStream.range(0, 10_000).mapToObj(i -> "\"k" + i + "\"").collect(Collectors.joining(","));
    Reply reply = refused(() -> way.put("{\"tags\":[" + tags + "]}"));
    assertThat(reply.status()).isEqualTo(422);
    assertThat(reply.problem()).isEqualTo("tags-too-many");
    assertThat(reply.json().path("pointer").asString("")).isEqualTo("/tags");
  }

  @ParameterizedTest
  @EnumSource
  void tenMegabytesAreTooLarge(Way way) throws Exception {
    byte[] body = new byte[10_000_000];
    Arrays.fill(body, (byte) ' ');
    Reply reply = refused(() -> way.put(body, JSON));
    assertThat(reply.status()).isEqualTo(413);
    assertThat(reply.problem()).isEqualTo("body-too-large");
  }

  @ParameterizedTest
  @EnumSource
  void anotherContentTypeIsNotSupported(Way way) throws Exception {
    Reply reply =
        refused(() -> way.put("tags: [web]".getBytes(StandardCharsets.UTF_8), "application/yaml"));
    assertThat(reply.status()).isEqualTo(415);
    assertThat(reply.problem()).isEqualTo("content-type-unsupported");
  }

  @ParameterizedTest
  @EnumSource
  void invalidUtf8IsShownWithItsPlace(Way way) throws Exception {
    byte[] body = "{\"tags\":[\"web\"]}".getBytes(StandardCharsets.UTF_8);
    body[10] = (byte) 0xff;
    Reply reply = refused(() -> way.put(body, JSON));
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.problem()).isEqualTo("body-encoding");
    assertThat(reply.json().path("position").path("offset").asInt(-1)).isEqualTo(10);
  }

  @ParameterizedTest
  @EnumSource
  void halfABodyIsShownWithItsPlace(Way way) throws Exception {
    Reply reply = refused(() -> way.put("{\"tags\":[\"web\""));
    assertThat(reply.problem()).isEqualTo("json-malformed");
    assertThat(reply.json().path("position").isObject()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void aKeyThatStandsThereTwiceIsRefused(Way way) throws Exception {
    assertThat(refused(() -> way.put("{\"tags\":[\"web\"],\"tags\":[]}")).problem())
        .isEqualTo("json-duplicate-key");
  }

  @ParameterizedTest
  @EnumSource
  void theSameRequestAgainWritesNothing(Way way) throws Exception {
    List<String> tags = List.of("same=" + way, "twice");
    assertThat(way.caller().putTags(DB1, way.source(), tags).status()).isEqualTo(200);
    var before = quiet();
    Reply again = way.caller().putTags(DB1, way.source(), tags);
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.texts("tags")).containsExactlyElementsOf(tags);
    assertThat(server.rows()).isEqualTo(before);
  }

  /** The rows once reconciling has taken up what was asked before. */
  private static java.util.Map<String, String> quiet() throws IOException {
    org.awaitility.Awaitility.await()
        .until(
            () -> {
              try (var handle = server.database()) {
                return handle
                    .createQuery(
                        "select count(*) from node n left join node_state s on s.node_id = n.id where s.node_revision is distinct from n.revision")
                    .mapTo(Long.class)
                    .one()
                    .equals(0L);
              }
            });
    return server.rows();
  }

  @ParameterizedTest
  @EnumSource
  void anOldIfMatchIsAConflictAndChangesNothing(Way way) throws Exception {
    Reply first = way.caller().putTags(DB1, way.source(), List.of("first=" + way));
    assertThat(
            way.caller()
                .putTags(DB1, way.source(), List.of("second=" + way), "if-match", first.etag())
                .status())
        .isEqualTo(200);
    var _ = quiet();
    Reply late =
        refused(
            () ->
                way.caller()
                    .putTags(DB1, way.source(), List.of("third=" + way), "if-match", first.etag()));
    assertThat(late.status()).isEqualTo(412);
    assertThat(late.problem()).isEqualTo("precondition-failed");
  }

  @Test
  void aNameThatTheApiTakesForASourceIsKept() {
    Reply reply = admin.putTags("mail.lab", "user/ada@example.org", List.of("mail"));
    assertThat(reply.status()).isEqualTo(200);
    assertThat(admin.get("/v1/nodes/mail.lab/tags/user/ada@example.org").texts("tags"))
        .containsExactly("mail");
  }

  @Test
  void ofTwoSetsAtTheSameMomentOneWinsWhole() throws Exception {
    for (int round = 0; round < 25; round++) {
      String node = "race" + round + ".lab"; // made by whoever is first
      List<Reply> replies =
          together(
              () -> admin.putTags(node, "user/admin", List.of("a", "b", "c")),
              () -> admin.putTags(node, "user/admin", List.of("c", "d", "e")));
      assertThat(replies).allMatch(reply -> reply.status() == 200);
      assertThat(admin.get("/v1/nodes/" + node + "/tags/user/admin").texts("tags"))
          .isIn(List.of("a", "b", "c"), List.of("c", "d", "e"));
    }
  }

  @Test
  void twoSourcesAtTheSameMomentBothStand() throws Exception {
    try (Caller node = server.node("both.lab")) {
      for (int round = 0; round < 25; round++) {
        String value = "v=" + round;
        List<Reply> replies =
            together(
                () -> admin.putTags("both.lab", "user/admin", List.of("u", value)),
                () -> node.putTags("self", "node", List.of("n", value)));
        assertThat(replies).allMatch(reply -> reply.status() == 200);
        assertThat(admin.get("/v1/nodes/both.lab/tags/user/admin").texts("tags"))
            .containsExactly("u", value);
        assertThat(admin.get("/v1/nodes/both.lab/tags/node").texts("tags"))
            .containsExactly("n", value);
      }
    }
  }

  @Test
  void ofTwoChangesOfTheSameStateOneIsAConflict() throws Exception {
    for (int round = 0; round < 25; round++) {
      String value = "v=" + round;
      Reply before = admin.putTags("match.lab", "user/admin", List.of(value));
      List<Reply> replies =
          together(
              () ->
                  admin.putTags("match.lab", "user/admin", List.of("x"), "if-match", before.etag()),
              () ->
                  admin.putTags(
                      "match.lab", "user/admin", List.of("y"), "if-match", before.etag()));
      assertThat(replies).extracting(Reply::status).containsExactlyInAnyOrder(200, 412);
      Reply winner =
          replies.stream().filter(reply -> reply.status() == 200).findFirst().orElseThrow();
      assertThat(admin.get("/v1/nodes/match.lab/tags/user/admin").texts("tags"))
          .isEqualTo(winner.texts("tags"));
    }
  }

  /** Runs two requests at the same moment. */
  private static List<Reply> together(Callable<Reply> one, Callable<Reply> other) throws Exception {
    var start = new CyclicBarrier(2);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var futures = new ArrayList<Future<Reply>>();
      for (Callable<Reply> request : List.of(one, other)) {
        futures.add(
            threads.submit(
                () -> {
                  start.await();
                  return request.call();
                }));
      }
      return List.of(futures.getFirst().get(), futures.getLast().get());
    }
  }
}
