package io.kitward.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.kitward.browser.OnScenes.Scenes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Reading, filtering and forms with JavaScript off. */
@ExtendWith(OnScenes.class)
class WithoutScriptInBrowser {

  private static final Look PLAIN = new Look("light", Look.WIDE, false);

  @Test
  void linksAndFormsDoEverything(Chromium chromium, Scenes scenes) {
    Scene scene = scenes.full();
    scene.hold();
    try (Visitor visitor = Visitor.stranger(chromium, scene, PLAIN)) {
      Page page = visitor.page();
      visitor.signIn();

      page.click("nav a[href='/nodes']");
      page.fill("#selector", "role=web");
      page.click(".selector-form button");
      page.waitForURL("**/nodes?q=role*web");
      String first = page.locator("tbody th a").first().innerText();
      page.click("a[rel=next]");
      page.waitForURL("**after=*");
      assertThat(page.locator("tbody th a").first().innerText()).isNotEqualTo(first);

      visitor.open("/nodes/" + scene.node());
      page.locator("#node-instances details summary").first().click();
      assertThat(page.locator("#node-instances .why-body").first().isVisible()).isTrue();

      page.click("nav a[href='/exceptions']");
      page.click("tr[data-kind=brake] th a");
      page.waitForURL("**/exceptions/x-*");
      page.click("details.confirm summary");
      page.click("form[action$='/release'] button");
      page.waitForURL("**/exceptions?released=*");

      page.click(".menu > summary");
      page.click("form[action='/theme'] button[value=dark]");
      page.waitForSelector("html[data-theme=dark]");
      page.click(".menu > summary");
      page.click("form[action='/sign-out'] button");
      page.waitForURL("**/sign-in");
    }
  }

  @Test
  void everyPageIsRead(Chromium chromium, Scenes scenes) throws Exception {
    Scene scene = scenes.full();
    try (Visitor plain = Visitor.signedIn(chromium, scene, PLAIN)) {
      for (Stop stop : Stops.full(scene.landmarks())) {
        assertThat(plain.open(stop.address())).as(stop.name()).isEqualTo(stop.status());
        assertThat(plain.page().locator("h1").innerText()).as(stop.name()).isNotBlank();
      }
      assertThat(plain.troubles()).isEmpty();
    }
  }
}
