package io.kitward.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Whoever writes a service with files or hooks is root on the fleet: not every token may. */
class PrivilegedDocumentsIT extends AtServer {
  private static final String PLAIN =
      """
      apiVersion: kitward/v1
      kind: Service
      metadata: {name: plain}
      spec:
        packages: [{name: plain}]
        units: [{name: plain.service, onChange: restart, limits: {memory: 64M}}]
      ---
      """;

  private static final String HOOKED =
      """
      apiVersion: kitward/v1
      kind: Service
      metadata: {name: hooked}
      spec:
        hooks: {after-install: [{command: [/bin/true]}]}
      ---
      """;

  private static final String MIRROR =
      """
      apiVersion: kitward/v1
      kind: Site
      metadata: {name: elsewhere}
      spec:
        selector: all
        mirrors: [{from: "https://a.example.org", to: "http://b.example.org"}]
      ---
      """;

  PrivilegedDocumentsIT() throws Exception {}

  private Caller operator(String name) throws Exception {
    Reply made =
        admin.send(
            "POST",
            "/v1/tokens",
            "{\"name\":\"NAME\",\"role\":\"operator\"}"
                .replace("NAME", name)
                .getBytes(StandardCharsets.UTF_8),
            "content-type",
            "application/json");
    assertThat(made.status()).isEqualTo(201);
    assertThat(made.json().path("token").path("role").asString("")).isEqualTo("operator");
    return server.bearing(made.json().path("value").asString(""));
  }

  private static void refused(Reply reply, String words) {
    assertThat(reply.status()).isEqualTo(403);
    assertThat(reply.problem()).isEqualTo("document-privileged");
    assertThat(reply.json().path("detail").asString("")).contains(words);
  }

  @Test
  void anOperatorWritesWhatDoesNotMakeItRootAndNothingElse() throws Exception {
    try (Caller operator = operator("ops")) {
      assertThat(operator.apply(PLAIN).status()).isEqualTo(200);
      assertThat(operator.apply(Documents.policy("needs-plain", "plain", "plain", 1)).status())
          .isEqualTo(422);
      Map<String, String> before = server.rows();
      refused(operator.apply(PLAIN.replace("64M", "65M") + HOOKED), "Service/hooked has hooks");
      refused(operator.apply(Documents.service("filed")), "Service/filed has files");
      refused(operator.apply(MIRROR), "Site/elsewhere has mirrors");
      refused(
          operator.send(
              "PUT",
              "/v1/documents/Service/hooked",
              HOOKED.getBytes(StandardCharsets.UTF_8),
              "content-type",
              "application/yaml"),
          "Service/hooked");
      assertThat(server.rows().get("document")).isEqualTo(before.get("document"));
      JsonNode entry =
          view.all("/v1/audit").stream()
              .filter(it -> it.path("outcome").asString("").equals("denied"))
              .filter(it -> it.path("target").asString("").equals("document/Service/hooked"))
              .findFirst()
              .orElseThrow();
      assertThat(entry.path("principal").asString("")).isEqualTo("token/ops");
    }
  }

  @Test
  void whatStandsAlreadyMayBeWrittenAgainAndTakenAwayByAnOperator() throws Exception {
    apply(HOOKED.replace("hooked", "there"));
    try (Caller operator = operator("ops-again")) {
      assertThat(operator.apply(HOOKED.replace("hooked", "there")).status()).isEqualTo(200);
      refused(
          operator.apply(HOOKED.replace("hooked", "there").replace("true", "false")),
          "Service/there");
      assertThat(operator.delete("/v1/documents/Service/there").status()).isEqualTo(204);
    }
  }

  @Test
  void anOperatorCarriesOutNoPlanThatWouldMakeItRoot() throws Exception {
    try (Caller operator = operator("ops-plans")) {
      String body = "{\"documents\":\"" + HOOKED.replace("\n", "\\n") + "\"}";
      Reply planned =
          admin.send(
              "POST",
              "/v1/plans",
              body.getBytes(StandardCharsets.UTF_8),
              "content-type",
              "application/json");
      String plan = planned.json().path("id").asString("");
      assertThat(plan).as(planned.json().toString()).isNotEmpty();
      refused(operator.send("POST", "/v1/plans/" + plan + "/apply", new byte[0]), "Service/hooked");
      assertThat(admin.send("POST", "/v1/plans/" + plan + "/apply", new byte[0]).status())
          .isEqualTo(200);
    }
  }

  @Test
  void anOperatorMakesNoTokens() throws Exception {
    try (Caller operator = operator("ops-tokens")) {
      Reply reply =
          operator.send(
              "POST",
              "/v1/tokens",
              "{\"name\":\"root\"}".getBytes(StandardCharsets.UTF_8),
              "content-type",
              "application/json");
      assertThat(reply.status()).isEqualTo(403);
      assertThat(reply.problem()).isEqualTo("forbidden");
    }
  }
}
