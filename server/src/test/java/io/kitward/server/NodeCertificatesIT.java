package io.kitward.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kitward.server.pki.Credential;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What a node's certificate opens, and which certificates open nothing. */
class NodeCertificatesIT {

  private static TestServer server;
  private static Caller admin;
  private static Caller web1;

  @BeforeAll
  static void start() throws Exception {
    server = TestServer.start();
    admin = server.admin();
    web1 = server.node("web1.lab");
    try (Caller db1 = server.node("db1.lab")) {
      assertThat(db1.putTags("self", "node", List.of("database")).status()).isEqualTo(200);
    }
    assertThat(web1.putTags("self", "node", List.of("web")).status()).isEqualTo(200);
    await("both were looked at")
        .until(() -> server.rows().getOrDefault("node_state", "").startsWith("2 "));
  }

  @AfterAll
  static void stop() throws IOException {
    admin.close();
    web1.close();
    server.close();
  }

  @ParameterizedTest
  @CsvSource({
    "db1.lab, node",
    "db1.lab, user/admin",
    "web1.lab, user/admin",
    "web1.lab, puppet",
    "web1.lab, cert",
    "web1.lab, token/ci",
    "nobody.lab, node"
  })
  void aNodeSetsNothingButItsOwnSourceAndTheRefusalIsInTheAuditTrail(String node, String source)
      throws Exception {
    var before = withoutAudit();
    Reply reply = web1.putTags(node, source, List.of("evil"));
    assertThat(reply.status()).isEqualTo(403);
    assertThat(reply.problem()).isEqualTo("forbidden");
    assertThat(withoutAudit()).isEqualTo(before);
    JsonNode newest = admin.get("/v1/audit?limit=1").json().path("items").path(0);
    assertThat(newest.path("principal").asString("")).isEqualTo("node/web1.lab");
    assertThat(newest.path("target").asString("")).isEqualTo("node/" + node + "/tags/" + source);
    assertThat(newest.path("outcome").asString("")).isEqualTo("denied");
  }

  @Test
  void aNodeReadsNothingButItself() {
    assertThat(web1.get("/v1/nodes/db1.lab/tags").status()).isEqualTo(403);
    assertThat(web1.get("/v1/nodes/db1.lab").status()).isEqualTo(403);
    assertThat(web1.get("/v1/nodes/self/tags").status()).isEqualTo(200);
  }

  private static Map<String, String> withoutAudit() throws IOException {
    var rows = new TreeMap<>(server.rows());
    rows.keySet().removeIf(table -> table.startsWith("audit"));
    return rows;
  }

  @Test
  void aCertificateOfAnotherAuthorityIsRefusedAtTheDoor() throws Exception {
    refusedAtTheDoor(server.foreign("db1.lab"));
  }

  @Test
  void anExpiredCertificateIsRefusedAtTheDoor() throws Exception {
    refusedAtTheDoor(server.expired("db1.lab"));
  }

  private static void refusedAtTheDoor(Credential credential) throws Exception {
    var before = server.rows();
    try (Caller stranger = server.node(credential)) {
      assertThatThrownBy(() -> stranger.trySend("GET", "/v1/nodes/self/tags", new byte[0]))
          .isInstanceOf(IOException.class);
    }
    assertThat(server.rows()).isEqualTo(before);
  }

  @Test
  void aRevokedCertificateIsRefusedAndItsOpenConnectionsAreClosed() throws Exception {
    Credential credential = server.credential("lost.lab");
    try (Caller open = server.node(credential);
        SettlingNode session = SettlingNode.connect(server, "gone.lab")) {
      assertThat(open.putTags("self", "node", List.of("web")).status()).isEqualTo(200);
      connected("gone.lab");
      var end = session.end();
      server.revoke(credential.certificate(), session.credential.certificate());
      assertThat(end.get(30, TimeUnit.SECONDS)).isNotZero();
      var before = admin.get("/v1/nodes/lost.lab/tags").toString();
      assertThatThrownBy(() -> open.trySend("GET", "/v1/nodes/self/tags", new byte[0]))
          .isInstanceOf(IOException.class);
      refusedAtTheDoor(credential);
      assertThat(admin.get("/v1/nodes/lost.lab/tags")).hasToString(before);
      assertThat(web1.get("/v1/nodes/self/tags").status()).isEqualTo(200);
    } finally {
      server.revoke();
    }
  }

  private static void connected(String certname) {
    org.awaitility.Awaitility.await()
        .until(() -> admin.get("/v1/nodes/" + certname).json().path("connected").asBoolean(false));
  }
}
