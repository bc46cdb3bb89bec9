package io.kitward.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kitward.protocol.Json;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Something is killed in the middle of carrying out a plan: all of it is there, or nothing. */
class PlanKilledIT {
  private static final int NODES = 6;
  private static final Duration LONG = Duration.ofSeconds(90);

  private TestServer server;
  private String plan = "";

  @BeforeEach
  void start() throws Exception {
    server = TestServer.embedded();
    try (Caller admin = server.admin()) {
      for (int i = 0; i < NODES; i++) {
        put(admin, i, "user/ada", List.of("n=" + i));
        put(admin, i, "import/old", List.of("legacy"));
      }
      String documents =
          Documents.service("agent")
              + Documents.policy("old", "legacy", "agent", 1000)
              + Documents.policy("kept", "n in (0, 1)", "agent", 1000);
      JsonNode first = made(admin, Map.of("documents", documents));
      assertThat(carryOut(admin, id(first)).orElseThrow().status()).isEqualTo(200);
      // Documents, a deletion, tags and a whole source in one plan.
      JsonNode second =
          made(
              admin,
              Map.of(
                  "documents",
                  Documents.service("other") + Documents.policy("new", "fresh", "other", 7),
                  "delete",
                  List.of("Policy/old"),
                  "tags",
                  List.of(Map.of("selector", "n", "source", "user/ada", "add", List.of("fresh"))),
                  "removeSources",
                  List.of("import/old")));
      plan = id(second);
    }
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  private static void put(Caller admin, int node, String source, List<String> tags) {
    assertThat(admin.putTags("n" + node + ".lab", source, tags).status()).isEqualTo(200);
  }

  private static JsonNode made(Caller admin, Map<String, Object> change) {
    Reply reply =
        admin.send("POST", "/v1/plans", Json.bytes(change), "content-type", "application/json");
    assertThat(reply.status()).as(reply.toString()).isEqualTo(201);
    return reply.json();
  }

  private static String id(JsonNode plan) {
    return plan.path("id").asString("");
  }

  /** Carries it out with its figure; empty when there was no answer. */
  private static Optional<Reply> carryOut(Caller admin, String plan) {
    try {
      return Optional.of(
          admin.trySend("POST", "/v1/plans/" + plan + "/apply?confirm=" + NODES, new byte[0]));
    } catch (IOException unanswered) {
      return Optional.empty();
    }
  }

  /** Everything that the plan changes, and what is said of the plan. */
  private Map<String, String> standing(Caller admin) {
    var standing = new TreeMap<String, String>();
    standing.put("documents", admin.get("/v1/documents?limit=1000").body());
    standing.put("plan", admin.get("/v1/plans/" + plan).body());
    for (int i = 0; i < NODES; i++) {
      standing.put("n" + i, admin.get("/v1/nodes/n" + i + ".lab/tags").body());
    }
    return standing;
  }

  /** One step before the end: everything is written, nothing is committed. */
  private static Connection holdUp(TestServer server) throws IOException, SQLException {
    Connection connection = server.database().getConnection();
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      boolean _ = statement.execute("lock table node_pin in share mode");
    }
    return connection;
  }

  /** The backend that carries the plan out, once it waits there. */
  private long heldUp() {
    return await()
        .atMost(LONG)
        .until(
            () -> {
              try (Handle other = server.database()) {
                return other
                    .createQuery(
                        "select pid from pg_stat_activity where wait_event_type = 'Lock' and query like '%node_pin%'")
                    .mapTo(Long.class)
                    .findOne();
              }
            },
            Optional::isPresent)
        .orElseThrow();
  }

  private static void kill(long process) {
    ProcessHandle handle = ProcessHandle.of(process).orElseThrow();
    assertThat(handle.destroyForcibly()).isTrue();
    await().atMost(LONG).until(() -> !handle.isAlive());
  }

  /** Nothing of it was done; then it is done once, whole. */
  private void nothingWasDoneAndItCanBeDone(Map<String, String> before) throws Exception {
    try (Caller admin = server.admin()) {
      await().atMost(LONG).until(() -> admin.get("/v1/nodes").status() == 200);
      assertThat(standing(admin)).isEqualTo(before);
      assertThat(carryOut(admin, plan).orElseThrow().status()).isEqualTo(200);
      allIsDone(admin);
    }
  }

  private void allIsDone(Caller admin) {
    assertThat(admin.get("/v1/documents/Policy/new").status()).isEqualTo(200);
    assertThat(admin.get("/v1/documents/Policy/old").status()).isEqualTo(404);
    for (int i = 0; i < NODES; i++) {
      String tags = admin.get("/v1/nodes/n" + i + ".lab/tags").body();
      assertThat(tags).contains("fresh").doesNotContain("legacy");
    }
    assertThat(admin.get("/v1/plans/" + plan).json().path("state").asString(""))
        .isEqualTo("applied");
    assertThat(carryOut(admin, plan).orElseThrow().status()).as("a second time").isEqualTo(409);
    var view = new View(admin);
    await()
        .untilAsserted(
            () -> {
              assertThat(view.all("/v1/instances?service=other")).hasSize(NODES);
              assertThat(view.all("/v1/instances?service=agent")).hasSize(2);
            });
  }

  @Test
  void aBackendOfPostgresKilledInTheMiddleLeavesNothing() throws Exception {
    try (Caller admin = server.admin();
        Connection hold = holdUp(server)) {
      Map<String, String> before = standing(admin);
      var answer = CompletableFuture.supplyAsync(() -> carryOut(admin, plan));
      kill(heldUp());
      assertThat(answer.get().orElseThrow().problem()).isEqualTo("store-unavailable");
      nothingWasDoneAndItCanBeDone(before);
      assertThat(hold.isValid(1)).as("every connection dies with it").isFalse();
    }
  }

  @Test
  void postgresKilledInTheMiddleLeavesNothing() throws Exception {
    try (Caller admin = server.admin();
        Connection _ = holdUp(server)) {
      Map<String, String> before = standing(admin);
      var answer = CompletableFuture.supplyAsync(() -> carryOut(admin, plan));
      var _ = heldUp();
      kill(server.postmaster());
      assertThat(answer.get().orElseThrow().problem()).isEqualTo("store-unavailable");
      nothingWasDoneAndItCanBeDone(before);
    }
  }

  @Test
  void theServerKilledInTheMiddleLeavesNothing() throws Exception {
    Process process = server.elsewhere();
    try (Caller admin = server.admin();
        Connection hold = holdUp(server)) {
      Map<String, String> before = standing(admin);
      var answer = CompletableFuture.supplyAsync(() -> carryOut(admin, plan));
      var _ = heldUp();
      kill(process.pid());
      assertThat(answer.get()).as("an answer of the dead").isEmpty();
      hold.rollback();
      server.startAgain();
      nothingWasDoneAndItCanBeDone(before);
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void theServerKilledRightAfterItsAnswerHasDoneAllOfIt() throws Exception {
    Process process = server.elsewhere();
    try (Caller admin = server.admin()) {
      assertThat(carryOut(admin, plan).orElseThrow().status()).isEqualTo(200);
      kill(process.pid());
      server.startAgain();
      try (Caller again = server.admin()) {
        await().atMost(LONG).until(() -> again.get("/v1/nodes").status() == 200);
        allIsDone(again);
      }
    } finally {
      process.destroyForcibly();
    }
  }
}
