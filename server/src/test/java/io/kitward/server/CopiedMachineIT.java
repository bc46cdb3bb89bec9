package io.kitward.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.protocol.OpAmp;
import io.kitward.server.channel.Agent;
import io.kitward.server.pki.Credential;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import opamp.proto.v1.Anyvalue;
import opamp.proto.v1.Opamp;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A copy of a machine, with its certificate and even its agent's identity, is told apart. */
class CopiedMachineIT extends AtServer {

  private static final String NODE = "original.lab";

  CopiedMachineIT() throws Exception {}

  private Agent connect(Caller door, UUID uid, String machine) {
    Opamp.AgentDescription.Builder description = Agent.description().toBuilder();
    description.addIdentifyingAttributes(
        Anyvalue.KeyValue.newBuilder()
            .setKey("host.id")
            .setValue(Anyvalue.AnyValue.newBuilder().setStringValue(machine)));
    var agent = new Agent(door.http(), server.nodeDoor("wss").resolve(OpAmp.PATH), uid, _ -> {});
    return agent.send(
        agent.message().setCapabilities(Agent.CAPABILITIES).setAgentDescription(description));
  }

  private boolean connected() {
    return admin.get("/v1/nodes/" + NODE).json().path("connected").asBoolean(false);
  }

  @Test
  void theCopyIsRefusedTheOriginalStaysAndAPersonMayDecideOtherwise() throws Exception {
    Credential credential = server.credential(NODE);
    UUID uid = UUID.randomUUID();
    try (Caller door = server.node(credential);
        Caller other = server.node(credential);
        Caller third = server.node(credential);
        Agent original = connect(door, uid, "machine-one")) {
      Awaitility.await().until(this::connected);

      try (Agent copy = connect(other, uid, "machine-two")) {
        copy.closed.get(30, TimeUnit.SECONDS);
      }
      assertThat(original.closed).isNotDone();
      assertThat(connected()).isTrue();
      JsonNode open = admin.get("/v1/exceptions?state=open").json().path("items").path(0);
      assertThat(open.path("kind").asString("")).isEqualTo("copy");
      assertThat(open.path("message").asString("")).contains("a second machine");

      assertThat(
              admin
                  .send(
                      "POST",
                      "/v1/exceptions/" + open.path("id").asString("") + "/release",
                      new byte[0])
                  .status())
          .isEqualTo(200);
      try (Agent _ = connect(third, uid, "machine-two")) {
        Awaitility.await().until(original.closed::isDone);
        Awaitility.await().until(this::connected);
      }
    }
  }
}
