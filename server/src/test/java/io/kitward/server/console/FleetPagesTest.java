package io.kitward.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.protocol.Json;
import io.kitward.server.desired.Phase;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Lists of nodes: what narrows them, their order, as a matrix and as a file. */
class FleetPagesTest {

  private static final Pattern NODE =
      Pattern.compile(
          "<th scope=\"row\" class=\"mono\">(?:<input[^>]*>)?<a href=\"/nodes/([^\"]+)\"");

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

  private static List<String> nodes(String page) {
    var names = new ArrayList<String>();
    var matcher = NODE.matcher(page);
    while (matcher.find()) {
      names.add(matcher.group(1));
    }
    return names;
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Test
  void aListSaysHowManyNodesMatchAndHowManyThereAre() throws Exception {
    served.data.fill(250);
    assertThat(browser.get("/nodes").body()).contains("252 of 252 nodes");
    assertThat(browser.get("/nodes?q=environment%3Dstaging").body())
        .containsPattern("<p>8[45] of 252 nodes ·");
    assertThat(browser.get("/nodes?q=environment%3Dnowhere").body())
        .contains("0 of 252 nodes", "No node matches");
  }

  @Test
  void eachFacetLeadsToAsManyNodesAsItSays() throws Exception {
    served.data.fill(90);
    String page = browser.get("/nodes").body();
    var facet =
        Pattern.compile(
                "<a [^>]*href=\"(/nodes\\?[^\"]+)\"[^>]*>[^§]*?<span class=\"count\">(\\d+)<")
            .matcher(page.substring(page.indexOf("<aside"), page.indexOf("</aside>")));
    int followed = 0;
    while (facet.find()) {
      String path = facet.group(1).replace("&amp;", "&").replace("&#34;", "\"");
      assertThat(browser.get(path).body())
          .as(path)
          .contains("<p>" + facet.group(2) + " of 92 nodes ·");
      followed++;
    }
    assertThat(followed).isGreaterThan(8);
  }

  @Test
  void whatIsInTroubleComesFirst() throws Exception {
    served.data.fill(250);
    String page = browser.get("/nodes?sort=-phase").body();
    assertThat(page).contains("aria-sort=\"descending\"");
    List<String> byTrouble = nodes(page);
    assertThat(byTrouble).hasSize(100).doesNotHaveDuplicates();
    assertThat(page.indexOf("#phase-failed", page.indexOf("<tbody>")))
        .isLessThan(page.indexOf("#phase-ok", page.indexOf("<tbody>")));
  }

  @Test
  void anOrderIsReadPageByPageWithoutGapOrRepetition() throws Exception {
    served.data.fill(250);
    for (String sort : List.of("-phase", "phase", "-seen", "changed", "-name")) {
      var seen = new ArrayList<String>();
      String path = "/nodes?sort=" + sort;
      while (!path.isEmpty()) {
        String page = browser.get(path).body();
        seen.addAll(nodes(page));
        var next = Pattern.compile("<a href=\"([^\"]+)\" rel=\"next\"").matcher(page);
        path = next.find() ? next.group(1).replace("&amp;", "&") : "";
      }
      assertThat(seen).as(sort).hasSize(252).doesNotHaveDuplicates();
    }
  }

  @Test
  void theMatrixHasACellForEachServiceOfEachNode() throws Exception {
    served.data.fill(30);
    String page = browser.get("/nodes?view=matrix&q=database").body();
    assertThat(page).contains("aria-label=\"Nodes against services\"", "pgbackrest", "rsyslog");
    assertThat(nodes(page)).isNotEmpty();
    assertThat(page).containsPattern("role=\"img\" aria-label=\"(ok|repaired|blocked)\"");
  }

  @Test
  void aFileHasAllThatMatchAndNoFormula() throws Exception {
    served.data.fill(250);
    served.data.node("=cmd|' /C calc'!A0", false, List.of("web"), 1);
    HttpResponse<String> csv = browser.get("/nodes.csv?q=web");

    assertThat(csv.headers().firstValue("content-disposition").orElseThrow())
        .contains("attachment", "nodes.csv");
    assertThat(csv.body().lines().filter(line -> line.contains(".example"))).hasSize(63);
    assertThat(csv.body()).contains("'=cmd|").doesNotContain("\n=cmd");
    JsonNode json = Json.MAPPER.readTree(browser.get("/nodes.json?q=web").body());
    assertThat(json.path("items").size()).isEqualTo(65);
    assertThat(browser.get("/nodes.csv?q=web+and+(").statusCode()).isEqualTo(400);
  }

  @Test
  void instancesComeAsAFileWithAllThatMatchAndNoFormula() throws Exception {
    served.data.fill(250);
    served.data.node("=cmd|' /C calc'!A0", false, List.of("web"), 1);
    served.data.put("=cmd|' /C calc'!A0", "tool", Phase.FAILED, 60, "it fell over");
    String all = browser.get("/instances.csv").body();
    assertThat(all).contains("'=cmd|").doesNotContain("\n=cmd");
    JsonNode items = Json.MAPPER.readTree(browser.get("/instances.json").body()).path("items");
    assertThat(items.size()).isGreaterThan(250).isEqualTo((int) all.lines().count() - 1);

    HttpResponse<String> failed = browser.get("/instances.csv?phase=failed&service=tool");
    assertThat(failed.headers().firstValue("content-disposition").orElseThrow())
        .isEqualTo("attachment; filename=\"instances.csv\"");
    assertThat(failed.body().lines().skip(1)).isNotEmpty().allMatch(row -> row.contains("failed"));
    assertThat(browser.get("/instances.csv?q=web+and+(").statusCode()).isEqualTo(400);
    assertThat(browser.get("/instances?phase=failed").body())
        .contains("/instances.csv?phase=failed");
  }

  @Test
  void whereNothingMatchesEachTermSaysWhatItPicksAndCanBeRemoved() throws Exception {
    served.data.fill(90);
    String page = browser.get("/nodes?q=" + encode("web and environment = nowhere")).body();
    assertThat(page).contains("No node matches", "alone picks 0 nodes");
    var without =
        Pattern.compile("<a href=\"([^\"]+)\">remove this term[^§]*?leaves (\\d+) nodes")
            .matcher(page);
    int followed = 0;
    while (without.find()) {
      String path = without.group(1).replace("&amp;", "&");
      assertThat(browser.get(path).body())
          .as(path)
          .contains("<p>" + without.group(2) + " of 92 nodes ·");
      followed++;
    }
    assertThat(followed).isEqualTo(2);
    assertThat(browser.get("/nodes?q=nowhere").body())
        .contains("No node matches")
        .doesNotContain("remove this term");
  }

  @Test
  void whatCouldStandAtTheCaretComesWithItsCount() throws Exception {
    served.data.fill(30);
    JsonNode answer =
        Json.MAPPER.readTree(
            browser.get("/complete?text=" + encode("database and environment = ")).body());
    assertThat(answer.path("choices").toString())
        .contains("production", "staging")
        .doesNotContain("platform");
    for (String odd : List.of("\"", "((", "<script>", "x".repeat(70_000), "\u202e", "a\u0000b")) {
      HttpResponse<String> odder = browser.get("/complete?text=" + encode(odd) + "&caret=99999999");
      assertThat(odder.statusCode()).as(odd.substring(0, 1)).isLessThan(500);
    }
  }

  @Test
  void theOverviewSaysWhichGroupsLackWhatAndEachCellLeadsThere() throws Exception {
    served.data.fill(90);
    served.data.put("db1.lab", "tool", Phase.FAILED, 60, "it fell over");
    String page = browser.get("/?by=site").body();
    assertThat(page).contains("Coverage by <span class=\"mono\">site</span>", "fra1", "(none)");
    var cell = Pattern.compile("share-3 [a-z-]+\"><a href=\"([^\"]+)\"").matcher(page);
    assertThat(cell.find()).isTrue();
    String path = cell.group(1).replace("&amp;", "&");
    assertThat(nodes(browser.get(path).body())).isNotEmpty();
  }

  @Test
  void aKeyThatIsNoneIsLeftOut() throws Exception {
    served.data.fill(9);
    String hostile = encode("<script>alert(1)</script>");
    for (String path :
        List.of("/?by=" + hostile, "/nodes?by=" + hostile, "/nodes?sort=" + hostile)) {
      HttpResponse<String> answer = browser.get(path);
      assertThat(answer.statusCode()).as(path).isEqualTo(200);
      assertThat(answer.body()).as(path).doesNotContain("<script>alert");
    }
  }
}
