package io.kitward.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.kitward.browser.OnScenes.Scenes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A whole visit by keyboard alone. */
@ExtendWith(OnScenes.class)
class KeyboardInBrowser {

  @Test
  void aPersonSignsInFindsANodeSeesWhyReleasesAndSignsOut(Chromium chromium, Scenes scenes) {
    Scene scene = scenes.full();
    scene.hold();
    try (Visitor visitor = Visitor.stranger(chromium, scene, Look.USUAL)) {
      Page page = visitor.page();
      var keys = new Keys(page);
      visitor.open("/sign-in");
      keys.type(scene.token()).press("Enter");
      page.waitForURL(scene.url() + "/");

      keys.press("/").type("chief").press("Enter");
      page.waitForURL(scene.url() + "/nodes?q=chief");
      assertThat(page.locator("tbody tr").count()).isEqualTo(1);

      keys.to("main a[href='/nodes/" + scene.node() + "']").press("Enter");
      page.waitForURL(scene.url() + "/nodes/" + scene.node());
      keys.to("#node-instances details summary").press("Enter");
      assertThat(page.locator("#node-instances details[open] .why-body").first().isVisible())
          .isTrue();

      keys.backTo("nav a[href='/exceptions']").press("Enter");
      page.waitForURL(scene.url() + "/exceptions");
      keys.to("tr[data-kind=brake] th a").press("Enter");
      page.waitForURL("**/exceptions/x-*");
      keys.to("details.confirm summary").press("Enter");
      keys.to("form[action$='/release'] button").press("Enter");
      page.waitForURL("**/exceptions?released=*");
      assertThat(page.locator("main .message[role=status]").innerText()).contains("Released");

      keys.backTo(".menu > summary").press("Enter");
      keys.to("form[action='/sign-out'] button").press("Enter");
      page.waitForURL(scene.url() + "/sign-in");
      visitor.open("/nodes");
      assertThat(visitor.address()).isEqualTo("/sign-in?next=%2Fnodes");
      assertThat(visitor.troubles()).isEmpty();
    }
  }

  @Test
  void theFirstControlLeadsPastTheNavigation(Chromium chromium, Scenes scenes) {
    try (Visitor visitor = Visitor.signedIn(chromium, scenes.full(), Look.USUAL)) {
      visitor.open("/policies");
      new Keys(visitor.page()).press("Tab").press("Enter").to("main *");

      assertThat(visitor.address()).isEqualTo("/policies#main");
    }
  }
}
