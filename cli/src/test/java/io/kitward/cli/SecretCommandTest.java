package io.kitward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.cli.Shell.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Secrets go in and do not come out. */
class SecretCommandTest extends AtCannedServer {
  private static final String KEPT =
      "{\"name\":\"psk\",\"version\":2,\"reference\":\"secret:psk@2\"}";

  private Outcome given(String input, String... arguments) {
    return new Shell(home, 0, Map.of("KITWARD_SERVER", server.url()), input).run(arguments);
  }

  @Test
  void aValueComesFromStandardInputAndTheReferenceIsWhatIsPrinted() {
    server.on("POST /v1/secrets", 201, KEPT);
    Outcome outcome = given("two\nlines\n", "secret", "set", "psk");
    assertThat(outcome.out()).isEqualTo("secret:psk@2\n");
    assertThat(server.asked.getFirst())
        .startsWith("POST /v1/secrets ")
        .contains("\"value\":\"two\\nlines\"", "\"name\":\"psk\"");
  }

  @Test
  void aValueComesFromAFile() throws IOException {
    server.on("POST /v1/secrets", 201, KEPT);
    Path file = Files.writeString(home.resolve("psk"), "value");
    assertThat(given("", "secret", "set", "psk", "-f", file.toString()).exit())
        .isEqualTo(Exit.DONE);
    assertThat(server.asked.getFirst()).contains("\"value\":\"value\"");
  }

  @Test
  void whatIsNoTextIsRefusedBeforeItIsSent() throws IOException {
    Path file = Files.write(home.resolve("psk"), new byte[] {(byte) 0xff, (byte) 0xfe});
    Outcome outcome = given("", "secret", "set", "psk", "-f", file.toString());
    assertThat(outcome.exit()).isEqualTo(Exit.USAGE);
    assertThat(outcome.err()).startsWith("error value-unreadable: ");
    assertThat(server.asked).isEmpty();
  }

  private static final String RENEWED =
      """
      {"name":"psk","version":3,"reference":"secret:psk@3","older":[
        {"document":"Policy/web","path":"spec.parameters.agent.psk","reference":"secret:psk@2"}]}
      """;

  @Test
  void theServerMakesTheNextVersionAndSaysWhoNamesAnOlderOne() {
    server.on("POST /v1/secrets/psk/rotate", 201, RENEWED);
    Outcome outcome = run("secret", "rotate", "psk");
    assertThat(outcome.exit()).isEqualTo(Exit.DONE);
    assertThat(outcome.out()).isEqualTo("secret:psk@3\n");
    assertThat(outcome.err())
        .isEqualTo(
            "Policy/web still names secret:psk@2 at spec.parameters.agent.psk; write secret:psk@3"
                + " there and apply it.\n");
  }

  @Test
  void aSecretOfAPersonIsRotatedWithItsNextValue() {
    server.on("POST /v1/secrets", 201, RENEWED);
    assertThat(given("next\n", "secret", "rotate", "psk", "-f", "-").out())
        .isEqualTo("secret:psk@3\n");
    assertThat(server.asked.getFirst())
        .startsWith("POST /v1/secrets ")
        .contains("\"value\":\"next\"", "\"name\":\"psk\"");
  }

  @Test
  void theListShowsReferences() {
    server.on("GET /v1/secrets", 200, "{\"items\":[" + KEPT + "]}");
    assertThat(run("secret", "list").out()).isEqualTo("secret:psk@2\n");
  }
}
