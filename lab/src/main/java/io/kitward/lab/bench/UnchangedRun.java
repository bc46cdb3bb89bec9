package io.kitward.lab.bench;

import io.kitward.lab.Database;
import io.kitward.lab.NodeRequests;
import io.kitward.lab.PuppetRun;
import io.kitward.lab.Stage;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What an unchanged {@code puppet agent -t} asks of Kitward, and makes it write. */
final class UnchangedRun {

  private static final Duration AFTER = Duration.ofSeconds(60);

  private UnchangedRun() {}

  static List<Figure> measure(Stage stage) {
    stage.bare();
    stage.database();
    stage.mission().db1().run().orThrow();
    try (Database database = Database.open(stage.mission().server())) {
      Map<String, Long> before = database.settledWrites(Duration.ofMinutes(3));
      double requests = NodeRequests.count(stage.api());
      PuppetRun run = stage.mission().db1().run("--debug");
      List<String> asked = NodeRequests.of(run);
      Thread.sleep(AFTER);
      Map<String, Long> after = database.writes();
      return List.of(
          Figure.atMost("unchanged.exit", "puppet's exit code", run.exit(), "", 0),
          Figure.atMost("unchanged.requests", "requests that puppet made", asked.size(), "", 1),
          Figure.atMost(
              "unchanged.door",
              "requests that the node door counted",
              NodeRequests.count(stage.api()) - requests,
              "",
              1),
          Figure.atMost(
              "unchanged.rows",
              "rows written until 60 s after the run, without last contacts",
              sum(Database.withoutContacts(after)) - sum(Database.withoutContacts(before)),
              "rows",
              0),
          Figure.of(
              "unchanged.contacts",
              "last contacts written in batches meanwhile",
              (double)
                  (after.getOrDefault("node_contact", 0L)
                      - before.getOrDefault("node_contact", 0L)),
              "rows"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new io.kitward.lab.LabException("interrupted while measuring", e);
    }
  }

  private static double sum(Map<String, Long> writes) {
    return writes.values().stream().mapToDouble(Long::doubleValue).sum();
  }
}
