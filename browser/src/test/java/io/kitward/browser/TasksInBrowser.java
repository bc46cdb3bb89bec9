package io.kitward.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.kitward.browser.OnScenes.Scenes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** What people come for, in no more steps than it was promised to take. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(OnScenes.class)
class TasksInBrowser {

  private final List<String> table = new ArrayList<>();

  private void task(
      int number, String what, int target, Visitor visitor, BiConsumer<Steps, Page> way) {
    var steps = new Steps(visitor.page());
    long begin = System.nanoTime();
    way.accept(steps, visitor.page());
    table.add(
        "%2d  %-60s %d of %d steps  %5.1f s"
            .formatted(number, what, steps.count(), target, (System.nanoTime() - begin) / 1e9));
    assertThat(steps.count()).as(what).isLessThanOrEqualTo(target);
  }

  @Test
  void productionServersWhereAToolFails(Chromium chromium, Scenes scenes) {
    try (Visitor visitor = Visitor.signedIn(chromium, scenes.full(), Look.USUAL)) {
      visitor.open("/");
      task(
          2,
          "production web servers where a tool fails",
          2,
          visitor,
          (steps, page) -> {
            steps.click("#overview-needs a.tile[href*='phase=failed']");
            steps.enter("#selector", "environment=production and role=web");
            assertThat(visitor.address()).contains("phase=failed", "q=environment");
            assertThat(page.locator("tbody tr").count()).isPositive();
            assertThat(page.locator("tbody td .phase").allInnerTexts())
                .allMatch(word -> word.startsWith("failed"));
          });
    }
  }

  @Test
  void whyThisServerHasThisToolWithThisValue(Chromium chromium, Scenes scenes) {
    Scene scene = scenes.full();
    try (Visitor visitor = Visitor.signedIn(chromium, scene, Look.USUAL)) {
      visitor.open("/nodes?q=chief");
      task(
          3,
          "why has this server this tool with this value",
          2,
          visitor,
          (steps, page) -> {
            steps.click("main a[href='/nodes/" + scene.node() + "']");
            steps.click("#node-instances details summary");
            assertThat(page.locator(".why-body").first().innerText())
                .contains("Wanted because of", "from ");
          });
    }
  }

  @Test
  void allThatDoesNotWorkByItsCause(Chromium chromium, Scenes scenes) {
    try (Visitor visitor = Visitor.signedIn(chromium, scenes.full(), Look.USUAL)) {
      visitor.open("/");
      task(
          9,
          "all non-functional tools grouped by cause",
          1,
          visitor,
          (steps, page) -> {
            assertThat(page.locator(".causes tbody").innerText())
                .contains("no repository has a package");
            steps.click(".causes tbody td.number a");
            assertThat(visitor.address()).startsWith("/instances?");
          });
    }
  }

  @Test
  void exactlyThisViewForAColleague(Chromium chromium, Scenes scenes) {
    try (Visitor visitor = Visitor.signedIn(chromium, scenes.full(), Look.USUAL);
        Visitor colleague = Visitor.signedIn(chromium, scenes.full(), Look.USUAL)) {
      visitor.open("/nodes?q=role%3Dweb");
      visitor.page().click("a[rel=next]");
      visitor.page().waitForURL("**after=*");
      task(
          12,
          "send a colleague exactly this view",
          1,
          visitor,
          (steps, page) -> {
            colleague.open(visitor.address());
            assertThat(colleague.page().locator("tbody th a").allInnerTexts())
                .isEqualTo(page.locator("tbody th a").allInnerTexts());
          });
    }
  }

  @AfterAll
  void print() {
    table.stream().sorted().forEach(System.out::println);
  }
}
