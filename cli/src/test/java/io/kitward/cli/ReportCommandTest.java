package io.kitward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.cli.Shell.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reports and instances as they were. */
class ReportCommandTest extends AtCannedServer {

  private static final String COVERAGE =
      "{\"month\":\"2026-10\",\"from\":\"2026-10-05T00:00:00Z\",\"to\":\"2026-11-01T00:00:00Z\",\"whole\":false,"
          + "\"key\":\"environment\",\"selector\":\"\",\"lines\":[{\"service\":\"backup-agent\",\"group\":\"production\","
          + "\"should\":12,\"had\":11,\"now\":10,\"share\":99.126,\"wantedHours\":1,\"functionalHours\":1,"
          + "\"gaps\":[{\"phase\":\"failed\",\"cause\":\"Running: Stopped\",\"nodes\":1,\"hours\":2.5}]}],\"exemptions\":[]}";

  @Test
  void coverageIsShownByServiceAndGroup() {
    server.on("GET /v1/reports/coverage?month=2026-10&key=environment", 200, COVERAGE);
    Outcome outcome = run("report", "coverage", "--month=2026-10", "--key=environment");
    assertThat(outcome.out())
        .isEqualTo(
            """
            SERVICE       ENVIRONMENT  SHOULD  HAD  NOW   SHARE  GAPS
            backup-agent  production       12   11   10  99.13%  failed (Running: Stopped) 2.5 h on 1
            """);
    assertThat(outcome.err()).isEqualTo("What was before 2026-10-05T00:00:00Z is not known.\n");
    assertThat(outcome.exit()).isZero();
  }

  @Test
  void aReportIsWrittenToAFileAsTheServerMadeIt(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("coverage.csv");
    server.on("GET /v1/reports/coverage?format=csv", 200, "month,service\r\n");
    assertThat(run("report", "coverage", "-o", "csv", "-f", file.toString()).exit()).isZero();
    assertThat(Files.readString(file)).isEqualTo("month,service\r\n");
    server.on("GET /v1/reports/coverage?format=html", 200, "<!doctype html>");
    assertThat(run("report", "coverage", "-o", "html").out()).isEqualTo("<!doctype html>");
  }

  @Test
  void aFormThatACommandDoesNotKnowIsRefusedBeforeAnythingIsDone() {
    Outcome outcome = run("apply", "p-3", "-o", "csv");
    assertThat(outcome.exit()).isEqualTo(2);
    assertThat(outcome.err()).contains("-o csv is not known to this command");
    assertThat(run("report", "history", "-o", "html").exit()).isEqualTo(2);
    assertThat(server.asked).isEmpty();
  }

  @Test
  void figuresAreShownStepByStep() {
    server.on(
        "GET /v1/history?from=2026-10-01&service=exporter",
        200,
        "{\"stepSeconds\":3600,\"points\":[{\"at\":\"2026-10-01T00:00:00Z\",\"functional\":98.5,\"instances\":{},\"repairs\":3,"
            + "\"proven\":2,\"provenSeconds\":{\"p50\":4.2,\"p95\":9}},"
            + "{\"at\":\"2026-10-01T01:00:00Z\",\"instances\":{},\"repairs\":0,\"proven\":0}]}");
    assertThat(run("report", "history", "--from=2026-10-01", "--service=exporter").out())
        .isEqualTo(
            """
            AT                    FUNCTIONAL  REPAIRS  PROVEN    P50  P95
            2026-10-01T00:00:00Z      98.50%        3       2  4.2 s  9 s
            2026-10-01T01:00:00Z           –        0       0      –    –
            """);
  }

  @Test
  void instancesAreShownAsTheyWere() {
    server.on(
        "GET /v1/instances?limit=100&selector=environment%3Dproduction&service=backup-agent&at=2026-03-01",
        200,
        "{\"items\":[{\"node\":\"db1\",\"service\":\"backup-agent\",\"phase\":\"ok\",\"phaseSince\":\"2026-02-01T00:00:00Z\","
            + "\"waiting\":\"\",\"conditions\":[],\"because\":[],\"parameters\":[],"
            + "\"then\":{\"at\":\"2026-03-01T00:00:00Z\",\"wanted\":true,\"tags\":[\"role=db\"]}}]}");
    Outcome outcome =
        run(
            "get",
            "instances",
            "--at=2026-03-01",
            "-l",
            "environment=production",
            "--service=backup-agent");
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out())
        .isEqualTo(
            """
            NODE  SERVICE       PHASE  SINCE                 WANTED  MESSAGE
            db1   backup-agent  ✓ ok   2026-02-01T00:00:00Z  yes
            """);
    assertThat(run("get", "nodes", "--at=2026-03-01").exit()).isEqualTo(2);
  }

  @Test
  void theTicketOfAChangeGoesWithIt() {
    server.on(
        "POST /v1/plans/p-3/apply?confirm=12&change=CHG%2F1", 409, problem(409, "change-needed"));
    assertThat(run("apply", "p-3", "--confirm=12", "--change=CHG/1").exit()).isEqualTo(6);
    server.on("DELETE /v1/documents/Policy/web?change=CHG1", 204, "");
    assertThat(run("delete", "policy", "web", "--change=CHG1").exit()).isZero();
  }
}
