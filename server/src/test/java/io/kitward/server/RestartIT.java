package io.kitward.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kitward.protocol.DesiredState;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is kept while nobody is connected, while nothing changes, and while the server is away. */
class RestartIT {

  private static final String DB1 = "db1.lab";

  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    server = TestServer.start();
    try (Caller admin = server.admin()) {
      assertThat(
              admin
                  .apply(
                      Documents.service("exporter")
                          + Documents.policy("databases", "database", "exporter", 9100)
                          + Documents.console("lab"))
                  .status())
          .isEqualTo(200);
    }
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  private static void registered(View view) {
    await().untilAsserted(() -> assertThat(view.targets("lab")).contains(1));
  }

  @Test
  void tagsFromBeforeTheConnectorWasEverSeenAreKeptAndReleasedWhenItComes() throws Exception {
    try (Caller db1 = server.node(DB1);
        Caller admin = server.admin()) {
      var view = new View(admin);
      assertThat(db1.putTags("self", "node", List.of("database")).status()).isEqualTo(200);
      await().until(() -> view.phase(DB1, "exporter").equals("pending"));
      assertThat(view.instance(DB1, "exporter").orElseThrow().path("waiting").asString(""))
          .isEqualTo("the node is not connected");
      server.restart();
      try (Caller again = server.admin();
          SettlingNode node = SettlingNode.connect(server, DB1)) {
        assertThat(again.get("/v1/nodes/" + DB1 + "/tags/node").texts("tags"))
            .containsExactly("database");
        await().until(() -> node.offers.size() == 1);
        assertThat(node.offers.getFirst().generation()).isEqualTo(1);
        registered(new View(again));
      }
    }
  }

  @Test
  void aRequestThatChangesNothingWritesNoRow() throws Exception {
    try (Caller db1 = server.node(DB1);
        Caller admin = server.admin();
        SettlingNode node = SettlingNode.connect(server, DB1)) {
      assertThat(db1.putTags("self", "node", List.of("database")).status()).isEqualTo(200);
      registered(new View(admin));
      await().until(() -> !node.offers.isEmpty());
      Map<String, String> before = atRest();
      Reply got = db1.get("/v1/nodes/self/tags/node");
      assertThat(got.status()).isEqualTo(200);
      assertThat(db1.putTags("self", "node", got.texts("tags")).status()).isEqualTo(200);
      assertThat(
              db1.send("GET", "/v1/nodes/self/tags/node", new byte[0], "if-none-match", got.etag())
                  .status())
          .isEqualTo(304);
      // Longer than the server takes to look for what was lost.
      await()
          .during(Duration.ofSeconds(4))
          .untilAsserted(() -> assertThat(server.rows()).isEqualTo(before));
      assertThat(node.offers).hasSize(1);
    }
  }

  /** The rows, once nothing is written any more. */
  private Map<String, String> atRest() throws IOException {
    var last = new CopyOnWriteArrayList<Map<String, String>>();
    await()
        .pollInterval(Duration.ofSeconds(1))
        .until(
            () -> {
              last.add(server.rows());
              return last.size() > 1 && last.getLast().equals(last.get(last.size() - 2));
            });
    return last.getLast();
  }

  @Test
  void aServerThatIsStartedAgainSendsNothingAgain() throws Exception {
    try (Caller admin = server.admin();
        SettlingNode node = SettlingNode.connect(server, DB1)) {
      assertThat(admin.putTags(DB1, "user/admin", List.of("database")).status()).isEqualTo(200);
      registered(new View(admin));
      List<DesiredState> before = List.copyOf(node.offers);
      server.restart();
      try (Caller again = server.admin()) {
        registered(new View(again));
        await()
            .until(() -> again.get("/v1/nodes/" + DB1).json().path("connected").asBoolean(false));
        // The next thing it hears is the next change, with the next generation.
        assertThat(
                again.apply(Documents.policy("databases", "database", "exporter", 9200)).status())
            .isEqualTo(200);
        await().until(() -> node.offers.size() > before.size());
        DesiredState next = node.offers.get(before.size());
        assertThat(next.epoch()).isEqualTo(before.getLast().epoch());
        assertThat(next.generation()).isEqualTo(before.getLast().generation() + 1);
      }
    }
  }

  @Test
  void discoveryIsWholeOrRefusedWhileTheServerStarts() throws Exception {
    try (Caller admin = server.admin();
        SettlingNode node = SettlingNode.connect(server, DB1)) {
      assertThat(admin.putTags(DB1, "user/admin", List.of("database")).status()).isEqualTo(200);
      registered(new View(admin));
      assertThat(node.offers).isNotEmpty();
      server.stop();
      var answers = new CopyOnWriteArrayList<Reply>();
      var started = new AtomicBoolean();
      Thread asking = Thread.ofVirtual().start(() -> ask(admin, answers, started));
      try (Handle held = server.database()) {
        // The node is due, and can't be looked at before this transaction ends.
        held.execute("update node set revision = revision + 1");
        held.begin().execute("select id from node for update");
        server.startAgain();
        await().until(() -> answers.stream().anyMatch(reply -> reply.status() == 503));
        held.rollback();
      }
      await().until(() -> answers.stream().anyMatch(reply -> reply.status() == 200));
      started.set(true);
      asking.join();
      assertThat(answers)
          .allSatisfy(
              reply -> {
                assertThat(reply.status()).isIn(200, 503);
                if (reply.status() == 200) {
                  assertThat(reply.json().size()).isEqualTo(1);
                } else {
                  assertThat(reply.problem()).isIn("discovery-unsure", "store-unavailable");
                }
              });
    }
  }

  private static void ask(Caller admin, List<Reply> answers, AtomicBoolean started) {
    while (!started.get()) {
      try {
        answers.add(admin.trySend("GET", "/sd/prometheus/lab", new byte[0]));
      } catch (IOException e) {
        Thread.onSpinWait(); // the door is not open yet
      }
    }
  }
}
