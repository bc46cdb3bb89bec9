package io.kitward.browser;

import java.util.List;
import java.util.stream.Stream;

/**
 * How a person looks at the console.
 *
 * @param theme {@code light} or {@code dark}
 * @param width of the window, in CSS pixels
 * @param script whether JavaScript is on
 */
public record Look(String theme, int width, boolean script) {

  static final int WIDE = 1440;
  static final int NARROW = 390;

  /** As most people do. */
  static final Look USUAL = new Look("light", WIDE, true);

  /** Both themes in both widths. */
  static List<Look> all() {
    return Stream.of("light", "dark")
        .flatMap(theme -> Stream.of(WIDE, NARROW).map(width -> new Look(theme, width, true)))
        .toList();
  }

  int height() {
    return width == NARROW ? 844 : 900;
  }

  @Override
  public String toString() {
    return theme + "-" + width;
  }
}
