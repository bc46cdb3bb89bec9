package io.kitward.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.server.api.port.ExceptionView;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ExceptionPagesTest {
  private static final String HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>";

  private Served served;
  private Browser browser;

  @BeforeEach
  void serve() throws Exception {
    served = Served.signedIn();
    browser = served.browser;
  }

  @AfterEach
  void close() {
    served.close();
  }

  private void conflict(String id, String node) {
    served.fleet.exceptions.put(
        new ExceptionView(
            id,
            "conflict",
            "open",
            node,
            "node-exporter",
            "loud and quiet want other collectors",
            List.of(),
            false,
            Instant.parse("2026-11-22T05:00:00Z"),
            null,
            null,
            null));
  }

  private HttpResponse<String> act(String id, String act, Map<String, String> fields)
      throws Exception {
    String csrf = Browser.hidden(browser.get("/exceptions/" + id).body(), "csrf");
    var sent = new java.util.HashMap<>(fields);
    sent.put("csrf", csrf);
    return browser.post("/exceptions/" + id + "/" + act, sent);
  }

  @Test
  void oneConflictOnManyNodesIsOneRow() throws Exception {
    for (int i = 1; i <= 400; i++) {
      conflict("x-" + i, "proxy" + i + ".lab");
    }

    String page = browser.get("/exceptions").body();
    assertThat(page.split("<tr id=", -1)).hasSize(2);
    assertThat(page).contains("400 of them").contains("1 cause<");

    String cause = page.replaceAll("(?s).*href=\"(/exceptions\\?cause=[^\"]+)\".*", "$1");
    String each = browser.get(cause).body();
    assertThat(each)
        .contains("proxy400.lab")
        .contains("rel=\"next\"")
        .contains("/exceptions/x-400");
  }

  @Test
  void aPersonAssignsCommentsAcceptsAndOpensAgain() throws Exception {
    conflict("x-1", "proxy1.lab");

    assertThat(act("x-1", "assign", Map.of("to", "ada")).statusCode()).isEqualTo(303);
    assertThat(act("x-1", "comment", Map.of("text", HOSTILE)).statusCode()).isEqualTo(303);
    assertThat(
            act("x-1", "accept", Map.of("until", "2026-12-24", "reason", HOSTILE))
                .headers()
                .firstValue("location"))
        .contains("/exceptions/x-1?done=accept");

    String page = browser.get("/exceptions/x-1?done=accept").body();
    assertThat(page)
        .contains("with ada", "Accepted until 2026-12-25 00:00:00 UTC by token/admin", "opened")
        .contains("&lt;script&gt;alert(1)")
        .doesNotContain("<script>alert")
        .doesNotContain("<img src=x");
    assertThat(browser.get("/exceptions").body()).contains("No gaps");
    assertThat(browser.get("/exceptions?state=accepted").body())
        .contains("loud and quiet want other collectors");
    assertThat(browser.get("/").body()).doesNotContain("1<span class=\"hide\"> open");

    assertThat(act("x-1", "reopen", Map.of()).statusCode()).isEqualTo(303);
    assertThat(browser.get("/exceptions").body())
        .contains("loud and quiet want other collectors", "ada");
  }

  @Test
  void whatCannotBeKeptIsRefusedWithWordsAndNothingChanges() throws Exception {
    conflict("x-1", "proxy1.lab");

    assertThat(act("x-1", "assign", Map.of("to", "no such name!")).statusCode()).isEqualTo(400);
    assertThat(act("x-1", "comment", Map.of("text", "  ")).statusCode()).isEqualTo(400);
    assertThat(act("x-1", "comment", Map.of("text", "x".repeat(2_001))).statusCode())
        .isEqualTo(400);
    for (String until : List.of("", "soon", "2026-11-21", "2099-01-01", "9999d")) {
      assertThat(act("x-1", "accept", Map.of("until", until, "reason", "known")).body())
          .as(until)
          .contains("until when?", "2026-12-31");
    }
    assertThat(act("x-1", "accept", Map.of("until", "7d", "reason", "")).statusCode())
        .isEqualTo(400);
    assertThat(browser.post("/exceptions/x-1/assign", Map.of("to", "eve")).statusCode())
        .isEqualTo(403);
    assertThat(served.fleet.exceptions.find("x-1").orElseThrow().care()).isNull();
    assertThat(browser.get("/exceptions/x-404").statusCode()).isEqualTo(404);
  }
}
