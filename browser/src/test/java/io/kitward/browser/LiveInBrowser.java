package io.kitward.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import io.kitward.browser.OnScenes.Scenes;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Pages that are kept up to date under the eyes of a reader, whom nothing disturbs. */
@ExtendWith(OnScenes.class)
class LiveInBrowser {

  private static final int CHANGES = 200;
  private static final String SOURCE = "import/live";
  private static final Pattern LIVE = Pattern.compile("live");
  private static final Pattern PAUSED = Pattern.compile("paused");
  private static final Pattern RECONNECTING = Pattern.compile("reconnecting");
  private static final double PATIENCE_MILLIS = 60_000;

  private static void sees(Locator place, String text) {
    PlaywrightAssertions.assertThat(place)
        .containsText(
            text, new LocatorAssertions.ContainsTextOptions().setTimeout(PATIENCE_MILLIS));
  }

  private static void chip(Page page, Pattern words) {
    PlaywrightAssertions.assertThat(page.locator("#live"))
        .containsText(
            words, new LocatorAssertions.ContainsTextOptions().setTimeout(PATIENCE_MILLIS));
  }

  @Test
  void twoHundredChangesDisturbNobodyWhoReadsAndTypes(Chromium chromium, Scenes scenes) {
    Scene scene = scenes.full();
    try (Visitor visitor = Visitor.signedIn(chromium, scene, Look.USUAL)) {
      Page page = visitor.page();
      visitor.open("/nodes/" + scene.node());
      chip(page, LIVE);
      page.locator("#node-instances details summary").first().click();
      page.focus("#search");
      page.keyboard().type("role=we");
      page.keyboard().press("Shift+ArrowLeft");
      page.evaluate("scrollTo(0, 120)");
      Object before = state(page);

      change(scene, CHANGES);

      sees(page.locator("#node-tags"), "round=" + CHANGES);
      assertThat(state(page)).isEqualTo(before);
      assertThat(visitor.troubles()).isEmpty();
    }
  }

  @Test
  void aHalfWrittenFormAndAMarkedRowSurviveChanges(Chromium chromium, Scenes scenes) {
    Scene scene = scenes.full();
    try (Visitor writer = Visitor.signedIn(chromium, scene, Look.USUAL);
        Visitor marker = Visitor.signedIn(chromium, scene, Look.USUAL)) {
      writer.open("/nodes/" + scene.node());
      chip(writer.page(), LIVE);
      writer.page().click("#node-suspend summary");
      writer.page().fill("#node-suspend input[name=reason]", "half a reas");
      marker.open("/nodes?q=chief");
      chip(marker.page(), LIVE);
      marker.page().check("tbody input.mark");

      change(scene, 3);

      sees(writer.page().locator("#node-tags"), "round=3");
      assertThat(writer.page().locator("#node-suspend").getAttribute("open")).isNotNull();
      assertThat(writer.page().inputValue("#node-suspend input[name=reason]"))
          .isEqualTo("half a reas");
      sees(marker.page().locator("tbody tr"), "round=3");
      assertThat(marker.page().isChecked("tbody input.mark")).isTrue();
    }
  }

  @Test
  void whoPausesReadsTheSameUntilTheyGoOn(Chromium chromium, Scenes scenes) {
    Scene scene = scenes.full();
    try (Visitor paused = Visitor.signedIn(chromium, scene, Look.USUAL);
        Visitor witness = Visitor.signedIn(chromium, scene, Look.USUAL)) {
      for (Visitor each : List.of(paused, witness)) {
        each.open("/nodes/" + scene.node());
        chip(each.page(), LIVE);
      }
      paused.page().keyboard().press("l");
      chip(paused.page(), PAUSED);
      String before = paused.page().locator("main").innerHTML();

      change(scene, 11);

      sees(witness.page().locator("#node-tags"), "round=11");
      // Another one: whoever hears of it has been sent what came before.
      change(scene, 12);
      sees(witness.page().locator("#node-tags"), "round=12");
      assertThat(paused.page().locator("main").innerHTML()).isEqualTo(before);

      paused.page().keyboard().press("l");
      sees(paused.page().locator("#node-tags"), "round=12");
      chip(paused.page(), LIVE);
    }
  }

