package io.kitward.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the editor does with what people, and attackers, put into it. */
class EditorPagesTest {
  private static final String HOSTILE = "</textarea><script>alert(1)</script>\"'><img src=x>";
  private static final String NEW = "/policies/new";

  private Served served;
  private Browser browser;

  @BeforeEach
  void serve() throws Exception {
    served = Served.signedIn();
    served.data.fill(20);
    browser = served.browser;
  }

  @AfterEach
  void close() {
    served.close();
  }

  private static Map<String, String> form(String page, String text) {
    Map<String, String> form = new HashMap<>();
    for (String field : List.of("csrf", "kind", "name", "base")) {
      form.put(field, Browser.hidden(page, field));
    }
    form.put("text", text);
    return form;
  }

  private String write(String text) throws Exception {
    HttpResponse<String> answer = browser.post("/drafts", form(browser.get(NEW).body(), text));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
    return browser.get(answer.headers().firstValue("location").orElseThrow()).body();
  }

  private static String policy(String name, String selector) {
    return """
        apiVersion: kitward/v1
        kind: Policy
        metadata: {name: %s}
        spec:
          selector: %s
          effect: require
          services: [node-exporter]
        """
        .formatted(name, selector);
  }

  @Test
  void aFaultHasItsLineAndACaretUnderThePlace() throws Exception {
    String page = write(policy("web", "role in (web").replace("role in (web", "\"role in (web\""));

    assertThat(page)
        .contains("1 fault – New Policy", "line 5, column", "^", "aria-invalid=\"true\"");
    assertThat(page).doesNotContain("id=\"effects\"");
  }

  @Test
  void aSelectorIsRequired() throws Exception {
    assertThat(write(policy("web", "\"\""))).contains("fault").doesNotContain("id=\"effects\"");
    assertThat(write(policy("web", "all"))).contains("matches everything");
    assertThat(write(policy("web", "no-such-tag"))).contains("matches nobody");
  }

  @Test
  void scriptsInATextAreText() throws Exception {
    for (String text :
        List.of(HOSTILE, policy("\"" + "x".repeat(10_000) + "\"", "all"), policy("web", HOSTILE))) {
      String page = write(text);
      assertThat(page).doesNotContain("<script>alert").doesNotContain("<img src=x");
      assertThat(page).contains("fault");
    }
  }

  @Test
  void lettersFromRightToLeftAndCombiningOnesAreKeptAsTheyAre() throws Exception {
    String text = policy("web", "all") + "# \u202Eעברית e\u0301\n";
    assertThat(write(text)).contains("\u202Eעברית e\u0301");
  }

  @Test
  void aTextThatUnfoldsWithoutEndIsAFaultWithinBounds() throws Exception {
    var bomb = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
    for (int i = 1; i < 40; i++) {
      String one = "*a" + (i - 1);
      bomb.append(
          "a" + i + ": &a" + i + " [" + String.join(",", List.of(one, one, one, one)) + "]\n");
    }
    assertThat(write(bomb.toString())).contains("fault");
    assertThat(write("[".repeat(100_000))).contains("fault");
  }

  @Test
  void aLargeTextIsKeptAndATooLargeOneRefusedClearly() throws Exception {
    String large = policy("web", "all") + "# comment\n".repeat(80_000);
    assertThat(write(large)).contains("It can be read");

    HttpResponse<String> refused =
        browser.post("/drafts", form(browser.get(NEW).body(), "# x\n".repeat(600_000)));
    assertThat(refused.statusCode()).isBetween(400, 499);
    assertThat(browser.get(NEW).body()).contains("It can be read");
  }

  @Test
  void formAndTextAreTheSameDraft() throws Exception {
    String text =
        policy("web", "all")
            + "  parameters:\n    node-exporter:\n      port: 9200\n# why it is so\n";
    write(text);
    Map<String, String> form = form(browser.get(NEW + "?tab=form").body(), text);
    form.putAll(
        Map.of(
            "tab", "form",
            "sheet-name", "web",
            "sheet-description", "",
            "sheet-selector", "all",
            "sheet-effect", "require",
            "sheet-priority", "",
            "sheet-bundles", "",
            "sheet-services", "node-exporter"));
    browser.post("/drafts", form);
    assertThat(browser.get(NEW).body()).contains("# why it is so");

    form.put("sheet-selector", "role=web");
    form.put("sheet-priority", "7");
    form.put("sheet-services", "node-exporter\nother");
    browser.post("/drafts", form);
    assertThat(browser.get(NEW).body())
        .contains("selector: role=web", "priority: 7", "- other", "port: 9200");
    assertThat(browser.get(NEW + "?tab=form").body())
        .containsPattern("value=\"role ?= ?web\"")
        .contains("node-exporter\nother");
  }

  @Test
  void aFormOfAnotherSiteDoesNothing() throws Exception {
    Map<String, String> form = form(browser.get(NEW).body(), policy("web", "all"));
    form.put("csrf", "forged");
    HttpResponse<String> answer = browser.post("/drafts", form);

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(served.fleet.drafts.of("token/admin")).isEmpty();
  }

  @Test
  void aTextOutlivesTheSessionInWhichItWasWritten() throws Exception {
    Map<String, String> form = form(browser.get(NEW).body(), policy("web", "all") + HOSTILE);
    browser.forgetCookies();

    HttpResponse<String> ended = browser.post("/drafts", form);
    assertThat(ended.statusCode()).isEqualTo(401);
    assertThat(ended.body()).contains("Your text is still here", "selector: all");
    assertThat(ended.body()).doesNotContain("<script>alert");

    browser.signIn("secret-admin", "/");
    String kept = browser.post("/drafts", form).body();
    assertThat(kept).contains("Go on with it");
    form.put("csrf", Browser.hidden(kept, "csrf"));
    assertThat(browser.post("/drafts", form).statusCode()).isEqualTo(303);
    assertThat(browser.get(NEW).body()).contains("selector: all");
  }

  @Test
  void aKindThatThereIsNotIsUnknown() throws Exception {
    assertThat(browser.get("/documents/Nothing/new").statusCode()).isEqualTo(404);
    assertThat(browser.get("/documents/Service/new").statusCode()).isEqualTo(200);
    assertThat(browser.get("/policies/web/compare/12..x").statusCode()).isEqualTo(404);
  }

  @Test
  void aPlanThatThereIsNotIsUnknown() throws Exception {
    assertThat(browser.get("/plans/p-9").statusCode()).isEqualTo(404);
    assertThat(browser.get("/plans/" + "%3Cscript%3E").body()).doesNotContain("<script>");
  }
}
