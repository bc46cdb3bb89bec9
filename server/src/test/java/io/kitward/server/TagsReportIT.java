package io.kitward.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A fleet's tags that could be cleaner, and tags that go back and forth. */
class TagsReportIT extends AtServer {

  TagsReportIT() throws Exception {}

  private void tag(String certname, String... tags) {
    tag(certname, "user/ada", List.of(tags));
  }

  private List<String> findings(String kind) {
    Reply report = admin.get("/v1/tags/report");
    assertThat(report.status()).as(report.toString()).isEqualTo(200);
    return report
        .json()
        .path("findings")
        .valueStream()
        .filter(each -> each.path("kind").asString("").equals(kind))
        .map(each -> each.path("subject").asString("") + ": " + each.path("message").asString(""))
        .toList();
  }

  @Test
  void typosUnreadKeysAndPoliciesThatPickNobodyAreListed() {
    apply(
        Documents.service("reported")
            + Documents.policy("good", "environment = prod", "reported", 1)
            + Documents.policy("typo", "enviroment = prod", "reported", 1));
    tag("r1.lab", "environment=prod", "nobody-reads-it");
    tag("r2.lab", "environment=prodd");
    assertThat(findings("unused-key")).anyMatch(line -> line.contains("did you mean environment?"));
    assertThat(findings("unread-key")).anyMatch(line -> line.startsWith("nobody-reads-it: "));
    assertThat(findings("matches-nothing")).contains("typo: the policy typo picks no node");
    assertThat(findings("near-values")).anyMatch(line -> line.contains("environment=prodd"));
  }

  @Test
  void tagsThatGoBackAndForthKeepTheirServiceAndAreListed() throws Exception {
    apply(Documents.service("steady") + Documents.policy("flap", "flap", "steady", 1));
    tag("flap.lab", "flap");
    try (SettlingNode node = SettlingNode.connect(server, "flap.lab")) {
      await().until(() -> view.phase("flap.lab", "steady").equals("ok"));
      for (int i = 0; i < 7; i++) {
        tag("flap.lab", "import/branch", List.of("x"));
        tag("flap.lab", "import/branch", List.of());
      }
      tag("flap.lab");
      await()
          .untilAsserted(
              () ->
                  assertThat(
                          view.instance("flap.lab", "steady")
                              .map(it -> it.path("waiting").asString(""))
                              .orElse(""))
                      .contains("go back and forth"));
      assertThat(node.toldToRemove("steady")).isFalse();
      assertThat(findings("flapping")).anyMatch(line -> line.startsWith("flap.lab: import/branch"));
    }
  }

  @Test
  void whatARemovalByAPlanShowedIsNotHeldByTheBrake() throws Exception {
    apply(Documents.service("seen") + Documents.policy("seen", "seen", "seen", 1));
    for (int i = 0; i < 12; i++) {
      tag("seen%02d.lab".formatted(i), "seen");
    }
    var nodes = new java.util.ArrayList<SettlingNode>();
    try {
      for (int i = 0; i < 12; i++) {
        nodes.add(SettlingNode.connect(server, "seen%02d.lab".formatted(i)));
      }
      await().until(() -> view.all("/v1/instances?service=seen&phase=ok").size() == 12);
      Reply made =
          admin.send(
              "POST",
              "/v1/plans",
              "{\"tags\":[{\"selector\":\"seen\",\"source\":\"user/ada\",\"remove\":[\"seen\"]}]}"
                  .getBytes(java.nio.charset.StandardCharsets.UTF_8),
              "content-type",
              "application/json");
      JsonNode plan = made.json();
      assertThat(plan.path("confirmation").path("figure").asInt(0)).isEqualTo(12);
      String apply = "/v1/plans/" + plan.path("id").asString("") + "/apply?confirm=12";
      assertThat(admin.send("POST", apply, new byte[0]).status()).isEqualTo(200);
      await().until(() -> nodes.stream().allMatch(node -> node.toldToRemove("seen")));
      assertThat(view.exceptions("brake", "open")).isEmpty();
    } finally {
      nodes.forEach(SettlingNode::close);
    }
  }
}
