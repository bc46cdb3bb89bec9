package io.kitward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.cli.Shell.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Followed repositories, and documents that a source has. */
class RepositoryCommandTest extends AtCannedServer {

  private static final String WAITING =
      """
      {"name":"ops","url":"https://git.example/ops.git","reference":"refs/heads/main","path":"",
       "interval":60,"approval":"manual","prune":true,"takeOver":false,"suspended":false,
       "state":"waiting","message":"","faults":[],"documents":3,"plan":"p-7",
       "seen":{"id":"7777777777777777777777777777777777777777","author":"Ada","at":"2026-01-01T00:00:00Z",
         "subject":"More \\u001b[31mred"}}
      """;

  @Test
  void describeSaysWhatWaitsAndHowToGoOn() {
    server.on("GET /v1/repositories/ops", 200, WAITING);
    Outcome outcome = run("describe", "repository", "ops");
    assertThat(outcome.exit()).isEqualTo(Exit.DONE);
    assertThat(outcome.out())
        .contains("waiting", "refs/heads/main", "manual, prunes")
        .contains("kitward plan p-7", "kitward repository approve ops 7777777777")
        .doesNotContain("\u001b[31m");
  }

  @Test
  void theyAreListed() {
    server.on("GET /v1/repositories", 200, "{\"items\":[" + WAITING + "]}");
    assertThat(run("get", "repositories").out()).contains("ops", "waiting", "p-7", "7777777777");
  }

  @Test
  void aCommitIsApprovedByItsName() {
    server.on(
        "POST /v1/repositories/ops/approve?confirm=12&change=CHG1",
        200,
        WAITING.replace("waiting", "in-step"));
    Outcome outcome =
        run("repository", "approve", "ops", "7777777", "--confirm=12", "--change=CHG1");
    assertThat(outcome.out()).contains("in step");
    assertThat(server.asked.getFirst()).endsWith(" {\"commit\":\"7777777\"}");
  }

  @Test
  void withoutACommitNothingIsApproved() {
    server.on("GET /v1/repositories/ops", 200, WAITING);
    assertThat(run("repository", "approve", "ops").out())
        .contains("kitward repository approve ops");
    assertThat(server.asked).containsExactly("GET /v1/repositories/ops");
  }

  @Test
  void aRepositoryIsLookedAtNow() {
    server.on("POST /v1/repositories/ops/check-now", 202, WAITING);
    assertThat(run("repository", "check", "ops").out()).contains("repository/ops is looked at now");
  }

  @Test
  void whatASourceWouldChangeIsShownFirst() throws IOException {
    Path file = Files.writeString(home.resolve("a.yaml"), "kind: Group\n");
    server.on("POST /v1/plans", 201, "{\"id\":\"p-9\",\"state\":\"open\",\"totals\":{}}");
    server.on("POST /v1/plans/p-9/apply", 200, "{\"id\":\"p-9\",\"state\":\"applied\"}");
    Outcome shown = run("apply", "-f", file.toString(), "--source=ci", "--prune", "-o", "name");
    assertThat(shown.out()).isEqualTo("plan/p-9\n");
    assertThat(server.asked).hasSize(1);
    assertThat(server.asked.getFirst()).contains("\"prune\":true", "\"source\":\"ci\"");
    Outcome done =
        run("apply", "-f", file.toString(), "--source=ci", "--prune", "--yes", "-o", "name");
    assertThat(done.out()).isEqualTo("plan/p-9\n");
    assertThat(server.asked).contains("POST /v1/plans/p-9/apply");
  }

  @Test
  void whatIsManagedIsTakenOverOnlyWhenThatIsSaid() throws IOException {
    Path file = Files.writeString(home.resolve("a.yaml"), "kind: Group\n");
    server.on("POST /v1/documents", 409, problem(409, "document-managed"));
    server.on("POST /v1/documents?take-over=true", 200, "{\"items\":[]}");
    Outcome refused = run("apply", "-f", file.toString());
    assertThat(refused.exit()).isEqualTo(Exit.CONFLICT);
    assertThat(run("apply", "-f", file.toString(), "--take-over").exit()).isEqualTo(Exit.DONE);
    server.on("DELETE /v1/documents/Repository/ops?take-over=true", 204, "");
    assertThat(run("delete", "repository", "ops", "--take-over").out()).contains("ops deleted");
  }
}
