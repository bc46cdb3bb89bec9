package io.kitward.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Groups, tag keys, tag rules, assignments and exemptions, and tags that end. */
class DocumentKindsIT extends AtServer {

  DocumentKindsIT() throws Exception {}

  private static String document(String kind, String name, String spec) {
    return "apiVersion: kitward/v1\nkind: %s\nmetadata: {name: %s}\nspec: %s\n---\n"
        .formatted(kind, name, spec);
  }

  private List<String> services(String certname) {
    return view.all("/v1/nodes/" + certname + "/instances").stream()
        .map(each -> each.path("service").asString(""))
        .toList();
  }

  private List<String> picked(String selector) {
    return view
        .all(
            "/v1/nodes?selector="
                + java.net.URLEncoder.encode(selector, java.nio.charset.StandardCharsets.UTF_8))
        .stream()
        .map(each -> each.path("certname").asString(""))
        .toList();
  }

  private List<JsonNode> tags(String certname) {
    return admin.get("/v1/nodes/" + certname + "/tags").json().path("items").valueStream().toList();
  }

  private JsonNode entry(String certname, String tag) {
    return tags(certname).stream()
        .filter(each -> each.path("tag").asString("").equals(tag))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void everyKindIsStoredListedAndDeleted() {
    apply(
        Documents.service("kept"),
        document("Group", "kinds-group", "{selector: kinds}"),
        document("TagKey", "kinds-key", "{values: [a, b]}"),
        document("TagRule", "kinds-rule", "{selector: kinds, tags: [kinds-derived]}"),
        document("Assignment", "kinds-assignment", "{node: kinds.lab, services: [kept]}"),
        document(
            "Exemption",
            "kinds-exemption",
            "{selector: kinds, services: [kept], reason: test, until: 2099-12-31}"));
    for (String kind : List.of("Group", "TagKey", "TagRule", "Assignment", "Exemption")) {
      List<JsonNode> listed =
          view.all("/v1/documents/" + kind).stream()
              .filter(each -> each.path("name").asString("").startsWith("kinds-"))
              .toList();
      assertThat(listed).as(kind).hasSize(1);
      String name = listed.getFirst().path("name").asString("");
      assertThat(admin.delete("/v1/documents/" + kind + "/" + name + "?confirm=0").status())
          .as(kind)
          .isEqualTo(204);
      assertThat(admin.get("/v1/documents/" + kind + "/" + name).status()).isEqualTo(404);
    }
  }

  @Test
  void aGroupThatASelectorRefersToIsNeeded() {
    apply(
        Documents.service("grouped"),
        document("Group", "needed", "{selector: grouped}"),
        Documents.policy("by-group", "\"group:needed\"", "grouped", 1));
    Reply refused = admin.delete("/v1/documents/Group/needed");
    assertThat(refused.problem()).isEqualTo("document-in-use");
    assertThat(refused.json().path("detail").asString("")).contains("Policy/by-group");
  }

  @Test
  void aRuleDerivesATagThatPoliciesAndQuestionsSee() {
    apply(
        Documents.service("derived"),
        document("Group", "databases", "{selector: role = database}"),
        document(
            "TagRule",
            "backup",
            "{selector: \"group:databases\", tags: [\"backup=${facts.certname}\"]}"),
        Documents.policy("on-derived", "backup", "derived", 1));
    tag("rule1.lab", "user/ada", List.of("role=database"));
    await().until(() -> services("rule1.lab").contains("derived"));
    assertThat(picked("group:databases")).containsExactly("rule1.lab");
    assertThat(picked("backup = rule1.lab")).containsExactly("rule1.lab");
    assertThat(picked("certname like \"rule1.*\"")).containsExactly("rule1.lab");
    assertThat(entry("rule1.lab", "backup=rule1.lab").path("source").asString(""))
        .isEqualTo("rule/backup");
    Reply unknown = admin.get("/v1/nodes?selector=group%3Adatabase");
    assertThat(unknown.problem()).isEqualTo("selector-malformed");
    assertThat(unknown.json().path("next").asString("")).contains("databases");
  }

  @Test
  void aTagThatItsKeyDoesNotLetTheSourceSetDoesNotCountAndSaysWhy() {
    apply(
        Documents.service("guarded"),
        document("TagKey", "tier", "{cardinality: single, sources: [\"user/*\"]}"),
        Documents.policy("on-tier", "tier = gold", "guarded", 1));
    tag("tier1.lab", "import/hiera", List.of("tier=gold"));
    await().until(() -> admin.get("/v1/nodes/tier1.lab").status() == 200);
    JsonNode refused = entry("tier1.lab", "tier=gold");
    assertThat(refused.path("effective").asBoolean(true)).isFalse();
    assertThat(refused.path("why").asString("")).contains("import/hiera may not set tier");
    assertThat(picked("tier")).isEmpty();
    tag("tier1.lab", "user/ada", List.of("tier=gold"));
    await().until(() -> services("tier1.lab").contains("guarded"));
  }

  @Test
  void aTagThatEndsGoesByItselfAndTakesItsServiceWithIt() throws Exception {
    apply(Documents.service("brief"), Documents.policy("while-brief", "brief", "brief", 1));
    tag("brief.lab", "user/ada", List.of("here"));
    Reply leased =
        admin.send("POST", "/v1/nodes/brief.lab/tags/user/ada/brief?expires=3s", new byte[0]);
    assertThat(leased.status()).as(leased.toString()).isEqualTo(200);
    assertThat(entry("brief.lab", "brief").has("expires")).isTrue();
    await().until(() -> services("brief.lab").contains("brief"));
    await().atMost(Duration.ofSeconds(30)).until(() -> services("brief.lab").isEmpty());
    assertThat(tags("brief.lab"))
        .extracting(each -> each.path("tag").asString(""))
        .containsExactly("here");
    assertThat(view.all("/v1/nodes/brief.lab/events"))
        .anyMatch(each -> each.path("message").asString("").contains("its time is over): -brief"));
  }

  @Test
  void anAssignmentGivesAndAnExemptionTakes() {
    apply(
        Documents.service("assigned"),
        document("Assignment", "one-node", "{node: assigned.lab, services: [assigned]}"));
    tag("assigned.lab", "user/ada", List.of("some"));
    await().until(() -> services("assigned.lab").contains("assigned"));
    apply(
        document(
            "Exemption",
            "none-here",
            "{selector: some, services: [assigned], reason: a test, until: 2099-12-31}"));
    await().until(() -> services("assigned.lab").isEmpty());
  }
}
