package io.kitward.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kitward.protocol.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What imports build on: plans that name each node, and what a source says of all nodes. */
class ImportedTagsIT {

  private static final int NODES = 120;
  private static final String SOURCE = "import/csv";

  private TestServer server;
  private Caller admin;
  private View view;

  @BeforeEach
  void start() throws Exception {
    server = TestServer.start();
    admin = server.admin();
    view = new View(admin);
    for (int i = 0; i < NODES; i++) {
      assertThat(admin.putTags(node(i), "user/ada", List.of("n=" + i)).status()).isEqualTo(200);
    }
    assertThat(
            admin
                .apply(Documents.service("agent") + Documents.policy("web", "web", "agent", 1000))
                .status())
        .isEqualTo(200);
  }

  @AfterEach
  void stop() throws IOException {
    admin.close();
    server.close();
  }

  private static String node(int i) {
    return "n%03d.lab".formatted(i);
  }

  private JsonNode plan(List<Map<String, Object>> edits) {
    Reply reply =
        admin.send(
            "POST",
            "/v1/plans",
            Json.bytes(Map.of("tags", edits)),
            "content-type",
            "application/json");
    assertThat(reply.status()).as(reply.toString()).isEqualTo(201);
    return reply.json();
  }

  private Reply carryOut(JsonNode plan, String query) {
    return admin.send(
        "POST", "/v1/plans/" + plan.path("id").asString("") + "/apply" + query, new byte[0]);
  }

  private static Map<String, Object> edit(int node, String field, String tag) {
    return Map.of("node", node(node), "source", SOURCE, field, List.of(tag));
  }

  private static List<Map<String, Object>> edits(String field, String tag) {
    List<Map<String, Object>> edits = new ArrayList<>();
    for (int i = 0; i < NODES; i++) {
      edits.add(edit(i, field, tag));
    }
    return edits;
  }

  private long wanted() {
    return view.all("/v1/instances?service=agent").stream()
        .filter(instance -> instance.has("wanted"))
        .count();
  }

  @Test
  void aSourceIsReadNodeByNodeThoseWithoutItsTagsIncluded() {
    assertThat(admin.putTags(node(3), SOURCE, List.of("web", "b", "a=1")).status()).isEqualTo(200);

    List<JsonNode> said = new ArrayList<>();
    String after = "";
    do {
      JsonNode page = admin.get("/v1/sources/" + SOURCE + "?limit=50" + after).json();
      page.path("items").forEach(said::add);
      after = page.has("next") ? "&after=" + page.path("next").asString("") : "";
    } while (!after.isEmpty());

    assertThat(said).hasSize(NODES);
    assertThat(said.stream().map(each -> each.path("certname").asString("")))
        .isSorted()
        .doesNotHaveDuplicates();
    assertThat(said.get(2).path("tags")).isEmpty();
    assertThat(said.get(3).path("tags").valueStream().map(JsonNode::asString))
        .containsExactly("a=1", "b", "web");
  }

  @Test
  void aPlanNamesEachNodeAndShowsOnlyTheFirstEdits() {
    JsonNode plan = plan(edits("add", "web"));

    assertThat(plan.path("edits").asInt(0)).isEqualTo(NODES);
    assertThat(plan.path("tags")).hasSize(100);
    assertThat(plan.path("tagged").asInt(0)).isEqualTo(NODES);
    assertThat(plan.path("totals").path("instances").path("added").asInt(0)).isEqualTo(NODES);
    assertThat(carryOut(plan, "?confirm=" + NODES).status()).isEqualTo(200);
    await().until(() -> wanted() == NODES);
  }

  @Test
  void editsOfANodeAndOfASelectorTakeEffectInTheirOrder() {
    JsonNode plan =
        plan(
            List.of(
                edit(1, "add", "x=1"),
                Map.of(
                    "selector",
                    "n in (1, 2)",
                    "source",
                    SOURCE,
                    "remove",
                    List.of("x"),
                    "add",
                    List.of("y")),
                edit(1, "add", "x=2"),
                edit(1, "remove", "y")));

    assertThat(carryOut(plan, "").status()).isEqualTo(200);

    List<JsonNode> said = view.all("/v1/sources/" + SOURCE);
    assertThat(said.get(1).path("tags").toString()).isEqualTo("[\"x=2\"]");
    assertThat(said.get(2).path("tags").toString()).isEqualTo("[\"y\"]");
  }

  @Test
  void nodesThatNobodyKnowsAreCountedAndTheFirstIsNamed() {
    Reply reply =
        admin.send(
            "POST",
            "/v1/plans",
            Json.bytes(
                Map.of(
                    "tags",
                    List.of(edit(1, "add", "x"), edit(900, "add", "x"), edit(901, "add", "x")))),
            "content-type",
            "application/json");

    assertThat(reply.problem()).isEqualTo("plan-impossible");
    assertThat(reply.json().path("detail").asString(""))
        .isEqualTo("There is no node n900.lab to tag, and 1 more are missing.");
  }

  @Test
  void removalsThatNobodySawAreHeldAndThoseThatSomebodySawGo() throws Exception {
    List<SettlingNode> nodes = new ArrayList<>();
    try {
      for (int i = 0; i < 16; i++) {
        nodes.add(SettlingNode.connect(server, node(i)));
      }
      JsonNode web = plan(edits("add", "web").subList(0, 16));
      assertThat(carryOut(web, "?confirm=16").status()).isEqualTo(200);
      await().until(() -> view.all("/v1/instances?phase=ok").size() == 16);
      List<Map<String, Object>> removals = edits("remove", "web");

      assertThat(carryOut(plan(removals.subList(0, 8)), "?removals=held").status()).isEqualTo(200);
      await().until(() -> held() == 8 - 5);
      assertThat(told(nodes)).isEqualTo(5);

      assertThat(carryOut(plan(removals.subList(8, 16)), "").status()).isEqualTo(200);
      await().until(() -> told(nodes) == 5 + 8);
      assertThat(held()).isEqualTo(8 - 5);
      assertThat(carryOut(web, "?removals=perhaps").problem()).isEqualTo("query-invalid");
    } finally {
      nodes.forEach(SettlingNode::close);
    }
  }

  private static long told(List<SettlingNode> nodes) {
    return nodes.stream().filter(node -> node.toldToRemove("agent")).count();
  }

  /** Removals that the brake holds. */
  private int held() {
    return view.exceptions("brake", "open").stream()
        .mapToInt(exception -> exception.path("details").size())
        .sum();
  }
}
