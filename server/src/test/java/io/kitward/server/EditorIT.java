package io.kitward.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kitward.server.api.port.Drafts;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A policy is written, looked at and applied in the console, over a real server and database. */
class EditorIT {
  private static final String EDIT = "/policies/web/edit";

  private TestServer server;
  private Caller admin;
  private ConsolePerson person;

  @BeforeEach
  void start() throws Exception {
    server = TestServer.start();
    admin = server.admin();
    person = server.person();
    for (int i = 0; i < 20; i++) {
      List<String> tags = i < 4 ? List.of("web") : i < 6 ? List.of("cache") : List.of("other");
      assertThat(admin.putTags("n%02d.lab".formatted(i), "user/ada", tags).status()).isEqualTo(200);
    }
    apply(Documents.service("agent") + policy("web", 1000));
    await().until(() -> person.get(EDIT).body().contains(">4 nodes</a>"));
  }

  @AfterEach
  void stop() throws Exception {
    person.close();
    admin.close();
    server.close();
  }

  private static String policy(String selector, int port) {
    return Documents.policy("web", selector, "agent", port);
  }

  private void apply(String documents) {
    Reply reply = admin.apply(documents);
    assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
  }

  private HttpResponse<String> write(String page, String text, String go) throws Exception {
    Map<String, String> form = new HashMap<>();
    for (String field : List.of("csrf", "kind", "name", "base")) {
      form.put(field, ConsolePerson.hidden(page, field));
    }
    form.put("text", text);
    form.put("go", go);
    return person.submit("/drafts", form);
  }

  private static String id(String page) {
    Matcher id = Pattern.compile("<h1>(p-[0-9]+)</h1>").matcher(page);
    assertThat(id.find()).as(page).isTrue();
    return id.group(1);
  }

  private String selectorInForce() {
    return admin.get("/v1/documents/Policy/web").json().at("/document/spec/selector").asString();
  }

  @Test
  void aTextSaysWhomItPicksWhatItWouldDoAndIsAppliedAsAPlan() throws Exception {
    String page = write(person.get(EDIT).body(), policy("cache or web", 1000), "save").body();
    assertThat(page).contains(">6 nodes</a>", "+2 −0 against what is in force", "Your draft, kept");
    assertThat(selectorInForce()).isEqualTo("web");

    assertThat(person.get(EDIT + "?effects=1").body())
        .contains("2 to add on 2 of 20 nodes")
        .doesNotContain("data-href");
    assertThat(admin.get("/v1/plans").json().at("/items")).isEmpty();

    String plan = write(page, policy("cache or web", 1000), "plan").body();
    assertThat(plan).contains("Plan: 2 to add on 2 of 20 nodes", "Documents", "<ins>");
    String done =
        person
            .submit(
                "/plans/" + id(plan) + "/apply",
                Map.of("csrf", ConsolePerson.hidden(plan, "csrf"), "confirm", figure(plan)))
            .body();
    assertThat(done).contains("Applied on 2 nodes");
    assertThat(selectorInForce()).isEqualTo("cache or web");
    assertThat(person.get(EDIT).body()).contains("Unchanged").doesNotContain("Somebody else");
    assertThat(person.get("/policies/web/compare/1..2").body()).contains("<del>", "<ins>");
  }

  /** What the plan wants to be typed; nothing when it asks for nothing. */
  private static String figure(String plan) {
    Matcher figure = Pattern.compile("Type ([0-9]+) to confirm").matcher(plan);
    return figure.find() ? figure.group(1) : "";
  }

  @Test
  void theSecondOfTwoIsToldAndNothingIsLost() throws Exception {
    String begun = person.get(EDIT).body();
    apply(policy("web or cache", 1000));
    String page = write(begun, policy("web", 2000), "plan").body();

    assertThat(page)
        .contains("Somebody else was first", "You began from revision 1; revision 2 by")
        .contains("What they changed", "What you changed", "2000");
    assertThat(admin.get("/v1/plans").json().at("/items").size()).isEqualTo(0);
    assertThat(selectorInForce()).isEqualTo("web or cache");

    String merged = write(page, policy("web", 2000), "mine").body();
    assertThat(merged).doesNotContain("Somebody else was first").contains("2000");
  }

  @Test
  void whatTwoChangedInDifferentPlacesIsPutTogether() throws Exception {
    String begun = person.get(EDIT).body();
    String text = text(begun);
    apply(policy("web", 2000));
    String page = write(begun, text.replace("selector: web", "selector: cache"), "save").body();
    assertThat(page).contains("Put both together");

    String merged = text(write(page, text(page), "merge").body());
    assertThat(merged).contains("selector: cache").contains("port: 2000");
  }

