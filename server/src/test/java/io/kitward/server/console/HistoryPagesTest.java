package io.kitward.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What was, as people look at it. */
class HistoryPagesTest {

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
  void chartsAreDrawnOnTheServerAndTheLatestValuesStandInATable() throws Exception {
    String page = browser.get("/history").body();
    assertThat(page)
        .contains(
            "Compliance: instances that are functional", "Repairs", "until a console received")
        .contains("<desc id=\"sum-functional\">functional: ", "range=7d", "range=1y");
    assertThat(count(page, "<th scope=\"row\"><time")).isEqualTo(100);
    assertThat(count(page, "class=\"bar\"")).isBetween(1, 400);
    assertThat(page).doesNotContain(" style=", "<style");
  }

  @Test
  void theStretchOfTimeAndTheServiceStandInTheAddress() throws Exception {
    String page = browser.get("/history?range=30d&service=node-exporter").body();
    assertThat(page)
        .contains("History: node-exporter", "<option value=\"node-exporter\" selected>")
        .contains("href=\"/history?range=7d&amp;service=node-exporter\"")
        .contains("href=\"/history/figures.csv?range=30d&amp;service=node-exporter\"");
    assertThat(browser.get("/history?from=2001-01-01&to=2001-01-02").body())
        .contains("Nothing is known of this time");
  }

  @Test
  void aStretchThatIsNoneIsAClearMistake() throws Exception {
    for (String query : new String[] {"range=soon", "from=x", "from=2026-01-02&to=2026-01-01"}) {
      HttpResponse<String> answer = browser.get("/history?" + query);
      assertThat(answer.statusCode()).as(query).isEqualTo(400);
      assertThat(answer.body()).contains("query-invalid");
    }
    assertThat(browser.get("/reports/coverage?month=2999-01").statusCode()).isEqualTo(400);
    assertThat(browser.get("/reports/coverage?key=a%20b").statusCode()).isEqualTo(400);
  }

  @Test
  void figuresAreThereForOtherPrograms() throws Exception {
    HttpResponse<String> csv = browser.get("/history/figures.csv?range=7d");
    assertThat(csv.headers().firstValue("content-type").orElse("")).startsWith("text/csv");
    assertThat(csv.headers().firstValue("content-disposition"))
        .contains("attachment; filename=\"kitward-history.csv\"");
    assertThat(browser.get("/history/figures.json?range=7d").body())
        .startsWith("[{")
        .contains("\"functionalPercent\":", "\"provenSecondsP95\":");
    assertThat(csv.body()).startsWith("at,service,functional_percent,ok,repaired,");
  }

  @Test
  void coverageIsShownByGroupAndHostileReasonsAreHarmless() throws Exception {
    String page = browser.get("/reports/coverage?key=environment").body();
    assertThat(page)
        .contains("production", "failed (Running: PortTaken)", "&lt;b&gt;no&lt;/b&gt; agent")
        .doesNotContain("<b>no</b>");
    HttpResponse<String> html = browser.get("/reports/coverage/file.html?key=environment");
    assertThat(html.headers().firstValue("content-disposition").orElse(""))
        .startsWith("attachment; filename=\"kitward-coverage-");
    assertThat(html.body()).contains("@page").doesNotContain("<b>no</b>");
    assertThat(browser.get("/reports/coverage/file.csv?key=environment").body())
        .contains("node-exporter,production,120,118,117,");
  }

  private static int count(String page, String text) {
    return (int) Pattern.compile(Pattern.quote(text)).matcher(page).results().count();
  }
}
