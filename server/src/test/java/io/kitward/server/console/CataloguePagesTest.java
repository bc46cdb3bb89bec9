package io.kitward.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.server.api.port.AuditView;
import io.kitward.server.desired.Phase;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The catalogue, the vocabulary, and what people did. */
class CataloguePagesTest {
  private static final String HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>";
  private static final Instant AT = Instant.parse("2026-11-22T05:00:00Z");

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

  private void catalogue() {
    served.fleet.documents.put(
        "Service",
        "node-exporter",
        "Metrics of the machine " + HOSTILE,
        Map.of(
            "parameters",
            Map.of(
                "port",
                Map.of("type", "integer", "default", 9100, "minimum", 1024, "description", HOSTILE),
                "psk",
                Map.of("type", "secret")),
            "packages",
            List.of(Map.of("name", "prometheus-node-exporter", "version", "1.10.0")),
            "offboarding",
            Map.of("contract", "purge", "grace", "7d")),
        AT);
    served.fleet.documents.put("Service", "idle", "Nobody has it", Map.of(), AT);
    served.fleet.documents.put(
        "Bundle", "baseline", HOSTILE, Map.of("services", List.of("node-exporter")), AT);
    served.fleet.documents.put(
        "TagKey",
        "role",
        HOSTILE,
        Map.of(
            "values",
            List.of("web", HOSTILE),
            "cardinality",
            "single",
            "sources",
            List.of("puppet")),
        AT);
    served.fleet.documents.policy(
        "everywhere", "", Map.of("selector", "all", "services", List.of("node-exporter")), AT);
    served.data.node("a.lab", false, List.of("role=web", "example.org/tier=1"), 1);
    served.data.node("b.lab", false, List.of("role=db", "role=web"), 1);
    served.data.put("a.lab", "node-exporter", Phase.FAILED, 60, "port 9100 is taken");
    served.data.put("b.lab", "node-exporter", Phase.OK, 60, "");
  }

  @Test
  void aServiceSaysHowItIsWhoWantsItAndWhatItTakes() throws Exception {
    catalogue();

    String list = browser.get("/services").body();
    assertThat(list)
        .contains("href=\"/services/node-exporter\"")
        .contains("href=\"/instances?service=node-exporter&amp;phase=failed\"")
        .doesNotContain("/services/idle");
    assertThat(browser.get("/services?show=unused").body())
        .contains("/services/idle")
        .doesNotContain("/services/node-exporter");

    assertThat(browser.get("/services/node-exporter").body())
        .contains("port 9100 is taken", "2 instances", "9100", "minimum: 1024", "must be given")
        .contains("prometheus-node-exporter 1.10.0", "purge, after 7d")
        .contains("href=\"/policies/everywhere\"", "href=\"/bundles/baseline\"")
        .contains("/documents/Service/node-exporter/compare/2..3");
    assertThat(browser.get("/services/nothing").statusCode()).isEqualTo(404);
  }

  @Test
  void aBundleSaysHowItsServicesAre() throws Exception {
    catalogue();

    assertThat(browser.get("/bundles").body()).contains("href=\"/bundles/baseline\"");
    assertThat(browser.get("/bundles/baseline").body())
        .contains("href=\"/services/node-exporter\"", "phase=failed");
    assertThat(browser.get("/bundles/nothing").statusCode()).isEqualTo(404);
  }

  @Test
  void aTagKeySaysItsValuesWithTheirNodes() throws Exception {
    catalogue();

    assertThat(browser.get("/tags").body())
        .contains("href=\"/tags/role\"", "href=\"/tags/example.org/tier\"")
        .contains("never set by the node itself", "a node may set it of itself");
    assertThat(browser.get("/tags/role").body())
        .contains("href=\"/nodes?q=role%20%3D%20web\">web</a></th><td class=\"number\">2<")
        .contains("one value a node");
    assertThat(browser.get("/tags/example.org/tier").body()).contains("No document describes it");
    assertThat(browser.get("/tags?text=nothing").body()).contains("No key matches");
    for (String key : List.of("nothing", "a%20b", "%3Cscript%3Ealert(1)")) {
      HttpResponse<String> answer = browser.get("/tags/" + key);
      assertThat(answer.statusCode()).as(key).isEqualTo(404);
      assertThat(answer.body()).as(key).doesNotContain("<script>alert");
    }
  }

