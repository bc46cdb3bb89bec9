package io.kitward.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kitward.protocol.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A change is looked at first, and then does exactly what was seen. */
class PlansIT {

  private TestServer server;
  private Caller admin;
  private View view;

  @BeforeEach
  void start() throws Exception {
    server = TestServer.start();
    admin = server.admin();
    view = new View(admin);
    for (int i = 0; i < 20; i++) {
      tag(node(i), i < 4 ? List.of("web", "n=" + i) : List.of("n=" + i));
    }
    apply(
        Documents.service("agent")
            + Documents.service("other")
            + Documents.policy("web", "web", "agent", 1000));
    await().until(() -> wanted("agent").size() == 4);
  }

  @AfterEach
  void stop() throws IOException {
    admin.close();
    server.close();
  }

  private static String node(int i) {
    return "n%02d.lab".formatted(i);
  }

  private void tag(String certname, List<String> tags) {
    assertThat(admin.putTags(certname, "user/ada", tags).status()).isEqualTo(200);
  }

  private void apply(String documents) {
    Reply reply = admin.apply(documents);
    assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
  }

  /** The nodes on which policy wants the service, with the hash of what it wants. */
  private Map<String, String> wanted(String service) {
    var wanted = new TreeMap<String, String>();
    for (JsonNode instance : view.all("/v1/instances?service=" + service)) {
      if (instance.has("wanted")) {
        wanted.put(
            instance.path("node").asString(""), instance.path("wanted").path("hash").asString(""));
      }
    }
    return wanted;
  }

  private JsonNode plan(Map<String, Object> change) {
    Reply reply =
        admin.send("POST", "/v1/plans", Json.bytes(change), "content-type", "application/json");
    assertThat(reply.status()).as(reply.toString()).isEqualTo(201);
    return reply.json();
  }

  private Reply carryOut(JsonNode plan, String query) {
    return admin.send(
        "POST", "/v1/plans/" + plan.path("id").asString("") + "/apply" + query, new byte[0]);
  }

  private List<JsonNode> nodes(JsonNode plan) {
    return view.all("/v1/plans/" + plan.path("id").asString("") + "/nodes");
  }

  private static List<String> names(List<JsonNode> items) {
    return items.stream().map(each -> each.path("node").asString("")).toList();
  }

  @Test
  void applyingDoesWhatThePlanShowedOnEachNode() {
    String documents =
        Documents.policy("web", "web and n in (0, 1)", "agent", 1000)
            + Documents.policy("more", "n in (2, 3, 4)", "other", 7);
    JsonNode plan = plan(Map.of("documents", documents));
    assertThat(plan.path("state").asString("")).isEqualTo("open");
    assertThat(plan.path("totals").path("touched").asInt(0)).isEqualTo(3);
    assertThat(plan.path("totals").path("instances").path("removed").asInt(0)).isEqualTo(2);
    assertThat(plan.path("totals").path("instances").path("added").asInt(0)).isEqualTo(3);
    assertThat(wanted("other")).as("a plan changes nothing").isEmpty();

    var added = new TreeMap<String, String>();
    for (JsonNode node : nodes(plan)) {
      for (JsonNode step : node.path("instances")) {
        if (step.path("effect").asString("").equals("added")) {
          added.put(node.path("node").asString(""), step.path("after").asString(""));
        }
      }
    }
    assertThat(added).containsOnlyKeys(node(2), node(3), node(4));
    JsonNode detail =
        admin.get("/v1/plans/" + plan.path("id").asString("") + "/nodes/" + node(4)).json();
    assertThat(detail.path("asPlanned").asBoolean(false)).isTrue();
    assertThat(detail.toString()).contains("+port 7");

    Reply applied = carryOut(plan, "");
    assertThat(applied.status()).as(applied.toString()).isEqualTo(200);
    assertThat(applied.json().path("result").path("nodes").asInt(0)).isEqualTo(3);
    assertThat(applied.json().path("result").path("followUp")).isEmpty();
    await().untilAsserted(() -> assertThat(wanted("other")).isEqualTo(added));
    await().until(() -> wanted("agent").size() == 2);
    assertThat(carryOut(plan, "").problem()).isEqualTo("plan-applied");
  }

