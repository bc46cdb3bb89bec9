package io.kitward.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import io.kitward.browser.OnScenes.Scenes;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** Each page in each state, theme and width: usable by all, whole, and quiet. */
@ExtendWith(OnScenes.class)
class EveryPageInBrowser {

  private static final List<String> STANDARDS =
      List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa");

  @TestFactory
  Stream<DynamicTest> firstUse(Chromium chromium, Scenes scenes) {
    return tests(chromium, scenes.empty(), Stops.firstUse());
  }

  @TestFactory
  Stream<DynamicTest> full(Chromium chromium, Scenes scenes) {
    return tests(chromium, scenes.full(), Stops.full(scenes.full().node()));
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

  private static Stream<DynamicTest> tests(Chromium chromium, Scene scene, List<Stop> stops) {
    return Look.all().stream()
        .flatMap(
            look ->
                stops.stream()
                    .map(
                        stop ->
                            DynamicTest.dynamicTest(
                                stop + " " + look, () -> look(chromium, scene, stop, look))));
  }

  private static void look(Chromium chromium, Scene scene, Stop stop, Look look) {
    try (Visitor visitor = Visitor.signedIn(chromium, scene, look)) {
      assertThat(visitor.open(stop.address())).isEqualTo(stop.status());
      assertThat(visitor.address()).isEqualTo(stop.address());
      holds(visitor);
    }
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
    assertThat(
            new AxeBuilder(visitor.page())
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
