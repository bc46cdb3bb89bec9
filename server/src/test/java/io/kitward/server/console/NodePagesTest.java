package io.kitward.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.server.api.port.ExplanationView;
import io.kitward.server.api.port.ExplanationView.Candidate;
import io.kitward.server.api.port.ExplanationView.Leaf;
import io.kitward.server.api.port.ExplanationView.Reason;
import io.kitward.server.api.port.ExplanationView.TagEvidence;
import io.kitward.server.desired.Phase;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a person does on a node's page, and why a service is there. */
class NodePagesTest {
  private static final String HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>";

  private Served served;
  private Browser browser;

  @BeforeEach
  void serve() throws Exception {
    served = Served.signedIn();
    browser = served.browser;
    served.data.node("web1.lab", true, List.of("web"), 1);
    served.data.put("web1.lab", "tool", Phase.FAILED, 60, "it fell over");
  }

  @AfterEach
  void close() {
    served.close();
  }

  private Map<String, String> form(Map<String, String> fields) throws Exception {
    var form = new java.util.HashMap<>(fields);
    form.put("csrf", Browser.hidden(browser.get("/nodes/web1.lab").body(), "csrf"));
    return form;
  }

  private static String next(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
    return answer.headers().firstValue("location").orElseThrow();
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  @Test
  void aLogIsFetchedAndShownAsText() throws Exception {
    String place = next(browser.post("/nodes/web1.lab/logs", form(Map.of("service", "tool"))));
    assertThat(place).isEqualTo("/nodes/web1.lab/asked/o-1");
    assertThat(browser.get(place).body())
        .contains("logs tool", "has not answered yet", "Look again")
        .doesNotContain("<pre");

    served.fleet.operations.answer("o-1", HOSTILE, "line one\n" + HOSTILE + "\u001b[31m");
    assertThat(browser.get(place).body())
        .contains("<title>done – logs tool – web1.lab", "line one", "&lt;script&gt;alert(1)")
        .doesNotContain("<script>alert", "<img src=x", "Look again");
    assertThat(browser.get("/nodes/other.lab/asked/o-1").statusCode()).isEqualTo(404);
  }

  @Test
  void aLongAnswerIsShownFromItsEnd() throws Exception {
    String place = next(browser.post("/nodes/web1.lab/check", form(Map.of("service", ""))));
    served.fleet.operations.answer("o-1", "", "first" + "x".repeat(300_000) + "last");
    assertThat(browser.get(place).body())
        .contains("xlast", "It is longer")
        .doesNotContain("firstx");
  }

  @Test
  void aNodeIsLeftAloneForATimeWithAReason() throws Exception {
    String place =
        next(
            browser.post(
                "/nodes/web1.lab/suspend",
                form(Map.of("service", "tool", "for", "4 hours", "reason", "new disks"))));
    assertThat(browser.get(place).body()).contains("It is left alone now");
    var said = served.fleet.suspensions.said();
    assertThat(said)
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.service()).isEqualTo("tool");
              assertThat(one.until()).isEqualTo(served.clock.instant().plus(Duration.ofHours(4)));
            });

    next(browser.post("/nodes/web1.lab/resume", form(Map.of("service", "tool"))));
    assertThat(said).hasSize(2);
    assertThat(said.getLast().suspended()).isFalse();
  }

  @Test
  void whatIsNotWholeDoesNothing() throws Exception {
    for (Map<String, String> fields :
        List.of(
            Map.of("service", "tool", "for", "4 hours", "reason", " "),
            Map.of("service", "tool", "for", "4 hours", "reason", "x".repeat(501)),
            Map.of("service", "tool", "for", "4 hours", "reason", "two\nlines"),
            Map.of("service", "tool", "for", "a year", "reason", "so"),
            Map.of("service", "../tool", "for", "4 hours", "reason", "so"))) {
      HttpResponse<String> answer = browser.post("/nodes/web1.lab/suspend", form(fields));
      assertThat(answer.statusCode()).as(fields.toString()).isBetween(400, 422);
    }
    assertThat(browser.post("/nodes/web1.lab/logs", form(Map.of())).statusCode())
        .isBetween(400, 422);
    assertThat(
            browser
                .post(
                    "/nodes/gone.lab/suspend",
                    form(Map.of("service", "", "for", "1 hour", "reason", "so")))
                .statusCode())
        .isEqualTo(404);
    assertThat(browser.post("/nodes/gone.lab/check", form(Map.of())).statusCode()).isEqualTo(409);
    assertThat(browser.post("/nodes/web1.lab/check", Map.of("csrf", "made-up")).statusCode())
        .isEqualTo(403);
    assertThat(served.fleet.suspensions.said()).isEmpty();
    assertThat(served.fleet.operations.find("web1.lab", "o-1")).isEmpty();
  }

  @Test
  void whyNamesWhatWonAndWhatLostWithWhoSaidSo() throws Exception {
    var tag = new TagEvidence("role=" + HOSTILE, "puppet", HOSTILE, Instant.EPOCH, null);
    served.fleet.explanations.put(
        new ExplanationView(
            "web1.lab",
            "tool",
            "wanted",
            List.of(
                new Reason(
                    "requires",
                    "Policy/production",
                    HOSTILE,
                    500,
                    "role = web",
                    List.of(tag),
                    Map.of(HOSTILE, HOSTILE),
                    HOSTILE,
                    null)),
            List.of(
                new Leaf(
                    "port",
                    new Candidate("10050", "Policy/production", "", List.of(tag)),
                    List.of(new Candidate(HOSTILE, "default", "lower layer", List.of())))),
            List.of(new Leaf("tool", null, List.of())),
            List.of(HOSTILE),
            Instant.parse("2026-12-24T00:00:00Z"),
            "not-required",
            "time",
            null,
            HOSTILE));
    String page = browser.get("/nodes/web1.lab/i/tool/why").body();

    assertThat(page)
        .contains("✗ conflict – why tool – web1.lab", "href=\"/policies/production\"")
        .contains("<strong>10050</strong>", "lost: lower layer", "it becomes not-required")
        .contains("has no value", "&lt;script&gt;alert(1)")
        .doesNotContain("<script>alert", "<img src=x");
    assertThat(browser.get("/nodes/web1.lab").body()).contains("/nodes/web1.lab/i/tool/why");
    assertThat(browser.get("/nodes/web1.lab/i/" + encode(HOSTILE) + "/why"))
        .satisfies(
            answer -> {
              assertThat(answer.statusCode()).isEqualTo(404);
              assertThat(answer.body()).doesNotContain("<script>alert");
            });
  }

  @Test
  void aListOffersAChangeOfAllItsNodesOnlyWhereItsSelectorPicksThem() throws Exception {
    served.data.fill(30);
    assertThat(browser.get("/nodes?q=web").body())
        .contains("name=\"every\"", "name=\"mark-web1.lab\"");
    assertThat(browser.get("/nodes?phase=failed").body())
        .doesNotContain("name=\"every\"")
        .contains("name=\"mark-web1.lab\"");
    assertThat(browser.get("/policies/production").body()).doesNotContain("name=\"mark-");
  }

  @Test
  void theFirstStepsTickThemselvesAndGoOnceTheyAreTaken() throws Exception {
    String page = browser.get("/").body();
    assertThat(page).contains("Three steps to a first proven service");
    assertThat(page.split("<li class=\"taken\">", -1)).hasSize(2);
    assertThat(page).containsPattern("<li class=\"taken\"><strong>Let a node appear");

    served.fleet.documents.policy(
        "production", "web", Map.of("selector", "web", "bundles", List.of("b")), Instant.EPOCH);
    assertThat(browser.get("/").body()).doesNotContain("Three steps");
  }
}
