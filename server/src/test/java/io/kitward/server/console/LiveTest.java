package io.kitward.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.server.console.Live.Message;
import io.kitward.server.console.Renderer.Rendered;
import io.kitward.server.console.Renderer.State;
import io.kitward.server.desired.Phase;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class LiveTest {
  private static final Rendered PILL = region("order", "pill");

  private static Rendered region(String id, String content) {
    return new Rendered(id, "<p id=" + id + ">" + content + "</p>", content);
  }

  @Test
  void aBrowserThatHasEverythingIsSentNothing() {
    var regions = List.of(region("a", "1"), region("b", "1"));
    var browser = new Live.Browser(Renderer.state(regions));

    assertThat(browser.catchUp(regions, PILL)).isEmpty();
    assertThat(browser.catchUp(regions, PILL)).isEmpty();
  }

  @Test
  void onlyWhatSaysSomethingNewIsSent() {
    var browser = new Live.Browser(Renderer.state(List.of(region("a", "1"), region("b", "1"))));
    browser.catchUp(List.of(region("a", "1"), region("b", "1")), PILL);

    Optional<Message> message = browser.catchUp(List.of(region("a", "1"), region("b", "2")), PILL);

    assertThat(message.orElseThrow().html())
        .contains("#b")
        .doesNotContain("#a")
        .doesNotContain("pill");
  }

  @Test
  void aBrowserThatComesBackIsBroughtUpToDateWhateverItMissed() {
    var old = Renderer.state(List.of(region("a", "1"), region("b", "1")));
    var browser = new Live.Browser(State.read(old.text()));

    Message message =
        browser.catchUp(List.of(region("a", "9"), region("b", "1")), PILL).orElseThrow();

    assertThat(message.html()).contains("#a", "#b");
    assertThat(message.id())
        .isEqualTo(Renderer.state(List.of(region("a", "9"), region("b", "1"))).text());
  }

  @Test
  void rowsThatCameOrWentAreToldOnceAndNeverMoved() {
    var browser = new Live.Browser(Renderer.state(List.of(region("a", "1"))));
    browser.catchUp(List.of(region("a", "1")), PILL);
    var more = List.of(region("a", "1"), region("new", "1"));

    assertThat(browser.catchUp(more, PILL).orElseThrow().html())
        .contains("#order")
        .doesNotContain("#new");
    assertThat(browser.catchUp(more, PILL)).isEmpty();
  }

  @Test
  void aBigChangeGoesOverSeveralMessages() {
    List<Rendered> before = IntStream.range(0, 80).mapToObj(i -> region("r" + i, "1")).toList();
    List<Rendered> after = IntStream.range(0, 80).mapToObj(i -> region("r" + i, "2")).toList();
    var browser = new Live.Browser(Renderer.state(before));
    browser.catchUp(before, PILL);

    Message first = browser.catchUp(after, PILL).orElseThrow();
    assertThat(browser.behind()).isTrue();
    assertThat(first.id())
        .as("a browser cut off here begins again")
        .isEqualTo(Renderer.state(before).text());
    Message second = browser.catchUp(after, PILL).orElseThrow();
    assertThat(browser.behind()).isFalse();
    assertThat(partials(first) + partials(second)).isEqualTo(80);
    assertThat(second.id()).isEqualTo(Renderer.state(after).text());
  }

  private static long partials(Message message) {
    return Pattern.compile("<hx-partial").matcher(message.html()).results().count();
  }

  @Test
  void timePassingAloneIsNoNews() {
    assertThat(Renderer.fingerprint("<time datetime=\"x\">12 s</time> ok"))
        .isEqualTo(Renderer.fingerprint("<time datetime=\"x\">13 s</time> ok"))
        .isNotEqualTo(Renderer.fingerprint("<time datetime=\"y\">12 s</time> ok"));
  }

  @Test
  void anOpenPageHearsOfAChangeInTheSameFragmentAsThePageItself() throws Exception {
    try (var served = Served.signedIn()) {
      served.data.node("db1.lab", false, List.of("database"), 1);
      served.data.put("db1.lab", "tool", Phase.OK, 60, "");
      String page = served.browser.get("/nodes/db1.lab").body();
      var stream =
          Pattern.compile("hx-sse:connect=\"([^\"]+)\"")
              .matcher(page)
              .results()
              .findFirst()
              .orElseThrow()
              .group(1)
              .replace("&amp;", "&");
      var answer = served.browser.open(stream);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("content-type").orElseThrow())
          .startsWith("text/event-stream");
      try (var lines =
          new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
        Awaitility.await().until(() -> served.fleet.events.listeners() == 1);
        served.data.put("db1.lab", "tool", Phase.FAILED, 0, "it <broke>");
        served.fleet.happened("db1.lab", "tool", "CheckFailed", "it <broke>");

        String said = upTo(lines.lines(), "Failed");
        assertThat(said)
            .contains("<hx-partial hx-target=\"#node-instances\" hx-swap=\"outerMorph\">")
            .contains("it &lt;broke>")
            .doesNotContain("\nevent:");
      }
      Awaitility.await().until(() -> noStreamAfterAnEvent(served));
    }
  }

  @Test
  void theStreamsEndBeforeTheServerDoes() throws Exception {
    try (var served = Served.signedIn()) {
      var answer = served.browser.open("/events?view=/");
      try (var lines =
          new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
        Awaitility.await().until(() -> served.fleet.events.listeners() == 1);

        served.end();

        assertThat(served.fleet.events.listeners()).isZero();
        assertThat(lines.lines())
            .as("the stream is whole: it ended by itself and was not cut")
            .anyMatch(line -> line.startsWith("data: <hx-partial"));
      }
    }
  }

  private static String upTo(Stream<String> lines, String last) {
    var said = new StringBuilder("\n");
    var all = lines.iterator();
    while (all.hasNext()) {
      String line = all.next();
      said.append(line).append('\n');
      if (line.contains(last)) {
        return said.toString();
      }
    }
    throw new AssertionError("the stream ended: " + said);
  }

  private static boolean noStreamAfterAnEvent(Served served) {
    served.fleet.happened("db1.lab", "tool", "Looked", "to see whether somebody listens");
    return served.fleet.events.listeners() == 0;
  }
}