  @Test
  void aNodeWhoseOwnDifferenceChangedIsLeftAsItWasUntilTheNextPlan() {
    JsonNode plan = plan(Map.of("documents", Documents.policy("more", "n in (5, 6)", "other", 7)));
    assertThat(names(nodes(plan))).containsExactly(node(5), node(6));
    tag(node(6), List.of("moved"));
    tag(node(7), List.of("n=5"));
    tag(node(9), List.of("elsewhere"));

    Reply applied = carryOut(plan, "");
    assertThat(applied.status()).as(applied.toString()).isEqualTo(200);
    assertThat(applied.json().path("result").path("nodes").asInt(0)).isEqualTo(1);
    assertThat(names(applied.json().path("result").path("followUp").valueStream().toList()))
        .containsExactly(node(7));
    await().until(() -> wanted("other").containsKey(node(5)));
    tag(node(7), List.of("n=5", "again"));
    apply(Documents.service("third"));
    assertThat(admin.get("/v1/nodes/" + node(7)).json().path("leftBy").asString("x"))
        .isEqualTo("x");
  }

  @Test
  void aNodeThatWasLeftFollowsItsOldDocumentsThroughTagChangesAndTheNextPlanTakesItAlong() {
    JsonNode plan = plan(Map.of("documents", Documents.policy("more", "n in (5, 6)", "other", 7)));
    tag(node(7), List.of("n=5"));
    assertThat(carryOut(plan, "").status()).isEqualTo(200);
    assertThat(admin.get("/v1/nodes/" + node(7)).json().path("leftBy").asString(""))
        .isEqualTo(plan.path("id").asString("-"));
    await().until(() -> wanted("other").containsKey(node(5)));
    // What is not of the plan goes on: the old documents still give it the agent.
    tag(node(7), List.of("n=5", "web"));
    await().until(() -> wanted("agent").containsKey(node(7)));
    assertThat(wanted("other")).doesNotContainKey(node(7));

    JsonNode next = plan(Map.of());
    assertThat(names(nodes(next))).containsExactly(node(7));
    assertThat(carryOut(next, "").status()).isEqualTo(200);
    await().until(() -> wanted("other").containsKey(node(7)));
    assertThat(admin.get("/v1/nodes/" + node(7)).json().has("leftBy")).isFalse();
  }

  @Test
  void aDocumentThatWasChangedSinceOutdatesThePlanAndAnotherDoesNot() {
    JsonNode one = plan(Map.of("documents", Documents.policy("more", "n = 5", "other", 7)));
    JsonNode two = plan(Map.of("documents", Documents.policy("more", "n = 6", "other", 7)));
    JsonNode far = plan(Map.of("documents", Documents.policy("far", "n = 8", "other", 8)));
    assertThat(carryOut(one, "").status()).isEqualTo(200);
    Reply outdated = carryOut(two, "");
    assertThat(outdated.problem()).isEqualTo("plan-outdated");
    assertThat(outdated.json().path("detail").asString("")).contains("Policy/more");
    assertThat(carryOut(far, "").status()).isEqualTo(200);
    await().untilAsserted(() -> assertThat(wanted("other")).containsOnlyKeys(node(5), node(8)));
  }

  @Test
  void ofTwoWhoApplyOnePlanAtTheSameMomentOneDoes() throws Exception {
    JsonNode plan = plan(Map.of("documents", Documents.policy("more", "n = 5", "other", 7)));
    try (var threads = Executors.newFixedThreadPool(4)) {
      var calls = new ArrayList<Callable<Integer>>();
      for (int i = 0; i < 4; i++) {
        calls.add(() -> carryOut(plan, "").status());
      }
      var statuses = new ArrayList<Integer>();
      for (var future : threads.invokeAll(calls)) {
        statuses.add(future.get());
      }
      assertThat(statuses).containsExactlyInAnyOrder(200, 409, 409, 409);
    }
  }

  @Test
  void aPlanThatTouchesMuchNeedsItsFigureAndNoOther() {
    String documents = Documents.policy("many", "n", "other", 7);
    Reply refused = admin.apply(documents);
    assertThat(refused.problem()).isEqualTo("confirmation-needed");
    assertThat(refused.json().path("next").asString("")).contains("--confirm=20");
    assertThat(wanted("other")).isEmpty();
    JsonNode plan = view.all("/v1/plans").getFirst();
    assertThat(plan.path("confirmation").path("figure").asInt(0)).isEqualTo(20);
    assertThat(carryOut(plan, "?confirm=19").problem()).isEqualTo("confirmation-needed");
    assertThat(carryOut(plan, "?confirm=20").status()).isEqualTo(200);
    await().until(() -> wanted("other").size() == 20);
  }

  @Test
  void theLastPolicyThatAskedForAServiceNeedsItsFigure() {
    Reply refused = admin.delete("/v1/documents/Policy/web");
    assertThat(refused.problem()).isEqualTo("confirmation-needed");
    assertThat(refused.json().path("detail").asString(""))
        .contains("nothing asks for agent any more");
    assertThat(admin.delete("/v1/documents/Policy/web?confirm=4").status()).isEqualTo(204);
  }

