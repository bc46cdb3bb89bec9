package io.kitward.browser;

import com.microsoft.playwright.Page;
import java.util.function.Consumer;

/** Counts what a person does: clicks, entries into fields with their Enter, choices of pages. */
final class Steps {

  private final Page page;
  private int count;

  Steps(Page page) {
    this.page = page;
  }

  Steps click(String selector) {
    return step(page -> page.locator(selector).first().click());
  }

  /** An entry that is sent with Enter. */
  Steps enter(String selector, String text) {
    return step(
        page -> {
          page.fill(selector, text);
          page.press(selector, "Enter");
        });
  }

  private Steps step(Consumer<Page> what) {
    what.accept(page);
    page.waitForLoadState();
    count++;
    return this;
  }

  int count() {
    return count;
  }
}
