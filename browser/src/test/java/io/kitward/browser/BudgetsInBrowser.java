package io.kitward.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import io.kitward.browser.OnScenes.Scenes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a page may cost a browser that has nothing of Kitward yet. */
@ExtendWith(OnScenes.class)
class BudgetsInBrowser {

  private static final long BYTES = 60_000;
  private static final int ELEMENTS = 2_500;

  private record Cost(Stop stop, long bytes, int elements, int paintMillis) {}

  @Test
  void everyPageIsLight(Chromium chromium, Scenes scenes) throws Exception {
    List<Cost> costs = new ArrayList<>();
    for (Stop stop : Stops.full(scenes.full().landmarks())) {
      costs.add(cost(chromium, scenes.full(), stop));
    }

    costs.forEach(
        cost ->
            System.out.printf(
                "%-36s %6d bytes  %5d elements  %4d ms to first paint%n",
                cost.stop(), cost.bytes(), cost.elements(), cost.paintMillis()));
    assertThat(costs)
        .allSatisfy(
            cost -> {
              assertThat(cost.bytes()).as("bytes of %s", cost.stop()).isBetween(1_000L, BYTES);
              assertThat(cost.elements()).as("elements of %s", cost.stop()).isBetween(20, ELEMENTS);
            });
  }

  private static Cost cost(Chromium chromium, Scene scene, Stop stop) {
    try (Visitor visitor = Visitor.signedIn(chromium, scene, Look.USUAL)) {
      var bytes = new AtomicLong();
      CDPSession insight = visitor.insight();
      insight.send("Network.enable");
      insight.on(
          "Network.loadingFinished",
          (JsonObject event) -> bytes.addAndGet(event.get("encodedDataLength").getAsLong()));
      visitor.open(stop.address());
      int elements = (int) visitor.page().evaluate("document.querySelectorAll('*').length");
      Object paint =
          visitor
              .page()
              .evaluate(
                  "Math.round(performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0)");
      return new Cost(stop, bytes.get(), elements, (int) paint);
    }
  }
}
