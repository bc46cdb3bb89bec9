package io.kitward.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kitward.cli.Shell.Outcome;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What is printed while somebody watches, until they interrupt it. */
class WatchTest extends AtCannedServer {

  private static final String LIST = "GET /v1/instances?limit=100";

  private Outcome watched(CannedServer watchedServer, int looks, String... arguments)
      throws Exception {
    var shell = new Shell(home, 0, Map.of("KITWARD_SERVER", watchedServer.url()), "");
    var outcome = new CompletableFuture<Outcome>();
    Thread watching = Thread.ofPlatform().start(() -> outcome.complete(shell.run(arguments)));
    await().atMost(Duration.ofMinutes(1)).until(() -> watchedServer.asked.size() >= looks);
    watching.interrupt();
    Outcome interrupted = outcome.get(60, TimeUnit.SECONDS);
    assertThat(interrupted.exit()).isEqualTo(Exit.INTERRUPTED);
    return interrupted;
  }

  private static String instance(String node, String phase) {
    return "{\"node\":\"" + node + "\",\"service\":\"s\",\"phase\":\"" + phase + "\"}";
  }

  @Test
  void onlyWhatIsNewOrOtherwiseIsPrintedAgainAndWhatIsGoneIsSaid() throws Exception {
    try (var changing = new CannedServer()) {
      changing
          .on(LIST, 200, "{\"items\":[" + instance("a", "ok") + "," + instance("b", "ok") + "]}")
          .on(LIST, 503, problem(503, "store-unavailable"))
          .on(LIST, 200, "{\"items\":[" + instance("a", "failed") + "]}");
      Outcome outcome =
          watched(changing, 4, "get", "instances", "--watch", "--columns=node,phase", "--ascii");
      assertThat(outcome.out().lines())
          .containsExactly("NODE  PHASE", "a     + ok", "b     + ok", "a     x failed");
      assertThat(outcome.err())
          .contains("waiting: What.", "The server answers again.", "gone: instance/b/s");
    }
  }

  @Test
  void jsonIsOneLineForEachChange() throws Exception {
    try (var changing = new CannedServer()) {
      changing
          .on(LIST, 200, "{\"items\":[" + instance("a", "ok") + "]}")
          .on(LIST, 200, "{\"items\":[" + instance("a", "failed") + "]}");
      Outcome outcome = watched(changing, 3, "get", "instances", "--watch", "-o", "json");
      assertThat(outcome.out().lines()).hasSize(2).allMatch(line -> line.startsWith("{\"api"));
    }
  }

  @Test
  void theStatusIsPrintedAgainWhenItChanges() throws Exception {
    String status = "{\"at\":\"2026-11-22T06:00:0%dZ\",\"nodes\":%d}";
    try (var changing = new CannedServer()) {
      changing
          .on("GET /v1/status", 200, status.formatted(0, 1))
          .on("GET /v1/status", 200, status.formatted(1, 1))
          .on("GET /v1/status", 200, status.formatted(2, 2));
      assertThat(watched(changing, 4, "status", "--watch", "-o", "jsonl").out().lines()).hasSize(2);
    }
  }

  @Test
  void aServerThatRefusesEndsIt() {
    server.on("GET /v1/vouchers", 403, problem(403, "forbidden"));
    assertThat(run("get", "vouchers", "--watch").exit()).isEqualTo(Exit.NOT_PERMITTED);
  }
}
