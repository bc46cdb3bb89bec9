package io.kitward.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.args.AxeRunOptions;
import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import io.kitward.browser.OnScenes.Scenes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Each page in each state, theme and width: usable by all, whole, and quiet. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(OnScenes.class)
class EveryPageInBrowser {

  private static final List<String> STANDARDS =
      List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa");

  /**
   * Whether the entry of this page is within the window, from side to side; true where there is
   * none. Chromium scrolls by whole pixels, so a part of one may be missing.
   */
  private static final String IN_SIGHT =
      """
      (() => {
        const place = document.querySelector('.rail a[aria-current]')?.getBoundingClientRect();
        return !place || place.left > -1 && place.right < innerWidth + 1;
      })()
      """;

  /** One for each scene and look: whoever goes on to another page has the styles already. */
  private final Map<String, Visitor> visitors = new HashMap<>();

  @AfterAll
  void leave() {
    visitors.values().forEach(Visitor::close);
  }

  @TestFactory
  Stream<DynamicTest> firstUse(Chromium chromium, Scenes scenes) {
    return tests(chromium, scenes.empty(), Stops.firstUse());
  }

  @TestFactory
  Stream<DynamicTest> full(Chromium chromium, Scenes scenes) throws Exception {
    return tests(chromium, scenes.full(), Stops.full(scenes.full().landmarks()));
  }

  @TestFactory
  Stream<DynamicTest> signIn(Chromium chromium, Scenes scenes) {
    return Look.all().stream()
        .map(
            look ->
                DynamicTest.dynamicTest(
                    "sign-in " + look,
                    () -> {
                      try (Visitor visitor = Visitor.stranger(chromium, scenes.empty(), look)) {
                        visitor.open("/sign-in");
                        holds(visitor);
                        visitor.page().fill("input[name=token]", "wrong");
                        visitor.page().click("main button[type=submit]");
                        visitor.page().waitForSelector("#fault");
                        holds(visitor);
                        visitor.signIn();
                      }
                    }));
  }

  private Stream<DynamicTest> tests(Chromium chromium, Scene scene, List<Stop> stops) {
    return Look.all().stream()
        .flatMap(
            look ->
                stops.stream()
                    .map(
                        stop ->
                            DynamicTest.dynamicTest(
                                stop + " " + look, () -> look(chromium, scene, stop, look))));
  }

  private void look(Chromium chromium, Scene scene, Stop stop, Look look) {
    Visitor visitor =
        visitors.computeIfAbsent(
            scene.url() + " " + look, _ -> Visitor.signedIn(chromium, scene, look));
    // What the page before had to say was told by its own test.
    List<String> _ = visitor.troubles();
    assertThat(visitor.open(stop.address())).isEqualTo(stop.status());
    assertThat(visitor.address()).isEqualTo(stop.address());
    holds(visitor);
  }

  private static void holds(Visitor visitor) {
    assertThat(visitor.troubles()).isEmpty();
    assertThat(
            visitor
                .page()
                .evaluate(
                    "document.documentElement.scrollWidth - document.documentElement.clientWidth"))
        .as("how far the document is wider than the window")
        .isEqualTo(0);
    assertThat(visitor.page().evaluate(IN_SIGHT))
        .as("the navigation shows where one is")
        .isEqualTo(true);
    // All rules run; only what breaks one is told in full, which is most of the time that it takes.
    var options = new AxeRunOptions();
    options.setResultTypes(List.of("violations"));
    assertThat(
            new AxeBuilder(visitor.page())
                .options(options)
                .withTags(STANDARDS)
                .setLegacyMode(true)
                .analyze()
                .getViolations())
        .extracting(EveryPageInBrowser::words)
        .isEmpty();
  }

  private static String words(Rule rule) {
    return rule.getId()
        + ": "
        + rule.getHelp()
        + rule.getNodes().stream()
            .limit(5)
            .map(node -> "\n    " + node.getHtml() + " " + node.getFailureSummary())
            .toList();
  }
}
