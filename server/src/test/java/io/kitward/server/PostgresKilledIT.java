package io.kitward.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** PostgreSQL is killed, again and again, while people and nodes replace tags. */
class PostgresKilledIT {

  private static final int KILLS = 20;
  private static final int KILLS_BEFORE_A_RESTART = 5;
  private static final int CLIENTS = 8;
  private static final Duration LONG = Duration.ofSeconds(60);

  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicInteger answered = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  private final ConcurrentSkipListSet<String> wrong = new ConcurrentSkipListSet<>();

  /**
   * Somebody who replaces sets of tags, one after another: each of a source of its own, so that
   * every one must be there in the end.
   */
  private final class Client {
    private final String node;
    private final Caller caller;
    private final boolean atNodeDoor;
    private final ConcurrentSkipListSet<Integer> durable = new ConcurrentSkipListSet<>();

    Client(String node, Caller caller, boolean atNodeDoor) {
      this.node = node;
      this.caller = caller;
      this.atNodeDoor = atNodeDoor;
    }

    void run() {
      for (int number = 1; !over.get(); number++) {
        try {
          Reply reply =
              caller.trySend(
                  "PUT",
                  "/v1/nodes/" + node + "/tags/" + (atNodeDoor ? "node" : "import/s" + number),
                  ("{\"tags\":[\"n=" + number + "\"]}")
                      .getBytes(java.nio.charset.StandardCharsets.UTF_8),
                  "content-type",
                  "application/json");
          if (reply.status() == 200) {
            durable.add(number);
            answered.incrementAndGet();
          } else if (reply.status() == 503 && reply.problem().equals("store-unavailable")) {
            refused.incrementAndGet();
          } else {
            wrong.add(node + ": " + reply);
          }
        } catch (IOException e) {
          Thread.onSpinWait(); // the server itself is away: no answer, no promise
        }
      }
    }

    /** What was answered before that moment and is not there. */
    List<String> lost(Caller admin, List<Integer> before) {
      var missing = new ArrayList<String>();
      if (atNodeDoor) {
        int kept =
            admin.get("/v1/nodes/" + node + "/tags/node").texts("tags").stream()
                .mapToInt(tag -> Integer.parseInt(tag.substring(2)))
                .findFirst()
                .orElse(0);
        if (!before.isEmpty() && kept < before.getLast()) {
          missing.add(node + " has " + kept + " instead of " + before.getLast());
        }
        return missing;
      }
      var there = new TreeSet<String>();
      admin
          .get("/v1/nodes/" + node + "/tags")
          .json()
          .path("items")
          .forEach(
              entry ->
                  there.add(
                      entry.path("source").asString("") + " " + entry.path("tag").asString("")));
      for (int number : before) {
        if (!there.contains("import/s" + number + " n=" + number)) {
          missing.add(node + " lost " + number);
        }
      }
      return missing;
    }
  }

  @Test
  void everyAnsweredChangeIsThereAfterEachOfTwentyKills() throws Exception {
    long seed = new java.security.SecureRandom().nextLong();
    System.out.println("seed of the kills: " + seed);
    var random = new Random(seed);
    var clients = new ArrayList<Client>();
    var threads = new ArrayList<Thread>();
    try (TestServer server = TestServer.embedded()) {
      for (int i = 0; i < CLIENTS; i++) {
        String node = "node" + i + ".lab";
        boolean atNodeDoor = i % 2 == 1;
        clients.add(new Client(node, atNodeDoor ? server.node(node) : server.admin(), atNodeDoor));
      }
      clients.forEach(client -> threads.add(Thread.ofVirtual().start(client::run)));
      try {
        for (int kill = 1; kill <= KILLS; kill++) {
          kill(server, clients, 1 + random.nextInt(60));
          if (kill % KILLS_BEFORE_A_RESTART == 0) {
            server.restart();
            compare(server, clients);
          }
        }
      } finally {
        over.set(true);
        for (Thread thread : threads) {
          thread.join();
        }
      }
      compare(server, clients);
    } finally {
      clients.forEach(client -> client.caller.close());
    }
    assertThat(wrong).as("seed %d", seed).isEmpty();
    assertThat(refused).as("answers while it was away").hasPositiveValue();
    System.out.println(answered + " changes answered, " + refused + " refused with 503");
  }

  /** Kills it after so many further answers, and compares once it is there again. */
  private void kill(TestServer server, List<Client> clients, int further) throws Exception {
    int from = answered.get();
    await()
        .atMost(LONG)
        .pollInterval(Duration.ofMillis(1))
        .until(() -> answered.get() >= from + further);
    long killed = server.postmaster();
    assertThat(ProcessHandle.of(killed).orElseThrow().destroyForcibly()).isTrue();
    await()
        .atMost(LONG)
        .ignoreExceptions() // the file with its number is not there, or half of it, meanwhile
        .until(() -> server.postmaster() != killed);
    compare(server, clients);
  }

  private static void compare(TestServer server, List<Client> clients) throws Exception {
    List<List<Integer>> durable =
        clients.stream().map(client -> List.copyOf(client.durable)).toList();
    try (Caller admin = server.admin()) {
      await().atMost(LONG).until(() -> admin.get("/v1/nodes").status() == 200);
      for (int i = 0; i < clients.size(); i++) {
        assertThat(clients.get(i).lost(admin, durable.get(i))).isEmpty();
      }
    }
  }
}
