package io.kitward.connector.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.connector.control.Orders;
import io.kitward.connector.operation.Operations;
import io.kitward.connector.operation.Result;
import io.kitward.protocol.Check;
import io.kitward.protocol.DesiredState;
import io.kitward.protocol.FoundTool;
import io.kitward.protocol.InstanceDesired;
import io.kitward.protocol.Operation;
import io.kitward.protocol.OperationReply.State;
import io.kitward.protocol.Payload;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person asks for, on a machine of which a service's log is asked for. */
class OperationsTest {

  private static Operations operations(InstanceDesired... desired) {
    Machine machine = Kit.machine();
    Caretaker caretaker = machine.caretaker();
    return new Operations(
        caretaker,
        new Orders(caretaker, Clock.systemUTC()),
        () -> Optional.of(new DesiredState(1, 1, List.of(desired))),
        machine.host(),
        () -> "connected to wss://kitward.lab:4320",
        "0.1.0",
        Clock.systemUTC());
  }

  private static Operation operation(Operation.Kind kind, String service) {
    return new Operation("7", kind, service, Instant.MAX, null, "", "token/admin", 10, List.of());
  }

  private static InstanceDesired reading(String file) {
    return Kit.agent().toBuilder()
        .units(List.of())
        .checks(List.of(new Check.LogShows(file, "x", Duration.ofMinutes(1))))
        .build();
  }

  private static String text(Result result) {
    return new String(result.data(), StandardCharsets.UTF_8);
  }

  @Test
  void aLogFileIsHandedOverWithoutSecrets() throws Exception {
    Path log = Files.createTempFile(Path.of("/var/log"), "kitward-test", ".log");
    try {
      Files.writeString(log, "started\npassword=hunter2x\n");
      Result result =
          operations(reading(log.toString())).carryOut(operation(Operation.Kind.LOGS, "agent"));
      assertThat(result.state()).isEqualTo(State.DONE);
      assertThat(text(result)).contains("started", "***").doesNotContain("hunter2x");
    } finally {
      Files.delete(log);
    }
  }

  @Test
  void nothingOutsideOfTheLogsIsRead(@TempDir Path folder) throws Exception {
    Path secret = Files.writeString(folder.resolve("x"), "topmost");
    Path link = Path.of("/var/log", "kitward-test-" + System.nanoTime());
    Files.createSymbolicLink(link, secret);
    try {
      for (String path : List.of(secret.toString(), link.toString(), "/var/log/../../etc/shadow")) {
        Result result = operations(reading(path)).carryOut(operation(Operation.Kind.LOGS, "agent"));
        assertThat(text(result)).doesNotContain("topmost").doesNotContain("root:");
      }
    } finally {
      Files.delete(link);
    }
  }

  @Test
  void aServiceThatIsNotLookedAfterIsNamed() {
    assertThat(operations().carryOut(operation(Operation.Kind.LOGS, "nginx")).message())
        .contains("nginx");
    assertThat(operations().carryOut(operation(Operation.Kind.CHECK, "nginx")).state())
        .isEqualTo(State.FAILED);
    assertThat(operations().carryOut(operation(Operation.Kind.SUSPEND, "")).state())
        .as("a suspension without an end")
        .isEqualTo(State.FAILED);
  }

  @Test
  void anArchiveHoldsNoContentOfFiles() throws Exception {
    Result result =
        operations(Kit.agent("very-own-text").toBuilder().hash("00").build())
            .carryOut(operation(Operation.Kind.DIAGNOSTICS, ""));
    assertThat(result.contentType()).isEqualTo("application/gzip");
    try (var zipped =
        new java.util.zip.GZIPInputStream(new java.io.ByteArrayInputStream(result.data()))) {
      String all = new String(zipped.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(all)
          .contains("about.txt", "facts.json", "desired.json", "/etc/default/agent", "0.1.0")
          .doesNotContain("very-own-text");
    }
  }

  @Test
  void toolsThatAreThereAreFoundWithWhoseTheyAre() {
    var agent = new Operation.Tool("agent", List.of("agent", "agent-rpm"), List.of(Kit.UNIT));
    var log = new Operation.Tool("log", List.of("logd"), List.of(Kit.LOG_UNIT));
    var away = new Operation.Tool("away", List.of("away"), List.of("away.service"));
    var also = new Operation.Tool("also-agent", List.of("agent"), List.of(Kit.UNIT));
    var asked =
        new Operation(
            "7",
            Operation.Kind.TOOLS,
            "",
            Instant.MAX,
            null,
            "",
            "token/admin",
            1,
            List.of(agent, log, away, also));
    Result result = operations(Kit.agent()).carryOut(asked);
    assertThat(Payload.read(result.data(), FoundTool.All.class).tools())
        .containsExactly(
            new FoundTool("agent", FoundTool.Relation.MANAGED, Map.of(), Map.of(), List.of()),
            new FoundTool(
                "log",
                FoundTool.Relation.FOREIGN,
                Map.of("logd", "1"),
                Map.of(Kit.LOG_UNIT, "active"),
                List.of()));
  }
}
