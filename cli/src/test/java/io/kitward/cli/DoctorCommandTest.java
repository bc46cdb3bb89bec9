package io.kitward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.cli.Shell.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What keeps the command line from its server, and where the console shows a thing. */
class DoctorCommandTest extends AtCannedServer {

  private String token = "";

  @BeforeEach
  void well() throws Exception {
    Path file = Files.writeString(home.resolve("token"), "secret\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    token = file.toString();
    server.on("GET /healthz", 200, "ok\n").on("GET /readyz", 200, "ok\n");
  }

  private Outcome doctor() {
    return run("doctor", "--ascii", "--token-file", token);
  }

  @Test
  void aServerThatIsWellIsExit0() {
    server.on(
        "GET /metrics", 200, "kitward_build{version=\"" + VersionCommand.version() + "\"} 1\n");
    Outcome outcome = doctor();
    assertThat(outcome.exit()).isZero();
    assertThat(outcome.out())
        .contains("+ settings", "+ token", "+ server", "+ ready", "+ access")
        .contains("+ clock     as the server's", "as the server\n");
  }

  @Test
  void anotherVersionAndAnotherTimeAreWarnings() {
    try (var other = new CannedServer()) {
      other
          .on("GET /healthz", 200, "ok")
          .on("GET /readyz", 200, "ok")
          .on("GET /v1/status", 200, "{\"at\":\"2026-11-22T06:02:00Z\"}")
          .on("GET /metrics", 200, "kitward_build{version=\"9.9\"} 1\n");
      var shell = new Shell(home, 0, Map.of("KITWARD_SERVER", other.url()), "");
      Outcome outcome = shell.run("doctor", "--ascii", "--token-file", token);
      assertThat(outcome.exit()).isZero();
      assertThat(outcome.out()).contains("! clock     it is 120 s away").contains("server has 9.9");
    }
  }

  @Test
  void aTokenThatOthersCanReadIsAWarning() throws Exception {
    Files.setPosixFilePermissions(Path.of(token), PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(doctor().out()).contains("! token", "chmod 600 " + token);
  }

  @Test
  void theFirstThingThatIsBadGivesTheExitCode() {
    server.close();
    assertThat(doctor().exit()).isEqualTo(Exit.UNREACHABLE);
    token = home.resolve("none").toString();
    assertThat(doctor().exit()).isEqualTo(Exit.NOT_PERMITTED);
    Outcome nothing = new Shell(home, 0, Map.of(), "").run("doctor");
    assertThat(nothing.exit()).isEqualTo(Exit.USAGE);
    assertThat(nothing.out()).contains("No server is set.", "kitward context set");
  }

  @Test
  void aTokenThatIsRefusedIsSaid() {
    try (var other = new CannedServer()) {
      other
          .on("GET /healthz", 200, "ok")
          .on("GET /readyz", 503, problem(503, "not-ready"))
          .on("GET /v1/status", 401, problem(401, "credential-invalid"));
      var shell = new Shell(home, 0, Map.of("KITWARD_SERVER", other.url()), "");
      Outcome outcome = shell.run("doctor", "-o", "json");
      assertThat(outcome.exit()).isEqualTo(Exit.UNREACHABLE);
      assertThat(
              Api.MAPPER
                  .readTree(outcome.out())
                  .path("items")
                  .valueStream()
                  .filter(each -> Nouns.text(each, "state").equals("bad"))
                  .map(each -> Nouns.text(each, "subject")))
          .containsExactly("ready", "access");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'', /",
    "nodes, /nodes",
    "node/db1.example, /nodes/db1.example",
    "node/../x?y, /nodes/..%2Fx%3Fy",
    "instance/n/s, /nodes/n/i/s/why",
    "policy/web, /policies/web",
    "service/chrony, /documents/Service/chrony/edit",
    "plan/p-1, /plans/p-1",
    "exception/x-1, /exceptions",
    "backend/zbx, /backends/zbx/ledger"
  })
  void theConsoleHasAPageOfIt(String subject, String page) {
    Outcome outcome = subject.isEmpty() ? run("open") : run("open", subject);
    assertThat(outcome.out()).isEqualTo(server.url() + page + "\n");
  }

  @Test
  void theBrowserIsGivenTheAddress() {
    Path opened = home.resolve("opened");
    Outcome outcome =
        run(0, Map.of("BROWSER", "sh -c 'printf %s \"$0\" >" + opened + "'"), "open", "node/a");
    assertThat(outcome.exit()).isZero();
    assertThat(opened).content().isEqualTo(server.url() + "/nodes/a");
  }

  @Test
  void whatHasNoPageIsSaid() {
    assertThat(run("open", "tags").exit()).isEqualTo(Exit.NOT_FOUND);
    assertThat(run("open", "teapot/x").exit()).isEqualTo(Exit.USAGE);
  }
}
