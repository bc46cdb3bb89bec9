package io.kitward.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Documents that contradict each other, or need each other. */
class DocumentsIT extends AtServer {

  DocumentsIT() throws Exception {}

  @Test
  void aConflictOfTwoPoliciesOpensOneExceptionThatNamesBothAndTheInstanceStaysAsItWas()
      throws Exception {
    apply(Documents.service("clash"), Documents.policy("first", "clash", "clash", 1111));
    tag("clash.lab", "user/admin", List.of("clash"));
    try (SettlingNode node = SettlingNode.connect(server, "clash.lab")) {
      await().until(() -> !node.offers.isEmpty());
      await()
          .until(
              () -> view.instance("clash.lab", "clash").filter(i -> i.has("observed")).isPresent());
      JsonNode before = view.instance("clash.lab", "clash").orElseThrow();

      apply(Documents.policy("second", "clash", "clash", 2222));
      await().until(() -> !view.exceptions("conflict", "open").isEmpty());
      List<JsonNode> open = view.exceptions("conflict", "open");
      assertThat(open).hasSize(1);
      assertThat(open.getFirst().path("message").asString(""))
          .contains("first")
          .contains("second")
          .contains("port");
      assertThat(open.getFirst().path("node").asString("")).isEqualTo("clash.lab");
      JsonNode during = view.instance("clash.lab", "clash").orElseThrow();
      assertThat(during.path("phase").asString("")).isEqualTo("blocked");
      String why = open.getFirst().path("message").asString("");
      assertThat(during.path("waiting").asString("")).isEqualTo(why);
      assertThat(admin.get("/v1/status").json().path("causes").path(0).path("message").asString(""))
          .isEqualTo(why);
      assertThat(
              view.all("/v1/nodes/clash.lab/events").stream()
                  .map(event -> event.path("message").asString("")))
          .contains("blocked: " + why);
      assertThat(during.path("wanted")).isEqualTo(before.path("wanted"));
      assertThat(during.path("released")).isEqualTo(before.path("released"));

      // Mended: of two equal values none has to win.
      apply(Documents.policy("second", "clash", "clash", 1111));
      await().until(() -> view.exceptions("conflict", "open").isEmpty());
      assertThat(view.exceptions("conflict", "closed")).hasSize(1);
      await().until(() -> !view.phase("clash.lab", "clash").equals("blocked"));
      assertThat(view.instance("clash.lab", "clash").orElseThrow().path("waiting").asString("x"))
          .isEmpty();
      assertThat(node.offers).hasSize(1);
    }
  }

  @Test
  void aServiceThatIsUsedCanNotBeDeleted() throws Exception {
    apply(Documents.service("used"), Documents.policy("needs-used", "used", "used", 1));
    Map<String, String> before = server.rows();
    Reply refused = admin.delete("/v1/documents/Service/used");
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.problem()).isEqualTo("document-in-use");
    assertThat(refused.json().path("detail").asString("")).contains("Policy/needs-used");
    assertThat(server.rows().get("document")).isEqualTo(before.get("document"));
    assertThat(admin.delete("/v1/documents/Policy/needs-used?confirm=0").status()).isEqualTo(204);
    assertThat(admin.delete("/v1/documents/Service/used").status()).isEqualTo(204);
    assertThat(admin.get("/v1/documents/Service/used").status()).isEqualTo(404);
  }

  @Test
  void aConsoleThatIsNotAskedSaysSoAndSinceWhenIsLeftOut() {
    apply(
        """
        apiVersion: kitward/v1
        kind: Backend
        metadata: {name: logs}
        spec: {type: syslog}
        """);
    JsonNode logs =
        admin
            .get("/v1/backends")
            .json()
            .path("items")
            .valueStream()
            .filter(backend -> backend.path("name").asString("").equals("logs"))
            .findFirst()
            .orElseThrow();
    assertThat(logs.path("status").asString("")).isEqualTo("not-asked");
    assertThat(logs.has("since")).isFalse();
  }

  @Test
  void oneBadDocumentOfManyChangesNothing() throws Exception {
    Map<String, String> before = server.rows();
    Reply refused =
        admin.apply(Documents.service("fine") + Documents.policy("bad", "fine and", "fine", 1));
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.problem()).isEqualTo("documents-invalid");
    assertThat(refused.json().path("errors").size()).isPositive();
    assertThat(refused.json().path("detail").asString("")).isNotEmpty().doesNotContain("\n");
    assertThat(server.rows().get("document")).isEqualTo(before.get("document"));
    assertThat(admin.get("/v1/documents/Service/fine").status()).isEqualTo(404);
  }

  @Test
  void theSameDocumentsAgainChangeNothing() throws Exception {
    apply(Documents.service("same"));
    Map<String, String> before = server.rows();
    Reply again = admin.apply(Documents.service("same"));
    assertThat(again.json().path("items").path(0).path("outcome").asString(""))
        .isEqualTo("unchanged");
    assertThat(server.rows().get("document")).isEqualTo(before.get("document"));
    assertThat(server.rows().get("document_change")).isEqualTo(before.get("document_change"));
  }

  @Test
  void whatADeletedPolicyTakesAwayIsNeverHeld() throws Exception {
    apply(Documents.service("brief"), Documents.policy("brief", "brief", "brief", 1));
    tag("brief.lab", "user/admin", List.of("brief"));
    try (SettlingNode node = SettlingNode.connect(server, "brief.lab")) {
      await().until(() -> !node.offers.isEmpty());
      assertThat(admin.delete("/v1/documents/Policy/brief?confirm=1").status()).isEqualTo(204);
      await().until(() -> node.toldToRemove("brief"));
      await().until(() -> view.instance("brief.lab", "brief").isEmpty());
    }
  }
}
