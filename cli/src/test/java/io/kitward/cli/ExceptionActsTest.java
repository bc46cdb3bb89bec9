package io.kitward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.cli.Shell.Outcome;
import org.junit.jupiter.api.Test;

/** What people do with exceptions, who did what, and the way back. */
class ExceptionActsTest extends AtCannedServer {
  private static final String ACCEPTED =
      "{\"id\":\"x-1\",\"state\":\"accepted\",\"care\":{\"assignee\":\"ada\",\"acceptedUntil\":\"2026-12-25T00:00:00Z\"}}";

  @Test
  void anAcceptanceSaysUntilWhen() {
    server.on("POST /v1/exceptions/x-1/accept", 200, ACCEPTED);
    Outcome outcome =
        run("exception", "accept", "x-1", "--until", "2026-12-24", "--reason", "known");
    assertThat(outcome.out()).isEqualTo("exception/x-1 accepted until 2026-12-25T00:00:00Z\n");
    assertThat(server.asked.getFirst()).contains("\"until\":\"2026-12-24\",\"reason\":\"known\"");
    assertThat(run("exception", "accept", "x-1", "--until", "1d").exit()).isEqualTo(Exit.USAGE);
  }

  @Test
  void anExceptionIsAssignedCommentedAndOpenedAgain() {
    server
        .on("POST /v1/exceptions/x-1/assign", 200, "{\"id\":\"x-1\"}")
        .on("POST /v1/exceptions/x-1/comment", 200, "{\"id\":\"x-1\"}")
        .on("POST /v1/exceptions/x-1/reopen", 200, "{\"id\":\"x-1\"}");
    assertThat(run("exception", "assign", "x-1", "ada").out()).contains("is ada's");
    assertThat(run("exception", "assign", "x-1", "").out()).contains("is nobody's");
    assertThat(run("exception", "comment", "x-1", "the disk").out()).contains("has your comment");
    assertThat(run("exception", "reopen", "x-1", "-o", "name").out()).isEqualTo("exception/x-1\n");
  }

  @Test
  void theHistoryCannotSteerTheTerminal() {
    server.on(
        "GET /v1/exceptions/x-1",
        200,
        "{\"exception\":{\"id\":\"x-1\",\"kind\":\"kept\",\"state\":\"open\",\"message\":\"m\"},\"history\":[{\"at\":\"2026-11-22T05:00:00Z\",\"by\":\"token/ada\",\"what\":\"commented\",\"text\":\"a\\n\\u001b[2Jb\"}]}");
    assertThat(run("exception", "show", "x-1").out())
        .contains("token/ada commented a \ufffd[2Jb")
        .doesNotContain("\u001b");
  }

  @Test
  void causesAreOneLineEach() {
    server.on(
        "GET /v1/exception-causes?limit=1000&state=open",
        200,
        "{\"items\":[{\"newest\":\"x-400\",\"kind\":\"conflict\",\"count\":400,\"message\":\"loud and quiet\"}]}");
    assertThat(run("exception", "causes").out()).contains("x-400", "400", "loud and quiet");
  }

  @Test
  void theTrailIsAskedByTimeWhoAndWhat() {
    server.on(
        "GET /v1/audit?limit=100&from=2026-11-20T06%3A00%3A00Z&actor=token%2Fada&object=document%2FPolicy%2Fweb",
        200,
        "{\"items\":[{\"at\":\"2026-11-21T06:00:00Z\",\"principal\":\"token/ada\",\"door\":\"people\",\"action\":\"apply-document\",\"target\":\"document/Policy/web\",\"outcome\":\"done\",\"detail\":\"revision: 4\"}]}");
    assertThat(
            run("audit", "--since", "2d", "--actor", "token/ada", "--object", "document/Policy/web")
                .out())
        .contains("apply-document", "revision: 4");
    assertThat(run("audit", "--since", "soon").exit()).isEqualTo(Exit.USAGE);
  }

  @Test
  void anEarlierRevisionComesBackByAPlanThatIsCarriedOutOnlyWhenAsked() {
    server
        .on(
            "GET /v1/documents/Policy/web?revision=3",
            200,
            "{\"document\":{\"kind\":\"Policy\",\"metadata\":{\"name\":\"web\"}}}")
        .on("POST /v1/plans", 201, "{\"id\":\"p-9\",\"state\":\"open\"}")
        .on("POST /v1/plans/p-9/apply?confirm=4", 200, "{\"id\":\"p-9\",\"state\":\"applied\"}");
    assertThat(run("revert", "policy/web", "--to", "3").out()).contains("plan/p-9 open");
    assertThat(server.asked).hasSize(2);
    assertThat(server.asked.getLast()).contains("\\\"name\\\":\\\"web\\\"");
    assertThat(run("revert", "policy/web", "--to", "3", "--yes", "--confirm", "4").out())
        .contains("plan/p-9 applied");
    assertThat(run("revert", "web", "--to", "3").exit()).isEqualTo(Exit.USAGE);
  }
}
