package io.kitward.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.server.api.port.ExceptionFilter;
import io.kitward.server.api.port.ExceptionView;
import io.kitward.server.desired.Phase;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConsolePagesTest {
  private static final List<String> PAGES =
      List.of(
          "/",
          "/nodes",
          "/nodes?q=web",
          "/nodes?q=web+and+(",
          "/nodes/db1.lab",
          "/nodes/nobody",
          "/instances",
          "/instances?phase=failed",
          "/policies",
          "/policies/production-databases",
          "/policies/nothing",
          "/policies?text=none&node=x&reach=nobody",
          "/policies/new",
          "/policies/new?template=everywhere&tab=form",
          "/policies/production-databases/edit",
          "/policies/production-databases/edit?tab=form",
          "/policies/production-databases/compare/2..3",
          "/documents/Service/new",
          "/plans",
          "/plans/p-12",
          "/plans/p-12?only=remove",
          "/plans/p-12?cut=node",
          "/plans/p-12?cut=service",
          "/plans/nothing",
          "/exceptions",
          "/exceptions?state=all",
          "/exceptions?state=accepted",
          "/exceptions/x-17",
          "/exceptions/x-17?done=accept",
          "/exceptions/nothing",
          "/backends",
          "/backends/zabbix-lab/ledger",
          "/backends/zabbix-away/ledger",
          "/backends/nothing/ledger",
          "/services",
          "/services?show=unused",
          "/services/nothing",
          "/bundles",
          "/tags",
          "/tags/role",
          "/documents",
          "/documents?kind=Policy",
          "/activity",
          "/activity?actor=nobody",
          "/history",
          "/history?range=1y&service=node-exporter",
          "/history?range=soon",
          "/reports/coverage",
          "/reports/coverage?key=environment",
          "/reports/coverage?q=web+and+(",
          "/no-such-page");
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

  @Test
  void theOverviewOfABadDayNamesCausesAndLinksEachNumber() throws Exception {
    served.data.fill(400);
    String page = browser.get("/").body();

    assertThat(page).contains("failed – Overview");
    assertThat(page).contains("apt: repository signature expired");
    assertThat(page).contains("href=\"/instances?phase=failed\"");
    assertThat(page).contains("through gate.iad1.example: its connector is not connected");
    assertThat(page).contains("proven 408/412");
  }

  @Test
  void anEmptyServerSaysWhatToDoFirst() throws Exception {
    assertThat(browser.get("/").body()).contains("Three steps to a first proven service");
    assertThat(browser.get("/nodes").body()).contains("No server has been seen yet");
    assertThat(browser.get("/policies").body()).contains("No policy yet");
    assertThat(browser.get("/exceptions").body()).contains("No gaps");
    assertThat(browser.get("/backends").body()).contains("No console is connected");
  }

  @Test
  void aListIsReadPageByPageWithoutGapOrRepetition() throws Exception {
    served.data.fill(250);
    var seen = new java.util.ArrayList<String>();
    String path = "/nodes?q=all";
    while (!path.isEmpty()) {
      String page = browser.get(path).body();
      all("<th scope=\"row\" class=\"mono\">(?:<input[^>]*>)?<a href=\"/nodes/([^\"]+)\"", page)
          .forEach(seen::add);
      path =
          all("<a href=\"([^\"]+)\" rel=\"next\"", page).stream()
              .findFirst()
              .map(href -> href.replace("&amp;", "&"))
              .orElse("");
    }
    assertThat(seen).hasSize(252).doesNotHaveDuplicates().isSorted();
  }

  @Test
  void aSelectorThatIsNoneIsShownWithACaretAndNoList() throws Exception {
    served.data.fill(4);
    HttpResponse<String> answer = browser.get("/nodes?q=role+in+(web");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("KSEL-").contains("^").contains("role in (web");
    assertThat(answer.body()).contains("aria-invalid=\"true\"").doesNotContain("<tbody>");
  }

  @Test
  void aSelectorThatMatchesNobodyIsNotAnError() throws Exception {
    served.data.fill(4);
    HttpResponse<String> answer = browser.get("/nodes?q=gpu%3Dh100");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("No node matches").contains("gpu=h100");
  }

  @Test
  void aNodesPageSaysWhatIsWrongWhySinceWhenAndWhoSetItsTags() throws Exception {
    served.data.fill(0);
    String page = browser.get("/nodes/db1.lab").body();

    assertThat(page).contains("2 of 6 services not functional");
    assertThat(page).contains("port 10050 is taken by another process (pid 811, zabbix_agentd)");
    assertThat(page).contains("href=\"/policies/production-databases\"");
    assertThat(page).contains("self-asserted").contains("vouched").contains("token/admin");
    assertThat(page).contains("no console proves it");
    assertThat(page).contains("connector 0.1.0");
  }

  @Test
  void theFirstGapFromTheLeftIsNamed() throws Exception {
    served.data.node("n.lab", false, List.of("a"), 1);
    served.data.put("n.lab", "tool", Phase.DEGRADED, 60, "the page does not answer");

    assertThat(browser.get("/nodes/n.lab").body())
        .containsPattern("Healthy:</span> the page does not answer");
  }

  @Test
  void simulatedNodesAreMarkedEverywhere() throws Exception {
    served.data.node("ghost.lab", true, List.of("web"), 1);

    assertThat(browser.get("/nodes").body()).contains("simulated</span>");
    assertThat(browser.get("/nodes/ghost.lab").body()).contains("simulated</span>");
    assertThat(browser.get("/").body()).contains("1 simulated");
  }

  @Test
  void policiesAreInWordsAndTheUsualMistakeIsMarked() throws Exception {
    served.data.fill(40);
    String page = browser.get("/policies").body();

    assertThat(page).contains("requires").contains("forbids").contains("matches nobody");
    assertThat(page).contains(">42 nodes</a>");
  }

  @Test
  void aPolicysPageShowsItsDocumentAndItsNodes() throws Exception {
    served.data.fill(40);
    String page = browser.get("/policies/production-databases").body();

    assertThat(page).contains("selector: database and environment = production");
    assertThat(page).contains("href=\"/nodes/db1.lab\"").doesNotContain("href=\"/nodes/web1.lab\"");
  }

  @Test
  void whatIsNotThereSaysSoWithItsCodeAndTheRequest() throws Exception {
    HttpResponse<String> node = browser.get("/nodes/nobody");
    assertThat(node.statusCode()).isEqualTo(404);
    assertThat(node.body()).contains("node-unknown");
    assertThat(node.body()).contains(node.headers().firstValue("x-request-id").orElseThrow());

    assertThat(browser.get("/policies/nothing").body()).contains("document-unknown");
    assertThat(browser.get("/no-such-page").statusCode()).isEqualTo(404);
    assertThat(browser.get("/instances?phase=purple").statusCode()).isEqualTo(400);
  }

  @Test
  void aReleaseLetsGoOnlyWhatThePersonSaw() throws Exception {
    served.data.fill(0);
    String page = browser.get("/exceptions/x-17").body();
    Map<String, String> form =
        Map.of("csrf", Browser.hidden(page, "csrf"), "seen", Browser.hidden(page, "seen"));
    ExceptionView held = open("x-17");
    served.fleet.exceptions.put(
        new ExceptionView(
            held.id(),
            held.kind(),
            held.state(),
            held.node(),
            held.service(),
            held.message(),
            IntStream.range(0, 40).mapToObj(i -> "remove " + i).toList(),
            true,
            held.since(),
            null,
            null,
            null));

    HttpResponse<String> refused = browser.post("/exceptions/x-17/release", form);
    assertThat(refused.statusCode()).isEqualTo(412);
    assertThat(open("x-17").state()).isEqualTo("open");

    String again = browser.get("/exceptions/x-17").body();
    HttpResponse<String> done =
        browser.post(
            "/exceptions/x-17/release",
            Map.of("csrf", Browser.hidden(again, "csrf"), "seen", Browser.hidden(again, "seen")));
    assertThat(done.statusCode()).isEqualTo(303);
    assertThat(open("x-17").state()).isEqualTo("released");
    assertThat(open("x-17").closedBy()).isEqualTo("token/admin");
    assertThat(browser.get("/exceptions?released=x-17").body()).contains("Released");
  }

  @Test
  void aReleaseWithoutTheSessionsFormDoesNothing() throws Exception {
    served.data.fill(0);
    String page = browser.get("/exceptions/x-17").body();

    HttpResponse<String> answer =
        browser.post(
            "/exceptions/x-17/release",
            Map.of("csrf", "made-up", "seen", Browser.hidden(page, "seen")));
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(open("x-17").state()).isEqualTo("open");
  }

  private ExceptionView open(String id) {
    return served.fleet.exceptions.page(ExceptionFilter.in(null), "", 100).stream()
        .filter(exception -> exception.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aLedgerSaysWhatIsAmissAndAPersonAdoptsOrDeletes() throws Exception {
    served.data.fill(10);
    assertThat(browser.get("/backends").body()).contains("href=\"/backends/zabbix-lab/ledger\"");
    String page = browser.get("/backends/zabbix-lab/ledger").body();
    assertThat(page)
        .contains("✗ 3 amiss – zabbix-lab", "group Databases was taken away", "Adopt as web7.lab")
        .contains("31 hosts that Kitward did not make and never touches, the first 1");
    String csrf = Browser.hidden(page, "csrf");

    var removed =
        browser.post("/backends/zabbix-lab/ledger/remove", Map.of("csrf", csrf, "host", "10112"));
    assertThat(removed.headers().firstValue("location"))
        .contains("/backends/zabbix-lab/ledger?done=remove");
    assertThat(browser.get("/backends/zabbix-lab/ledger?done=remove").body())
        .contains("It was deleted in the console.")
        .doesNotContain("old3.lab");

    var adopted =
        browser.post(
            "/backends/zabbix-lab/ledger/adopt",
            Map.of("csrf", csrf, "host", "10098", "node", "web7.lab"));
    assertThat(adopted.statusCode()).isEqualTo(303);
    assertThat(browser.get("/backends/zabbix-lab/ledger").body()).doesNotContain("Adopt as");

    var again =
        browser.post("/backends/zabbix-lab/ledger/remove", Map.of("csrf", csrf, "host", "10112"));
    assertThat(again.body()).contains("zabbix-lab has no host with the id 10112");
    var foreign =
        browser.post("/backends/zabbix-lab/ledger/remove", Map.of("csrf", "x", "host", "10112"));
    assertThat(foreign.statusCode()).isEqualTo(403);
  }

  @Test
  void hostileTextStaysText() throws Exception {
    served.data.node(HOSTILE, true, List.of("web"), 1);
    served.data.put(HOSTILE, "tool", Phase.FAILED, 60, HOSTILE);
    served.fleet.happened(HOSTILE, HOSTILE, HOSTILE, HOSTILE);
    served.fleet.exceptions.put(
        new ExceptionView(
            HOSTILE,
            HOSTILE,
            "open",
            HOSTILE,
            HOSTILE,
            HOSTILE,
            List.of(HOSTILE),
            true,
            Instant.EPOCH,
            null,
            null,
            null));
    served.fleet.documents.policy(
        "hostile",
        HOSTILE,
        Map.of("selector", HOSTILE, "bundles", List.of(HOSTILE)),
        Instant.EPOCH);
    served.data.plan("p-13", HOSTILE, Instant.EPOCH);

    for (String path :
        List.of(
            "/",
            "/nodes",
            "/instances",
            "/exceptions",
            "/policies",
            "/policies/hostile",
            "/policies/hostile/edit",
            "/policies/hostile/edit?tab=form",
            "/policies/hostile/compare/2..3",
            "/policies/hostile/compare/" + encode(HOSTILE),
            "/policies?node=" + encode(HOSTILE),
            "/policies?text=" + encode(HOSTILE),
            "/plans",
            "/plans/p-13",
            "/plans/p-13?cut=node",
            "/plans/p-13?cut=service",
            "/plans/p-13?instead=" + encode(HOSTILE),
            "/nodes?q=" + encode(HOSTILE),
            "/nodes/" + encode("<script>alert(1)"),
            "/instances?service=" + encode(HOSTILE))) {
      String page = browser.get(path).body();
      assertThat(page).as(path).doesNotContain("<script>alert").doesNotContain("<img src=x");
      assertThat(page).as(path).doesNotContainPattern("<[^>]*[^\"]\\sonerror=[^>]*>");
    }
    assertThat(browser.get("/nodes").body()).contains("&lt;script&gt;alert(1)");
  }

  @Test
  void noPageHasInlineScriptsStylesOrHandlersAndEachCarriesThePolicy() throws Exception {
    served.data.fill(30);
    for (String path : PAGES) {
      HttpResponse<String> answer = browser.get(path);
      assertThat(answer.body()).as(path).doesNotContainPattern("<script(?![^>]* src=)");
      assertThat(answer.body()).as(path).doesNotContainPattern("<[^>]* (style|on[a-z]+)=\"");
      assertThat(answer.body()).as(path).doesNotContain("<style");
      assertThat(answer.headers().firstValue("content-security-policy").orElseThrow())
          .as(path)
          .contains("default-src 'self'", "script-src 'self'", "frame-ancestors 'none'")
          .doesNotContain("unsafe");
      assertThat(answer.headers().firstValue("cache-control")).as(path).contains("no-store");
    }
  }

  @Test
  void everyPageHasLandmarksOneHeadingASkipLinkAndNamedTables() throws Exception {
    served.data.fill(30);
    for (String path : PAGES) {
      String page = browser.get(path).body();
      assertThat(all("<h1[ >]", page)).as(path).hasSize(1);
      assertThat(all("<main ", page)).as(path).hasSize(1);
      assertThat(page).as(path).contains("class=\"skip\" href=\"#main\"", "<nav ", "lang=\"en\"");
      assertThat(all("<table", page)).as(path).hasSameSizeAs(all("<caption", page));
      assertThat(page).as(path).doesNotContainPattern("<th(?! )(?!ead)");
      List<String> ids = all(" id=\"([^\"]+)\"", page);
      assertThat(ids).as(path).doesNotHaveDuplicates();
    }
  }

  @Test
  void aHundredNodesStayWithinTheBudget() throws Exception {
    served.data.fill(400);
    String page = browser.get("/nodes").body();

    assertThat(all("<tr id=", page)).hasSize(100);
    assertThat(all("<[a-z]", page).size()).as("elements").isLessThanOrEqualTo(2_500);
    assertThat(gzip(page)).as("bytes").isLessThanOrEqualTo(15 * 1_024);
  }

  @Test
  void assetsAreKeptForEverUnderTheirContentsAddress() throws Exception {
    String page = browser.get("/").body();
    int total = 0;
    for (String path : all("(?:href|src)=\"(/assets/[^\"#]+)", page).stream().distinct().toList()) {
      HttpResponse<byte[]> packed = browser.bytes(path, "accept-encoding", "gzip");
      assertThat(packed.statusCode()).as(path).isEqualTo(200);
      assertThat(packed.headers().firstValue("cache-control").orElseThrow()).contains("immutable");
      assertThat(packed.headers().firstValue("content-encoding")).contains("gzip");
      assertThat(browser.bytes(path).headers().firstValue("content-encoding")).isEmpty();
      total += packed.body().length;
    }
    assertThat(total).isLessThanOrEqualTo(45 * 1_024);
    assertThat(browser.get("/assets/console.0000000000000000.css").statusCode()).isEqualTo(404);
    assertThat(browser.get("/assets/..%2flive.js").statusCode()).isGreaterThanOrEqualTo(400);
  }

  private static String encode(String text) {
    return java.net.URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static List<String> all(String pattern, String text) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .map(result -> result.groupCount() == 0 ? result.group() : result.group(1))
        .toList();
  }

  private static int gzip(String text) throws java.io.IOException {
    var packed = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(packed)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return packed.size();
  }
}
