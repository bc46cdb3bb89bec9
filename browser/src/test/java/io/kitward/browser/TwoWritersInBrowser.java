package io.kitward.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import io.kitward.browser.OnScenes.Scenes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two people at one policy: whoever is second is told, and no text is lost. */
@ExtendWith(OnScenes.class)
class TwoWritersInBrowser {

  private static final String EDITOR = "/policies/two-writers/edit";
  private static final String BEFORE = "For two people";

  @Test
  void theSecondIsToldAndBothTextsAreKept(Chromium chromium, Scenes scenes) {
    Scene scene = scenes.full();
    try (Visitor first = Visitor.signedIn(chromium, scene, Look.USUAL);
        Visitor second =
            Visitor.bearing(chromium, scene, Look.USUAL, scene.newToken("second-writer"))) {
      first.open(EDITOR);
      second.open(EDITOR);
      replace(first.page(), BEFORE, "For the first of two people");
      replace(second.page(), "priority: 7", "priority: 8");

      first.page().click("button[value=plan].primary");
      first.page().waitForURL("**/plans/p-*");
      first.page().click("form.apply button[type=submit]");
      first.page().waitForURL("**done=apply");
      second.page().click("button[value=plan].primary");

      Page page = second.page();
      PlaywrightAssertions.assertThat(page.locator("#overtaken"))
          .containsText("Somebody else was first");
      assertThat(page.inputValue("#text")).contains("priority: 8", BEFORE);
      page.click("button[value=merge]");
      page.waitForURL("**" + EDITOR);
      assertThat(page.inputValue("#text")).contains("priority: 8", "For the first of two people");
      page.click("button[value=plan].primary");
      page.waitForURL("**/plans/p-*");
      assertThat(first.troubles()).isEmpty();
      assertThat(second.troubles()).isEmpty();
    }
  }

  @Test
  void aTextOutlivesTheSessionInWhichItWasWritten(Chromium chromium, Scenes scenes) {
    Scene scene = scenes.full();
    try (Visitor writer =
        Visitor.bearing(chromium, scene, Look.USUAL, scene.newToken("forgetful-writer"))) {
      writer.open(EDITOR);
      Page page = writer.page();
      replace(page, "priority: 7", "priority: 9");
      PlaywrightAssertions.assertThat(page.locator("#saved")).containsText("Draft kept");

      writer.context().clearCookies();
      page.click("button[value=plan].primary");

      assertThat(page.locator("textarea").first().inputValue()).contains("priority: 9");
    }
  }

  /** Types another text over a part of the document, and waits until the server has said so. */
  private static void replace(Page page, String old, String by) {
    String text = page.inputValue("#text");
    assertThat(text).contains(old);
    page.fill("#text", text.replace(old, by));
    PlaywrightAssertions.assertThat(page.locator("#saved")).containsText("Draft kept");
  }
}
