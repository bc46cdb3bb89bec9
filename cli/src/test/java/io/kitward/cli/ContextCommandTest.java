package io.kitward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.cli.Shell.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Servers that the command line knows by name, and how they are reached. */
class ContextCommandTest extends AtCannedServer {

  @Test
  void aServerWithoutHttpsIsRefusedUnlessItIsThisMachine() {
    Outcome outcome = run("status", "--server", "http://kitward.example");
    assertThat(outcome.exit()).isEqualTo(Exit.USAGE);
    assertThat(outcome.err()).contains("is not an https:// URL");
  }

  @Test
  void aContextIsKeptForItsOwnerAloneAndUsed() throws IOException {
    var shell = new Shell(home, 0, Map.of(), "");
    Path token = Files.writeString(home.resolve("token"), "t\n");
    shell.run("context", "set", "demo", "--server", server.url(), "--token-file", token.toString());
    Path file = home.resolve(".config/kitward/config.yaml");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(shell.run("context", "list").out()).contains("*  demo  " + server.url());
    assertThat(shell.run("get", "nodes", "-o", "name").exit()).isZero();
    assertThat(shell.run("context", "use", "other").exit()).isEqualTo(Exit.NOT_FOUND);
  }

  @Test
  void aDeletedContextIsForgottenAndTheOthersStay() {
    var shell = new Shell(home, 0, Map.of(), "");
    shell.run("context", "set", "home", "--server", "https://home:8443");
    shell.run("context", "set", "demo", "--server", "https://demo:8443");
    shell.run("context", "use", "demo");
    assertThat(shell.run("context", "delete", "demo").exit()).isZero();
    assertThat(shell.run("context", "list").out())
        .contains("home  https://home:8443")
        .doesNotContain("demo")
        .doesNotContain("*");
    assertThat(shell.run("context", "delete", "demo").exit()).isEqualTo(Exit.NOT_FOUND);
  }

  @Test
  void theTokenOfAContextIsNotSentToAServerNamedOutright() {
    new Shell(home, 0, Map.of(), "")
        .run("context", "set", "demo", "--server", "https://demo:8443", "--token-file", "/nowhere");
    assertThat(run("get", "nodes", "-o", "name").exit()).isZero();
  }
}
