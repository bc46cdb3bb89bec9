package io.kitward.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;

/** A person at the keyboard, without a mouse. */
record Keys(Page page) {

  private static final int PATIENCE = 400;

  /** Goes on from control to control until one matches; each must show that it has the focus. */
  Keys to(String selector) {
    return walk("Tab", selector);
  }

  /** The same, backwards. */
  Keys backTo(String selector) {
    return walk("Shift+Tab", selector);
  }

  private Keys walk(String key, String selector) {
    for (int i = 0; i < PATIENCE; i++) {
      page.keyboard().press(key);
      if (has("document.activeElement.matches(wanted)", selector)) {
        assertThat(
                has(
                    "(style => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0 || style.boxShadow !== 'none')(getComputedStyle(document.activeElement))",
                    ""))
            .as("%s shows that it has the focus", selector)
            .isTrue();
        return this;
      }
    }
    throw new AssertionError("no control that matches " + selector + " can be reached by " + key);
  }

  private boolean has(String condition, String wanted) {
    return (boolean) page.evaluate("wanted => Boolean(" + condition + ")", wanted);
  }

  Keys press(String key) {
    page.keyboard().press(key);
    return this;
  }

  Keys type(String text) {
    page.keyboard().type(text);
    return this;
  }
}