  @Test
  void tagsOfAllNodesThatASelectorPicksChangeTogetherAndTheBrakeDoesNotHoldWhatWasSeen() {
    JsonNode plan =
        plan(
            Map.of(
                "tags",
                List.of(
                    Map.of("selector", "web", "source", "user/ada", "remove", List.of("web")),
                    Map.of("node", node(19), "source", "user/ada", "add", List.of("web")))));
    assertThat(plan.path("tagged").asInt(0)).isEqualTo(5);
    assertThat(plan.path("totals").path("instances").path("removed").asInt(0)).isEqualTo(4);
    assertThat(carryOut(plan, "").status()).isEqualTo(200);
    await().untilAsserted(() -> assertThat(wanted("agent")).containsOnlyKeys(node(19)));
  }

  @Test
  void aSourceThatGoesWholeIsShownAndGoes() {
    assertThat(admin.putTags(node(10), "import/hiera", List.of("web")).status()).isEqualTo(200);
    await().until(() -> wanted("agent").containsKey(node(10)));
    JsonNode plan = plan(Map.of("removeSources", List.of("import/hiera")));
    assertThat(names(nodes(plan))).containsExactly(node(10));
    assertThat(carryOut(plan, "").status()).isEqualTo(200);
    await().until(() -> !wanted("agent").containsKey(node(10)));
  }

  @Test
  void aRenamedKeyIsOnePlanThatReinstallsNothing() {
    Map<String, String> before = wanted("agent");
    JsonNode plan = plan(Map.of("rename", Map.of("from", "web", "to", "frontend")));
    assertThat(plan.path("totals").path("touched").asInt(-1)).isZero();
    assertThat(plan.path("tagged").asInt(0)).isEqualTo(4);
    assertThat(carryOut(plan, "").status()).isEqualTo(200);
    assertThat(admin.get("/v1/nodes/" + node(0)).json().path("tags").toString())
        .contains("frontend")
        .doesNotContain("web");
    assertThat(admin.get("/v1/documents/Policy/web").body()).contains("frontend");
    assertThat(wanted("agent")).isEqualTo(before);
  }

  @Test
  void deletionsAndPruningArePartOfThePlan() {
    JsonNode plan =
        plan(
            Map.of(
                "documents",
                Documents.service("agent") + Documents.policy("web", "web", "agent", 1000),
                "prune",
                true));
    assertThat(plan.path("documents").toString()).contains("other").contains("deleted");
    assertThat(carryOut(plan, "").status()).isEqualTo(200);
    assertThat(admin.get("/v1/documents/Service/other").status()).isEqualTo(404);
  }

  @Test
  void aKeyThatNoNodeHasAndAPolicyThatPicksNobodyAreSaid() {
    JsonNode plan = plan(Map.of("documents", Documents.policy("typo", "wbe", "other", 7)));
    assertThat(plan.path("warnings").toString())
        .contains("did you mean web?")
        .contains("matches-nothing");
    Reply applied = admin.apply(Documents.policy("typo", "wbe", "other", 7));
    assertThat(applied.json().path("warnings").toString()).contains("unknown-key");
  }

  @Test
  void anExplanationNamesWhoSetTheTagsAndWhatWouldBringAService() {
    JsonNode explanation =
        admin.get("/v1/nodes/" + node(0) + "/explain?service=agent&leaf=port").json();
    assertThat(explanation.path("state").asString("")).isEqualTo("wanted");
    assertThat(explanation.path("reasons").path(0).path("document").asString(""))
        .isEqualTo("Policy/web");
    assertThat(explanation.path("reasons").path(0).path("tags").path(0).path("setBy").asString(""))
        .isEqualTo("token/admin");
    JsonNode leaf = explanation.path("parameters").path(0);
    assertThat(leaf.path("winner").path("value").asString("")).isEqualTo("1000");
    assertThat(leaf.path("losers").path(0).path("why").asString(""))
        .isEqualTo("policy goes before default");
    JsonNode way = admin.get("/v1/nodes/" + node(5) + "/explain?would-get=agent").json();
    assertThat(way.path("ways").path(0).path("changes").path(0).path("tag").asString(""))
        .isEqualTo("web");
    for (String asked : List.of("service", "would-get")) {
      var unknown = admin.get("/v1/nodes/" + node(5) + "/explain?" + asked + "=agnet");
      assertThat(unknown.status()).isEqualTo(404);
      assertThat(unknown.json().path("code").asString("")).isEqualTo("document-unknown");
    }
  }
}
