package io.kitward.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.kitward.protocol.OpAmp;
import io.kitward.protocol.Operation;
import io.kitward.protocol.OperationReply;
import io.kitward.protocol.OperationReply.State;
import io.kitward.server.channel.Agent;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import opamp.proto.v1.Opamp;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What people ask of nodes now, from the API to a session and back. */
class OperationsIT extends AtServer {

  OperationsIT() throws Exception {}

  /** A connector that answers operations as a test tells it to. */
  private final class Operator implements AutoCloseable {
    final List<Operation> asked = new CopyOnWriteArrayList<>();
    private final Caller caller;
    private final Agent agent;
    private final String certname;

    Operator(String certname, boolean operates) throws Exception {
      this.certname = certname;
      caller = server.node(certname);
      agent =
          new Agent(
              caller.http(),
              server.nodeDoor("wss").resolve(OpAmp.PATH),
              UUID.randomUUID(),
              message -> OpAmp.asked(message.getCustomMessage()).ifPresent(asked::add));
      var capabilities =
          Opamp.CustomCapabilities.newBuilder().addCapabilities(OpAmp.EVENTS_CAPABILITY);
      if (operates) {
        capabilities.addCapabilities(OpAmp.OPERATIONS_CAPABILITY);
      }
      agent.send(
          agent
              .message()
              .setAgentDescription(Agent.description())
              .setCustomCapabilities(capabilities));
      await()
          .until(
              () -> admin.get("/v1/nodes/" + certname).json().path("connected").asBoolean(false));
    }

    void answer(OperationReply reply) {
      agent.send(agent.message().setCustomMessage(OpAmp.answer(reply)));
    }

    JsonNode ask(String kind, String service, int seconds) {
      Reply reply = asking(certname, kind, service, seconds);
      assertThat(reply.status()).as(reply.toString()).isEqualTo(202);
      await().until(() -> !asked.isEmpty());
      return reply.json();
    }

    JsonNode now(JsonNode operation) {
      return admin.get(path(certname, operation)).json();
    }

    String state(JsonNode operation) {
      return now(operation).path("state").asString("");
    }

    @Override
    public void close() {
      agent.close();
      caller.close();
    }
  }

  private static String path(String certname, JsonNode operation) {
    return "/v1/nodes/" + certname + "/operations/" + operation.path("id").asString("");
  }

  private Reply asking(String certname, String kind, String service, int seconds) {
    String body =
        """
        {"kind":"%s","service":"%s","until":"","reason":"","lines":10,"seconds":%d}
        """
            .formatted(kind, service, seconds);
    return admin.send(
        "POST",
        "/v1/nodes/" + certname + "/operations",
        body.getBytes(StandardCharsets.UTF_8),
        "content-type",
        "application/json");
  }

  private static OperationReply piece(String id, int piece, int pieces, String text) {
    String data = Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    return new OperationReply(id, State.DONE, "here", "text/plain", piece, pieces, data);
  }

  @Test
  void aLogIsAskedForAcknowledgedAndHandedOverInPieces() throws Exception {
    try (var node = new Operator("logs.lab", true)) {
      JsonNode operation = node.ask("logs", "rsyslog", 60);
      Operation asked = node.asked.getFirst();
      assertThat(asked.kind()).isEqualTo(Operation.Kind.LOGS);
      assertThat(asked.service()).isEqualTo("rsyslog");
      assertThat(asked.lines()).isEqualTo(10);
      assertThat(admin.get(path("logs.lab", operation) + "/result").status()).isEqualTo(409);
      node.answer(OperationReply.of(asked.id(), State.ACKNOWLEDGED, ""));
      await().until(() -> node.state(operation).equals("acknowledged"));
      node.answer(piece(asked.id(), 1, 2, "first line\n"));
      node.answer(piece(asked.id(), 2, 2, "second line\n"));
      await().until(() -> node.state(operation).equals("done"));
      assertThat(admin.get(path("logs.lab", operation) + "/result").body())
          .isEqualTo("first line\nsecond line\n");
      assertThat(view.all("/v1/audit").toString()).contains("operate.node", "rsyslog");
      assertThat(admin.get(path("other.lab", operation)).status()).isEqualTo(404);
    }
  }

  @Test
  void anOperationThatIsLostWithItsSessionSaysSo() throws Exception {
    JsonNode operation;
    try (var node = new Operator("lost.lab", true)) {
      operation = node.ask("check", "", 60);
    }
    await()
        .until(
            () ->
                admin
                    .get(path("lost.lab", operation))
                    .json()
                    .path("state")
                    .asString("")
                    .equals("lost"));
    assertThat(asking("lost.lab", "check", "", 60).status()).isEqualTo(409);
  }

  @Test
  void anOperationThatIsNotAnsweredInTimeIsOverAndALaterAnswerChangesNothing() throws Exception {
    try (var node = new Operator("late.lab", true)) {
      JsonNode operation = node.ask("check", "", 1);
      await().until(() -> node.state(operation).equals("overdue"));
      node.answer(OperationReply.of(node.asked.getFirst().id(), State.DONE, "late"));
      node.answer(OperationReply.of("somebody-elses", State.DONE, "no"));
      assertThat(node.state(operation)).isEqualTo("overdue");
    }
  }

  @Test
  void piecesOutOfOrderAndAFloodAreRefused() throws Exception {
    try (var node = new Operator("flood.lab", true)) {
      JsonNode operation = node.ask("diagnostics", "", 60);
      node.answer(piece(node.asked.getFirst().id(), 2, 2, "second"));
      await().until(() -> node.state(operation).equals("failed"));
      for (int i = 0; i < 4; i++) {
        assertThat(asking("flood.lab", "check", "", 60).status()).isEqualTo(202);
      }
      assertThat(asking("flood.lab", "check", "", 60).status()).isEqualTo(409);
    }
  }

  @Test
  void aConnectorThatTakesNoOperationsIsNotAsked() throws Exception {
    try (var node = new Operator("old.lab", false)) {
      assertThat(asking("old.lab", "check", "", 60).status()).isEqualTo(409);
      assertThat(node.asked).isEmpty();
    }
    assertThat(asking("nobody.lab", "check", "", 60).status()).isEqualTo(404);
    assertThat(asking("old.lab", "format", "", 60).status()).isEqualTo(400);
    assertThat(asking("old.lab", "logs", "", 60).status()).isEqualTo(400);
    assertThat(asking("old.lab", "suspend", "x", 60).status()).isEqualTo(400);
  }

  @Test
  void unreadableAnswersAreBorneWith() throws Exception {
    try (var node = new Operator("odd.lab", true)) {
      JsonNode operation = node.ask("check", "", 60);
      node.agent.send(
          node.agent
              .message()
              .setCustomMessage(
                  Opamp.CustomMessage.newBuilder()
                      .setCapability(OpAmp.OPERATIONS_CAPABILITY)
                      .setType(OpAmp.ANSWER_TYPE)
                      .setData(ByteString.copyFromUtf8("{\"id\":"))));
      node.answer(OperationReply.of(node.asked.getFirst().id(), State.NOT_SUPPORTED, "no"));
      await().until(() -> node.state(operation).equals("not-supported"));
    }
  }
}
