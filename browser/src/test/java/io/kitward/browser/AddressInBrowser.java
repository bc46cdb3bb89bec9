package io.kitward.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.kitward.browser.OnScenes.Scenes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The address is the state, and leads nowhere else. */
@ExtendWith(OnScenes.class)
class AddressInBrowser {

  @Test
  void backForwardAndReloadKeepWhatWasSeen(Chromium chromium, Scenes scenes) {
    try (Visitor visitor = Visitor.signedIn(chromium, scenes.full(), Look.USUAL)) {
      Page page = visitor.page();
      visitor.open("/nodes?q=role%3Dweb");
      String first = names(page);
      page.click("a[rel=next]");
      page.waitForURL("**after=*");
      String address = visitor.address();
      String second = names(page);
      page.locator("tbody th a").first().click();
      page.waitForURL("**/nodes/*.example");

      page.goBack();
      assertThat(visitor.address()).isEqualTo(address);
      assertThat(names(page)).isEqualTo(second).isNotEqualTo(first);
      page.reload();
      assertThat(names(page)).isEqualTo(second);
      page.goBack();
      assertThat(page.inputValue("#selector")).isEqualTo("role=web");
      assertThat(names(page)).isEqualTo(first);
      page.goForward();
      assertThat(names(page)).isEqualTo(second);
    }
  }

  private static String names(Page page) {
    return String.join("\n", page.locator("tbody th a").allInnerTexts());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "//evil.example/",
        "https://evil.example/",
        "/\\evil.example",
        "/%09/evil.example",
        "\\\\evil.example",
        "javascript:window.__owned=1",
        "data:text/html,x",
        "https:evil.example",
        "/sign-out",
        " //evil.example"
      })
  void whoSignsInStaysHere(String next, Chromium chromium, Scenes scenes) {
    Scene scene = scenes.full();
    try (Visitor visitor = Visitor.stranger(chromium, scene, Look.USUAL)) {
      visitor.open(
          "/sign-in?next="
              + java.net.URLEncoder.encode(next, java.nio.charset.StandardCharsets.UTF_8));
      visitor.page().fill("input[name=token]", scene.token());
      visitor.page().click("main button[type=submit]");
      visitor.page().waitForURL(url -> !url.contains("/sign-in"));

      assertThat(visitor.page().url()).startsWith(scene.url() + "/");
      assertThat(visitor.troubles()).isEmpty();
    }
  }
}