  @Test
  void anEmptyServerSaysWhatToDoFirst() throws Exception {
    assertThat(browser.get("/services").body()).contains("No service yet");
    assertThat(browser.get("/bundles").body()).contains("No bundle yet");
    assertThat(browser.get("/tags").body()).contains("No tags yet");
    assertThat(browser.get("/documents").body()).contains("No document yet");
    assertThat(browser.get("/activity").body()).contains("Nothing yet");
  }

  @Test
  void documentsAreFoundByKindAndWords() throws Exception {
    catalogue();

    assertThat(browser.get("/documents").body())
        .contains("Policy/everywhere", "Service/idle", "TagKey/role");
    assertThat(browser.get("/documents?kind=Service&text=nobody").body())
        .contains("Service/idle")
        .doesNotContain("Service/node-exporter", "Policy/everywhere");
    assertThat(browser.get("/documents?kind=Nonsense&text=zzz").body())
        .contains("No document matches");
  }

  @Test
  void whatWasDoneIsFilteredComparedAndPlannedBack() throws Exception {
    catalogue();
    act(1, "token/ada", "apply-document", "document/Policy/everywhere", "done", "revision", "3");
    act(2, "token/eve", "write-tags", "node/a.lab/tags/user/eve", "done", "change", "+x -role=db");
    act(3, HOSTILE, "write-tags", "node/" + HOSTILE, "denied", "reason", HOSTILE);

    String page = browser.get("/activity").body();
    assertThat(page)
        .contains("href=\"/documents/Policy/everywhere/compare/2..3\"", "Bring back what was")
        .contains("<ins>+x</ins>", "<del>-role=db</del>", "Take it back", "refused");
    assertThat(browser.get("/activity?actor=token/ada").body())
        .contains("everywhere")
        .doesNotContain("a.lab");
    assertThat(browser.get("/activity?object=node/a.lab&action=write+tags").body())
        .contains("token/eve")
        .doesNotContain("everywhere");
    assertThat(browser.get("/activity?to=2026-11-21").body()).contains("Nothing like that");
    assertThat(browser.get("/activity?from=yesterday").statusCode()).isEqualTo(400);

    String csrf = Browser.hidden(page, "csrf");
    for (String way : List.of("/activity/1/revert", "/activity/2/revert")) {
      assertThat(browser.post(way, Map.of("csrf", csrf)).body())
          .as(way)
          .contains("no plans are made here");
    }
    for (String way : List.of("/activity/3/revert", "/activity/99/revert", "/activity/x/revert")) {
      assertThat(browser.post(way, Map.of("csrf", csrf)).body())
          .as(way)
          .contains("nothing was changed")
          .doesNotContain("no plans are made here");
    }
    assertThat(browser.post("/activity/1/revert", Map.of("csrf", "made-up")).statusCode())
        .isEqualTo(403);
  }

  private void act(
      long id, String who, String action, String target, String outcome, String key, String value) {
    served.fleet.audit.add(
        new AuditView(
            id, AT, who, "people", action, target, outcome, value, Map.of(key, value), "r-1"));
  }

  @Test
  void hostileTextStaysText() throws Exception {
    catalogue();
    act(3, HOSTILE, HOSTILE, HOSTILE, "denied", "reason", HOSTILE);
    act(4, "token/a", "write-tags", "node/a.lab/tags/user/a", "done", "change", "+" + HOSTILE);

    for (String path :
        List.of(
            "/services",
            "/services/node-exporter",
            "/bundles",
            "/bundles/baseline",
            "/tags",
            "/tags/role",
            "/documents",
            "/documents/Service/node-exporter/compare/2..3",
            "/activity",
            "/activity?actor=%3Cscript%3Ealert(1)%3C/script%3E",
            "/services?text=%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
            "/documents?text=%22%3E%3Cscript%3Ealert(1)%3C/script%3E")) {
      String page = browser.get(path).body();
      assertThat(page).as(path).doesNotContain("<script>alert").doesNotContain("<img src=x");
      assertThat(page).as(path).contains("<h1");
    }
  }
}