  @Test
  void whatIsMarkedStaysMarked(Chromium chromium, Scenes scenes) {
    Scene scene = scenes.full();
    try (Visitor visitor = Visitor.signedIn(chromium, scene, Look.USUAL)) {
      Page page = visitor.page();
      visitor.open("/nodes/" + scene.node());
      chip(page, LIVE);
      page.evaluate(
          "getSelection().selectAllChildren(document.querySelector('#node-instances h2'))");

      change(scene, 7);

      sees(page.locator("#node-tags"), "round=7");
      assertThat(page.evaluate("getSelection().toString()")).isEqualTo("Services");
    }
  }

  /** Changes the node's tags so many times. */
  private static void change(Scene scene, int times) {
    for (int i = 1; i <= times; i++) {
      scene.api().tags(scene.node(), SOURCE, List.of("round=" + i));
    }
  }

  private static Object state(Page page) {
    return page.evaluate(
        """
        (() => {
          const field = document.activeElement;
          return [field.id, field.value, field.selectionStart, field.selectionEnd, scrollY,
            ...[...document.querySelectorAll('details')].filter(one => one.open).map(one => one.id)].join(' | ');
        })()
        """);
  }

  @Test
  void aConnectionThatWasLostIsSaidAndComesBackWithAllThatWasMissed(
      Chromium chromium, Scenes scenes) throws Exception {
    Scene scene = scenes.full();
    try (Wire wire = Wire.to(scene.url());
        Visitor visitor = Visitor.signedIn(chromium, scene, Look.USUAL)) {
      Page page = visitor.page();
      page.navigate(wire.url() + "/nodes/" + scene.node());
      chip(page, LIVE);
      page.focus("#search");
      page.keyboard().type("half");

      wire.cut();
      chip(page, RECONNECTING);
      scene.api().tags(scene.node(), SOURCE, List.of("missed=everything"));
      wire.mend();

      sees(page.locator("#node-tags"), "missed=everything");
      chip(page, LIVE);
      assertThat(page.inputValue("#search")).isEqualTo("half");
    }
  }

  @Test
  void whoWasAwayForTooLongIsSentAllThatIsThere(Chromium chromium, Scenes scenes) {
    Scene scene = scenes.full();
    try (Visitor visitor = Visitor.signedIn(chromium, scene, Look.USUAL)) {
      visitor.open("/nodes/" + scene.node());
      Object first =
          visitor
              .page()
              .evaluate(
                  """
                  async address => {
                    const leave = new AbortController();
                    const answer = await fetch('/events?view=' + encodeURIComponent(address),
                      {headers: {Accept: 'text/event-stream', 'Last-Event-ID': 'of an hour ago, and of another server'}, signal: leave.signal});
                    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
                    let text = '';
                    for (let part = {}; !part.done && !text.includes('#node-timeline');) {
                      part = await reader.read();
                      text += part.value ?? '';
                    }
                    leave.abort();
                    return text;
                  }
                  """,
                  "/nodes/" + scene.node());

      assertThat(first.toString())
          .contains("#node-header", "#node-instances", "#node-tags", "#node-timeline");
    }
  }

  @Test
  void aServerThatEndsIsMissedAndASessionThatEndedWithItIsSaid(Chromium chromium, Scenes scenes)
      throws Exception {
    Scene scene = scenes.empty();
    try (Visitor visitor = Visitor.stranger(chromium, scene, Look.USUAL)) {
      Page page = visitor.page();
      visitor.signIn();
      chip(page, LIVE);

      scene.stop();
      chip(page, RECONNECTING);
      scene.startAgain();

      chip(page, Pattern.compile("signed out|live"));
      page.reload();
      if (visitor.address().startsWith("/sign-in")) {
        page.fill("input[name=token]", scene.token());
        page.click("main button[type=submit]");
        page.waitForURL(scene.url() + "/");
      }
      chip(page, LIVE);
    }
  }
}
