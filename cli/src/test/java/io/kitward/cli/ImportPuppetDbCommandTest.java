package io.kitward.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kitward.cli.Shell.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Imports from PuppetDB: again and again, and what becomes of nodes that it gave up. */
class ImportPuppetDbCommandTest extends AtCannedServer {

  private static final String QUERY = "GET /pdb/query/v4?query=";
  private static final String DECLARED =
      QUERY
          + "resources%5Bcertname%2C%20title%5D%7B%20type%20%3D%20%22Kitward_tag%22%20and%20exported%20%3D%20false%20%7D";
  private static final String INACTIVE =
      QUERY + "nodes%5Bcertname%5D%7B%20node_state%20%3D%20%22inactive%22%20%7D";
  private static final String RETIRE = " {\"reason\":\"deactivated in PuppetDB\"}";

  private final CannedServer database = new CannedServer();

  @BeforeEach
  void said() {
    database.on(DECLARED, 200, "[{\"certname\":\"n0.lab\",\"title\":\"web\"}]");
    var items = new ArrayList<String>();
    for (int i = 0; i < 7; i++) {
      String tags = i == 0 ? "[\"web\"]" : "[]";
      items.add("{\"certname\":\"n%d.lab\",\"tags\":%s}".formatted(i, tags));
      server.on("GET /v1/nodes/n" + i + ".lab", 200, "{\"certname\":\"n" + i + ".lab\"}");
      server.on("POST /v1/nodes/n" + i + ".lab/retire", 200, "{}");
    }
    server.on(
        "GET /v1/sources/import/puppetdb?limit=1000",
        200,
        "{\"items\":[" + String.join(",", items) + "]}");
  }

  @AfterEach
  void close() {
    database.close();
  }

  private Outcome puppetdb(String... arguments) {
    var all = new ArrayList<>(List.of("import", "puppetdb", "--url", database.url()));
    all.addAll(List.of(arguments));
    return run(all.toArray(String[]::new));
  }

  private List<String> writes() {
    return server.asked.stream().filter(line -> !line.startsWith("GET ")).toList();
  }

  @Test
  void deactivatedNodesAreListedAndNotTouched() {
    database.on(
        INACTIVE,
        200,
        "[{\"certname\":\"n2.lab\"},{\"certname\":\"n1.lab\"},{\"certname\":\"x.lab\"}]");

    Outcome outcome = puppetdb("--deactivated", "--yes");

    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out())
        .isEqualTo(
            """
            import/puppetdb: nothing to do, 1 hosts are as they shall be
            2 nodes of Kitward are deactivated in PuppetDB
              n1.lab
              n2.lab
            """);
    assertThat(writes()).isEmpty();
  }

  @Test
  void theyAreRetiredOnlyWhenThatIsAskedForAndOnlyOnce() {
    database.on(INACTIVE, 200, "[{\"certname\":\"n1.lab\"},{\"certname\":\"n2.lab\"}]");
    server.on("GET /v1/nodes/n1.lab", 200, "{\"retired\":{\"state\":\"leaving\"}}");

    assertThat(puppetdb("--retire-deactivated").out()).contains("next: say --yes to retire them");
    assertThat(writes()).isEmpty();
    Outcome outcome = puppetdb("--retire-deactivated", "--yes");

    assertThat(outcome.out()).endsWith("  n2.lab\nnode/n2.lab retired\n");
    assertThat(writes()).containsExactly("POST /v1/nodes/n2.lab/retire" + RETIRE);
  }

  @Test
  void aDatabaseThatGaveUpManyRetiresNone() {
    var rows = new ArrayList<String>();
    for (int i = 1; i < 7; i++) {
      rows.add("{\"certname\":\"n" + i + ".lab\"}");
    }
    database.on(INACTIVE, 200, rows.toString());

    Outcome outcome = puppetdb("--retire-deactivated", "--yes");

    assertThat(outcome.exit()).isEqualTo(6);
    assertThat(outcome.err())
        .startsWith("error too-many-to-retire: 6 nodes would be retired, more than 5; none was.");
    assertThat(writes()).isEmpty();
  }

  @Test
  void aRunThatFailsIsToldAndTheNextOneIsMade() throws Exception {
    database.on(DECLARED, 200, "[{\"certname\":\"n0.lab\"");
    database.on(DECLARED, 503, "down");
    database.on(DECLARED, 200, "[{\"certname\":\"n0.lab\",\"title\":\"web\"}]");
    var outcome = new CompletableFuture<Outcome>();
    Thread going =
        Thread.startVirtualThread(() -> outcome.complete(puppetdb("--every", "1s", "--yes")));

    await().until(() -> database.asked.size() >= 4);
    await().until(() -> server.asked.size() >= 2);
    going.interrupt();

    assertThat(outcome.get().exit()).isZero();
    assertThat(outcome.get().err())
        .contains("error puppetdb-answer: ")
        .contains("status 503: down");
    assertThat(outcome.get().out()).startsWith("import/puppetdb: nothing to do");
    assertThat(writes()).isEmpty();
  }

  @Test
  void wrongUsageEndsAtOnceAlsoWhenItIsToGoOn() {
    assertThat(puppetdb("--every", "often", "--yes").exit()).isEqualTo(2);
    assertThat(puppetdb("--every", "1s", "--yes", "--map", "os=os").exit()).isEqualTo(2);
    assertThat(puppetdb("--every", "1s").exit()).isEqualTo(2);
    assertThat(database.asked).isEmpty();
  }

  @Test
  void aPlanThatWaitsForAPersonIsMadeOnce() throws Exception {
    database.on(DECLARED, 200, "[{\"certname\":\"n0.lab\",\"title\":\"web\"}]");
    String said = "GET /v1/sources/import/other?limit=1000";
    server
        .on(said, 200, "{\"items\":[{\"certname\":\"n0.lab\",\"tags\":[]}]}")
        .on(
            "POST /v1/plans",
            201,
            "{\"id\":\"p-1\",\"confirmation\":{\"figure\":9,\"because\":[]}}")
        .on("GET /v1/plans/p-1/nodes?limit=20", 200, "{\"items\":[]}")
        .on("POST /v1/plans/p-1/apply?removals=held", 409, problem(409, "confirmation-needed"))
        .on("GET /v1/plans/p-1", 200, "{\"id\":\"p-1\",\"state\":\"open\"}");
    var outcome = new CompletableFuture<Outcome>();
    Thread going =
        Thread.startVirtualThread(
            () -> outcome.complete(puppetdb("--every", "1s", "--yes", "--name", "other")));

    await().until(() -> server.asked.contains("GET /v1/plans/p-1"));
    going.interrupt();

    assertThat(outcome.get().err())
        .contains("error confirmation-needed: ")
        .contains("error plan-waits: ")
        .contains("kitward apply p-1 --confirm=9");
    assertThat(writes().stream().filter(line -> line.startsWith("POST /v1/plans "))).hasSize(1);
  }

  @Test
  void anUnreachableDatabaseHasTheExitCodeOfTryAgain() {
    database.close();

    assertThat(puppetdb().exit()).isEqualTo(75);
    assertThat(server.asked).isEmpty();
  }
}
