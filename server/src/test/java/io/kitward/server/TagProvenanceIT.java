package io.kitward.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kitward.protocol.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Who set which tag, when and until when can be asked at any time. */
class TagProvenanceIT extends AtServer {

  TagProvenanceIT() throws Exception {}

  private Reply add(String node, String query, String... tags) {
    return admin.send(
        "POST",
        "/v1/nodes/" + node + "/tags/user/ada" + query,
        Json.bytes(Map.of("tags", List.of(tags))),
        "content-type",
        "application/json");
  }

  private JsonNode entry(String node, String tag) {
    return admin
        .get("/v1/nodes/" + node + "/tags")
        .json()
        .path("items")
        .valueStream()
        .filter(each -> each.path("tag").asString("").equals(tag))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void everyTagSaysWhoSetItWhenUntilWhenAndWhatThatIsWorth() throws Exception {
    Instant before = Instant.now().minusSeconds(1);
    assertThat(
            admin
                .apply(
                    """
                    apiVersion: kitward/v1
                    kind: TagRule
                    metadata: {name: guess}
                    spec: {selector: own, tags: [guessed]}
                    """)
                .status())
        .isEqualTo(200);
    try (Caller node = server.node("who.lab")) {
      assertThat(node.putTags("self", "node", List.of("own")).status()).isEqualTo(200);
    }
    assertThat(admin.putTags("who.lab", "import/hiera", List.of("role=db")).status())
        .isEqualTo(200);
    assertThat(add("who.lab", "?expires=2h", "brief").status()).isEqualTo(200);

    JsonNode own = entry("who.lab", "own");
    assertThat(own.path("source").asString("")).isEqualTo("node");
    assertThat(own.path("setBy").asString("")).isEqualTo("node/who.lab");
    assertThat(own.path("trust").asString("")).isEqualTo("self-asserted");
    assertThat(Instant.parse(own.path("setAt").asString(""))).isAfter(before);
    assertThat(own.has("expires")).isFalse();
    JsonNode role = entry("who.lab", "role=db");
    assertThat(role.path("source").asString("")).isEqualTo("import/hiera");
    assertThat(role.path("setBy").asString("")).isEqualTo("token/admin");
    assertThat(role.path("trust").asString("")).isNotEqualTo("self-asserted");
    assertThat(Instant.parse(entry("who.lab", "brief").path("expires").asString("")))
        .isAfter(Instant.now().plusSeconds(7_000));
    JsonNode guessed = entry("who.lab", "guessed");
    assertThat(guessed.path("source").asString("")).isEqualTo("rule/guess");
    assertThat(guessed.path("trust").asString("")).isEqualTo("self-asserted");
  }

  @Test
  void severalTagsThatEndAreAddedTogetherOrNotAtAll() {
    assertThat(add("brief.lab", "", "stays").status()).isEqualTo(200);
    Reply refused = add("brief.lab", "?expires=1h", "one", "two", "not a tag");
    assertThat(refused.problem()).isEqualTo("tag-malformed");
    assertThat(refused.json().path("pointer").asString("")).isEqualTo("/tags/2");
    assertThat(add("brief.lab", "?expires=never", "one").problem()).isEqualTo("query-invalid");
    assertThat(admin.get("/v1/nodes/brief.lab/tags/user/ada").texts("tags"))
        .containsExactly("stays");

    assertThat(add("brief.lab", "?expires=1h", "two", "one").texts("tags"))
        .containsExactly("one", "stays", "two");
    String end = entry("brief.lab", "one").path("expires").asString("");
    assertThat(entry("brief.lab", "two").path("expires").asString("")).isEqualTo(end);
    assertThat(entry("brief.lab", "stays").has("expires")).isFalse();

    assertThat(add("brief.lab", "?expires=2s", "one", "two").status()).isEqualTo(200);
    await()
        .untilAsserted(
            () ->
                assertThat(admin.get("/v1/nodes/brief.lab/tags/user/ada").texts("tags"))
                    .containsExactly("stays"));
  }

  @Test
  void tagsFromBeforeTheirKeyWasReservedGoWithAWordAtTheUpgrade() throws Exception {
    assertThat(add("old.lab", "", "stays").status()).isEqualTo(200);
    try (Handle handle = server.database()) {
      handle.execute(
          """
          insert into tag (node_id, source, key, value, set_by, set_at)
          select id, 'user/ada', 'certname', 'db1', 'token/admin', now() from node where certname = 'old.lab'
          """);
      handle.execute(
          "update node_state set resolved_tags = resolved_tags || '{\"certname=db1\": [\"user/ada\"]}'");
      // What the upgrade does: later versions are there already, so the script alone runs again.
      handle.createScript(script("/db/migration/V5__reserved_key.sql")).execute();
    }
    server.restart();
    await()
        .untilAsserted(
            () ->
                assertThat(admin.get("/v1/nodes/old.lab/tags/user/ada").texts("tags"))
                    .containsExactly("stays"));
    assertThat(admin.get("/v1/nodes/old.lab/events").body())
        .containsOnlyOnce("no tag may be called certname: certname=db1 (user/ada)");
    assertThat(add("old.lab", "", "more").texts("tags")).containsExactly("more", "stays");
  }

  private static String script(String resource) throws java.io.IOException {
    try (var in = TagProvenanceIT.class.getResourceAsStream(resource)) {
      return new String(
          java.util.Objects.requireNonNull(in).readAllBytes(),
          java.nio.charset.StandardCharsets.UTF_8);
    }
  }

  @Test
  void aRenamedKeyOfTheNodesOwnIsSaidToComeBack() throws Exception {
    try (Caller node = server.node("self.lab")) {
      assertThat(node.putTags("self", "node", List.of("rola=web")).status()).isEqualTo(200);
    }
    assertThat(add("other.lab", "", "role2=web").status()).isEqualTo(200);
    assertThat(renaming("rola", "role").path("warnings").path(0).path("code").asString(""))
        .isEqualTo("comes-back");
    assertThat(renaming("rola", "role").path("warnings").path(0).path("message").asString(""))
        .contains("1 node")
        .contains("next Puppet run")
        .contains("kitward::tag");
    assertThat(renaming("role2", "role").path("warnings")).isEmpty();
  }

  private JsonNode renaming(String from, String to) {
    Reply reply =
        admin.send(
            "POST",
            "/v1/plans",
            Json.bytes(Map.of("rename", Map.of("from", from, "to", to))),
            "content-type",
            "application/json");
    assertThat(reply.status()).as(reply.toString()).isEqualTo(201);
    return reply.json();
  }
}
