package io.kitward.browser;

import com.microsoft.playwright.Locator;
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

  /** An entry that is finished by taking the first way to go on that is offered. */
  Steps choose(String selector, String text) {
    return step(
        page -> {
          page.fill(selector, "");
          page.locator(selector).pressSequentially(text);
          page.locator("[role=option]").filter(named(text)).first().waitFor();
          page.keyboard().press("ArrowDown");
          page.keyboard().press("Enter");
        });
  }

  private static Locator.FilterOptions named(String text) {
    return new Locator.FilterOptions().setHasText(text);
  }

  /** An entry into a field of many lines. */
  Steps write(String selector, String text) {
    return step(page -> page.fill(selector, text));
  }

  Steps press(String key) {
    return step(page -> page.keyboard().press(key));
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
