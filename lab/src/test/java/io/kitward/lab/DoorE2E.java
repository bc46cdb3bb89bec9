package io.kitward.lab;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** What certificates open at the node door, on real hosts with Puppet's own CA. */
@Order(20)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(SharedStage.class)
class DoorE2E {

  private static final String TAGS = "{\"tags\":[\"stolen\"]}";

  private final Stage stage;
  private final LabHost web1;

  DoorE2E(Stage stage) {
    this.stage = stage;
    this.web1 = stage.mission().web1().host();
  }

  @BeforeEach
  void ready() {
    stage.bare();
  }

  @Test
  void aNodesCertificateOpensItsOwnTags() {
    ServerApi.Answer answer =
        NodeClient.of(stage, web1).ask("GET", "/v1/nodes/self/tags/puppet", "");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).contains("environment=staging");
  }

  @Test
  void aNodesCertificateCannotSetAnotherNodesTags() {
    assertDenied("/v1/nodes/db1.lab/tags/node", "node/web1.lab", "db1.lab");
  }

  @Test
  void aNodesCertificateCannotWriteAPersonsSource() {
    assertDenied("/v1/nodes/self/tags/user%2Fx", "node/web1.lab", "user/x");
  }

  private void assertDenied(String path, String who, String target) {
    String before = allTags();
    long line = newestAudit().path("id").asLong();

    ServerApi.Answer answer = NodeClient.of(stage, web1).ask("PUT", path, TAGS);

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.json().path("code").asString("")).isNotEmpty();
    JsonNode audit = newestAudit();
    assertThat(audit.path("id").asLong()).isGreaterThan(line);
    assertThat(audit.path("outcome").asString("")).isEqualTo("denied");
    assertThat(audit.path("principal").asString("")).isEqualTo(who);
    assertThat(audit.path("target").asString("")).contains(target);
    assertThat(allTags()).isEqualTo(before);
  }

  private String allTags() {
    return stage.api().get("/v1/nodes/db1.lab/tags").toString()
        + stage.api().get("/v1/nodes/web1.lab/tags");
  }

  private JsonNode newestAudit() {
    return stage.api().get("/v1/audit?limit=1").path("items").path(0);
  }

  @Test
  void aCertificateOfAnotherAuthorityIsRefusedAtTheDoor() {
    assertRefused(Forgery.ofAnotherAuthority(stage, web1, "db1.lab"));
  }

  @Test
  void anExpiredCertificateIsRefusedAtTheDoor() {
    assertThat(Forgery.valid(stage, web1, "db1.lab").ask("GET", "/v1/nodes/self/tags", "").status())
        .isEqualTo(200);

    assertRefused(Forgery.expired(stage, web1, "db1.lab"));
  }

  private void assertRefused(NodeClient client) {
    double refused = NodeRequests.refused(stage.api());
    double answered = NodeRequests.count(stage.api());
    String before = allTags();

    ServerApi.Answer answer = client.ask("PUT", "/v1/nodes/self/tags/node", TAGS);

    assertThat(answer.status()).as(answer.body()).isZero();
    assertThat(NodeRequests.refused(stage.api())).isEqualTo(refused + 1);
    assertThat(NodeRequests.count(stage.api())).isEqualTo(answered);
    assertThat(allTags()).isEqualTo(before);
  }

  @Test
  void aRevokedNodesOpenConnectionIsClosedAndNewOnesAreRefused() {
    PuppetAgent node =
        stage.enrolled(PuppetAgent.on(stage.mission().lab().host("n1", PuppetAgent.LAYER)));
    NodeClient client = NodeClient.of(stage, node.host());
    assertThat(client.ask("GET", "/v1/nodes/self/tags/node", "").status()).isEqualTo(200);

    stage.mission().puppet().revoke("n1.lab");

    stage.await("the end of n1's session", () -> !stage.isConnected("n1.lab"), "n1.lab");
    assertThat(client.ask("GET", "/v1/nodes/self/tags/node", "").status()).isZero();
    assertThat(stage.isConnected("n1.lab")).isFalse();
    assertThat(node.run().exit()).as("it gets no catalog either").isEqualTo(1);
    node.host().powerOff();
  }
}
