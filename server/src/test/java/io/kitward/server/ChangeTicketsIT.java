package io.kitward.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Changes of production carry a ticket. */
class ChangeTicketsIT {

  private static final String DOCUMENTS =
      Documents.service("exporter") + Documents.policy("web", "tier = web", "exporter", 9100);

  private static Reply post(Caller admin, String path, String body) {
    return admin.send(
        "POST", path, body.getBytes(StandardCharsets.UTF_8), "content-type", "application/json");
  }

  private static String plan(Caller admin, String query, String node) {
    Reply made =
        post(
            admin,
            "/v1/plans" + query,
            "{\"tags\":[{\"node\":\""
                + node
                + "\",\"source\":\"user/ada\",\"add\":[\"tier=web\"]}]}");
    assertThat(made.status()).as(made.toString()).isEqualTo(201);
    return made.json().path("id").asString("");
  }

  @Test
  void aPlanThatTouchesSuchANodeIsCarriedOutOnlyWithATicket() throws Exception {
    try (TestServer server = TestServer.with("--changes.required=environment = production");
        Caller admin = server.admin()) {
      var view = new View(admin);
      for (Map.Entry<String, String> node :
          Map.of("db1.example", "production", "db2.example", "staging").entrySet()) {
        assertThat(
                admin
                    .putTags(node.getKey(), "user/admin", List.of("environment=" + node.getValue()))
                    .status())
            .isEqualTo(200);
      }
      assertThat(admin.apply(DOCUMENTS).status()).as("it touches no node").isEqualTo(200);

      String staging = plan(admin, "", "db2.example");
      assertThat(post(admin, "/v1/plans/" + staging + "/apply", "").status()).isEqualTo(200);

      String production = plan(admin, "", "db1.example");
      Reply refused = post(admin, "/v1/plans/" + production + "/apply", "");
      assertThat(refused.status()).isEqualTo(409);
      assertThat(refused.problem()).isEqualTo("change-needed");
      assertThat(refused.body()).contains("db1.example", "environment = production");
      assertThat(view.all("/v1/plans").getFirst().path("state").asString("")).isEqualTo("open");

      Reply done = post(admin, "/v1/plans/" + production + "/apply?change=CHG123", "");
      assertThat(done.status()).as(done.toString()).isEqualTo(200);
      assertThat(done.json().path("ticket").asString("")).isEqualTo("CHG123");
      JsonNode audit =
          view.all("/v1/audit").stream()
              .filter(entry -> entry.path("action").asString("").equals("apply-plan"))
              .findFirst()
              .orElseThrow();
      assertThat(audit.path("detail").asString("")).contains("ticket: CHG123");

      // Whoever takes a node out of production changes production, and the documents do too.
      assertThat(admin.apply(Documents.policy("web", "tier = web", "exporter", 9200)).problem())
          .isEqualTo("change-needed");
      assertThat(
              admin
                  .send(
                      "POST",
                      "/v1/documents?change=CHG124&confirm=2",
                      Documents.policy("web", "tier = web", "exporter", 9200)
                          .getBytes(StandardCharsets.UTF_8),
                      "content-type",
                      "application/yaml")
                  .status())
          .isEqualTo(200);
      assertThat(view.all("/v1/events").stream().map(event -> event.path("message").asString("")))
          .anyMatch(message -> message.contains("Policy/web") && message.endsWith("(CHG124)"));
    }
  }

  @Test
  void theTicketOfThePlanCountsWhenItIsCarriedOut() throws Exception {
    try (TestServer server = TestServer.with("--changes.required=all");
        Caller admin = server.admin();
        Handle database = server.database()) {
      assertThat(admin.putTags("db1.example", "user/admin", List.of("a")).status()).isEqualTo(200);
      assertThat(admin.apply(DOCUMENTS).status()).isEqualTo(200);
      String id = plan(admin, "?change=INC-7", "db1.example");
      Reply done = post(admin, "/v1/plans/" + id + "/apply", "");
      assertThat(done.status()).as(done.toString()).isEqualTo(200);
      assertThat(
              database
                  .createQuery("select detail ->> 'ticket' from audit where action = 'apply-plan'")
                  .mapTo(String.class)
                  .one())
          .isEqualTo("INC-7");
      assertThat(post(admin, "/v1/plans/" + id + "/apply?change=a%20b", "").problem())
          .isEqualTo("query-invalid");
    }
  }
}
