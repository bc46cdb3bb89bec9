package io.kitward.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The contrast of the colour tokens, by the formula of WCAG 2.2. */
class ColourContrastTest {
  private static final Pattern TOKEN =
      Pattern.compile("--([a-z-]+): light-dark\\(#([0-9A-Fa-f]{6}), #([0-9A-Fa-f]{6})\\)");
  private static final List<String> GROUNDS = List.of("bg", "surface");
  private static final List<String> TONES = List.of("ok", "moving", "warn", "bad", "held", "quiet");

  private final Map<String, int[]> tokens = new HashMap<>();

  ColourContrastTest() throws Exception {
    try (var in = ColourContrastTest.class.getResourceAsStream("/console/css/tokens.css")) {
      assertThat(in).isNotNull();
      Matcher matcher = TOKEN.matcher(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      while (matcher.find()) {
        tokens.put(
            matcher.group(1),
            new int[] {
              Integer.parseInt(matcher.group(2), 16), Integer.parseInt(matcher.group(3), 16)
            });
      }
    }
  }

  @Test
  void textIsReadableOnEveryGroundInBothThemes() {
    for (String ground : List.of("bg", "surface", "sunken")) {
      requireRatio("text", ground, 4.5);
      requireRatio("muted", ground, 4.5);
      requireRatio("accent", ground, 4.5);
    }
    requireRatio("on-accent", "accent", 4.5);
    requireRatio("text", "quiet-tint", 4.5);
  }

  @Test
  void tonesAreReadableOnTheGroundsAndOnTheirOwnTints() {
    for (String tone : TONES) {
      GROUNDS.forEach(ground -> requireRatio(tone, ground, 4.5));
      requireRatio(tone, tone + "-tint", 4.5);
      requireRatio("text", tone + "-tint", 4.5);
    }
  }

  @Test
  void bordersOfControlsAndFocusCanBeSeen() {
    for (String ground : GROUNDS) {
      requireRatio("control", ground, 3.0);
      requireRatio("accent", ground, 3.0);
    }
  }

  private void requireRatio(String above, String below, double least) {
    for (int theme = 0; theme < 2; theme++) {
      assertThat(ratio(colour(above)[theme], colour(below)[theme]))
          .as("%s on %s, %s", above, below, theme == 0 ? "light" : "dark")
          .isGreaterThanOrEqualTo(least);
    }
  }

  private int[] colour(String name) {
    int[] colour = tokens.get(name);
    assertThat(colour).as("the token --" + name).isNotNull();
    return colour == null ? new int[2] : colour;
  }

  private static double ratio(int one, int other) {
    double a = luminance(one);
    double b = luminance(other);
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  }

  private static double luminance(int colour) {
    return 0.2126 * linear(colour >> 16 & 0xff)
        + 0.7152 * linear(colour >> 8 & 0xff)
        + 0.0722 * linear(colour & 0xff);
  }

  private static double linear(int channel) {
    double share = channel / 255.0;
    return share <= 0.04045 ? share / 12.92 : Math.pow((share + 0.055) / 1.055, 2.4);
  }
}