  private static String text(String page) {
    Matcher text =
        Pattern.compile("<textarea id=\"text\"[^>]*>(.*?)</textarea>", Pattern.DOTALL)
            .matcher(page);
    assertThat(text.find()).as(page).isTrue();
    return text.group(1).substring(1);
  }

  @Test
  void aPlanIsOutdatedWhenSomebodyElseIsFirstAndCanBeMadeAnew() throws Exception {
    String plan = write(person.get(EDIT).body(), policy("cache", 1000), "plan").body();
    String id = id(plan);
    assertThat(plan).contains("Only removals".toLowerCase(java.util.Locale.ROOT), "4 to remove");
    apply(policy("web", 3000));

    HttpResponse<String> refused =
        person.submit(
            "/plans/" + id + "/apply",
            Map.of("csrf", ConsolePerson.hidden(plan, "csrf"), "confirm", figure(plan)));
    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(selectorInForce()).isEqualTo("web");

    String outdated = person.get("/plans/" + id).body();
    assertThat(outdated).contains("Outdated.").doesNotContain("/apply\"");
    String again =
        person
            .submit(
                "/plans/" + id + "/again", Map.of("csrf", ConsolePerson.hidden(outdated, "csrf")))
            .body();
    assertThat(again).contains("Compared with").contains("/apply\"");
  }

  @Test
  void equalChangesAreOneGroupWithItsNodes() throws Exception {
    String id = id(write(person.get(EDIT).body(), policy("cache", 1000), "plan").body());

    JsonNode groups = admin.get("/v1/plans/" + id + "/groups").json().at("/items");
    assertThat(groups.size()).isEqualTo(2);
    assertThat(groups.at("/0/effect").asString()).isEqualTo("removed");
    assertThat(groups.at("/0/nodes").asInt()).isEqualTo(4);
    assertThat(groups.at("/1/effect").asString()).isEqualTo("added");
    String group = groups.at("/0/id").asString();
    JsonNode nodes = admin.get("/v1/plans/" + id + "/nodes?group=" + group).json().at("/items");
    assertThat(nodes.valueStream().map(node -> node.at("/node").asString()))
        .containsExactly("n00.lab", "n01.lab", "n02.lab", "n03.lab");
    assertThat(admin.get("/v1/plans/" + id + "/nodes?group=g-none").status()).isEqualTo(404);

    assertThat(person.get("/plans/" + id + "?group=" + group).body())
        .contains("n03.lab")
        .doesNotContain("n04.lab");
    assertThat(person.get("/plans/" + id + "?only=remove").body()).doesNotContain("is wanted");
    assertThat(person.get("/plans/" + id + "/nodes/n00.lab").body()).contains("agent", "removed");
    assertThat(person.get("/plans/" + id + "/plan.json").body()).contains("\"groups\"");
  }

  @Test
  void draftsOutliveTheServerAndAreBounded() throws Exception {
    write(person.get(EDIT).body(), policy("cache", 1000), "save");
    server.restart();
    person.close();
    person = server.person();
    assertThat(person.get(EDIT).body()).contains("Your draft, kept", "selector: cache");

    String page = person.get(EDIT).body();
    String csrf = ConsolePerson.hidden(page, "csrf");
    for (int i = 0; i < Drafts.EACH; i++) {
      person.post(
          "/drafts",
          Map.of(
              "csrf", csrf, "kind", "Group", "name", "g" + i, "base", "0", "text", "x", "go", ""));
    }
    assertThat(person.get(EDIT).body()).contains("Unchanged");
    assertThat(person.get("/documents/Group/g0/edit").body()).contains("Your draft, kept");
  }

  @Test
  void policiesAreFoundByTheNodeThatTheyPickAndByWhomTheyReach() throws Exception {
    String documents =
        Documents.policy("all-of-them", "all", "agent", 1000)
            + Documents.policy("none", "nobody=here", "agent", 1000);
    Reply reply =
        admin.send(
            "POST",
            "/v1/documents?confirm=16",
            documents.getBytes(StandardCharsets.UTF_8),
            "content-type",
            "application/yaml");
    assertThat(reply.status()).as(reply.toString()).isEqualTo(200);

    assertThat(person.get("/policies?node=n00.lab").body())
        .contains(">web</a>", ">all-of-them</a>")
        .doesNotContain(">none</a>");
    assertThat(person.get("/policies?node=n09.lab").body()).doesNotContain(">web</a>");
    assertThat(person.get("/policies?reach=nobody").body())
        .contains(">none</a>")
        .doesNotContain(">web</a>");
    assertThat(person.get("/policies?reach=everything").body())
        .contains(">all-of-them</a>")
        .doesNotContain(">web</a>");
    assertThat(person.get("/policies?text=WEB").body())
        .contains(">web</a>")
        .doesNotContain(">none</a>");
  }
}
