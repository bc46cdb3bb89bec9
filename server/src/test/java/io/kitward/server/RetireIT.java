package io.kitward.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Nodes leave, by a person's word or by themselves, and come back. */
class RetireIT {

  private static final String TOOL =
      """
      apiVersion: kitward/v1
      kind: Service
      metadata: {name: tool}
      spec:
        packages: [{name: tool}]
        offboarding: {contract: purge, grace: 1h}
      ---
      apiVersion: kitward/v1
      kind: Policy
      metadata: {name: tools}
      spec: {selector: wanted, effect: require, services: [tool]}
      """;

  private static JsonNode retire(Caller admin, String certname) {
    Reply reply =
        admin.send(
            "POST",
            "/v1/nodes/" + certname + "/retire",
            "{\"reason\":\"sold\"}".getBytes(StandardCharsets.UTF_8),
            "content-type",
            "application/json");
    assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
    return reply.json().path("retired");
  }

  private static String state(Caller admin, String certname) {
    return admin.get("/v1/nodes/" + certname).json().path("retired").path("state").asString("");
  }

  private static int instances(Caller admin, String certname) {
    return admin.get("/v1/nodes/" + certname + "/instances").json().path("items").size();
  }

  @Test
  void aConnectedNodeIsOffBoardedThenItHasLeftAndAPersonTakesItBack() throws Exception {
    try (TestServer server = TestServer.start();
        Caller admin = server.admin();
        SettlingNode node = SettlingNode.connect(server, "leaves.lab")) {
      assertThat(admin.apply(TOOL).status()).isEqualTo(200);
      admin.putTags("leaves.lab", "user/admin", List.of("wanted"));
      Awaitility.await().until(() -> instances(admin, "leaves.lab") == 1);
      Awaitility.await()
          .until(() -> node.offers.stream().anyMatch(offer -> !offer.instances().isEmpty()));

      assertThat(retire(admin, "leaves.lab").path("by").asString("")).isEqualTo("token/admin");
      Awaitility.await().until(() -> state(admin, "leaves.lab").equals("gone"));
      assertThat(instances(admin, "leaves.lab")).isZero();
      assertThat(node.offers)
          .anySatisfy(offer -> assertThat(offer.instances().toString()).contains("ABSENT"));
      assertThat(admin.get("/v1/nodes/leaves.lab/events").body()).contains("has left");
      try (Caller door = server.node(node.credential)) {
        assertThat(door.get("/v1/nodes/self").problem()).isEqualTo("identity-refused");
      }

      assertThat(
              admin
                  .send("POST", "/v1/nodes/leaves.lab/unretire", new byte[0])
                  .json()
                  .has("retired"))
          .isFalse();
      Awaitility.await().until(() -> instances(admin, "leaves.lab") == 1);
    }
  }

  @Test
  void aJoinedNodesCertificateEndsWithItsRetirementAndIsGoodAgainWhenItIsTakenBack()
      throws Exception {
    try (TestServer server = TestServer.start();
        Caller admin = server.admin();
        Caller anybody = server.anybody()) {
      Machine machine = Machine.named("joined.lab");
      String token =
          admin
              .send(
                  "POST",
                  "/v1/join/tokens",
                  "{}".getBytes(StandardCharsets.UTF_8),
                  "content-type",
                  "application/json")
              .json()
              .path("value")
              .asString("");
      var credential = machine.with(machine.join(anybody, token).body());
      assertThat(retire(admin, "joined.lab").path("state").asString("")).isEqualTo("gone");
      assertThat(asks(server, credential)).isZero();
      admin.send("POST", "/v1/nodes/joined.lab/unretire", new byte[0]);
      assertThat(asks(server, credential)).isEqualTo(200);
    }
  }

  private static int asks(TestServer server, io.kitward.server.pki.Credential credential)
      throws Exception {
    try (Caller door = server.node(credential)) {
      return door.trySend("GET", "/v1/nodes/self", new byte[0]).status();
    } catch (java.io.IOException e) {
      return 0;
    }
  }

  @Test
  void silentNodesLeaveUpToTheLimitTheRestIsHeldAndTheyComeBack() throws Exception {
    try (TestServer server = TestServer.with("--retire.after=10s");
        Caller admin = server.admin()) {
      List<String> names = new ArrayList<>();
      for (int i = 0; i < 9; i++) {
        names.add("quiet-" + i + ".lab");
        admin.putTags(names.getLast(), "user/admin", List.of("a"));
      }
      try (Handle database = server.database()) {
        database.execute(
            "insert into node_contact select id, ? from node",
            java.sql.Timestamp.from(Instant.now().minus(Duration.ofHours(1))));
      }
      Awaitility.await().until(() -> count(admin, names, "held") == 4);
      assertThat(count(admin, names, "gone")).isEqualTo(5);

      JsonNode held = admin.get("/v1/exceptions?state=open").json().path("items").path(0);
      assertThat(held.path("kind").asString("")).isEqualTo("retirement");
      assertThat(held.path("message").asString("")).startsWith("4 nodes would leave");

      String back =
          names.stream().filter(name -> state(admin, name).equals("gone")).findFirst().get();
      try (SettlingNode _ = SettlingNode.connect(server, back)) {
        Awaitility.await().until(() -> state(admin, back).isEmpty());
        assertThat(admin.get("/v1/nodes/" + back + "/events").body()).contains("is back");
      }

      admin.send(
          "POST", "/v1/exceptions/" + held.path("id").asString("") + "/release", new byte[0]);
      Awaitility.await().until(() -> count(admin, names, "held") == 0);
      assertThat(count(admin, names, "gone")).isGreaterThanOrEqualTo(8);
    }
  }

  private static int count(Caller admin, List<String> names, String state) {
    return (int) names.stream().filter(name -> state(admin, name).equals(state)).count();
  }

  @Test
  void aNodeWhoseCertificateItsAuthorityTookBackLeaves() throws Exception {
    try (TestServer server = TestServer.with("--retire.cleaned-after=1s");
        Caller admin = server.admin();
        SettlingNode cleaned = SettlingNode.connect(server, "cleaned.lab");
        SettlingNode stays = SettlingNode.connect(server, "stays.lab")) {
      server.revoke(cleaned.credential.certificate());
      Awaitility.await().until(() -> state(admin, "cleaned.lab").equals("gone"));
      assertThat(state(admin, "stays.lab")).isEmpty();
      assertThat(stays.credential).isNotNull();
    }
  }
}
