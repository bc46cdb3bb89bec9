package io.kitward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Text of strangers on a terminal: nothing steers it, and columns stay columns. */
class TextTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u0000",
        "\u0007",
        "\b",
        "\t",
        "\n",
        "\r",
        "\u001b",
        "\u007f", // C0 and delete
        "\u0085",
        "\u0090",
        "\u009b",
        "\u009d", // C1: next line, DCS, CSI, OSC
        "\u00ad",
        "\u061c",
        "\u200b",
        "\u200d",
        "\u200e",
        "\u200f", // soft, zero width, marks
        "\u202a",
        "\u202e",
        "\u2066",
        "\u2069",
        "\ufeff", // bidirectional overrides, isolates
        "\u2028",
        "\u2029", // separators of lines
        "\ud800",
        "\udc00", // halves
        "\udb40\udc41" // an invisible tag
      })
  void whatWouldSteerATerminalIsShownInstead(String hostile) {
    assertThat(Text.clean("a" + hostile + "b")).isEqualTo("a\ufffdb");
  }

  @ParameterizedTest
  @CsvSource({
    "web1, 4",
    "ключ, 4",
    "東京, 4",
    "ﾃｽﾄ, 3",
    "ＡＢ, 4",
    "한국, 4",
    "é, 1",
    "e\u0301, 1",
    "a\u0489b, 2",
    "\u1112\u1161\u11ab, 2",
    "✓ ok, 4",
    "✅, 2",
    "🚀, 2",
    "🀄, 2",
    "𠮷, 2",
    "△, 1",
    "〿, 1"
  })
  void columnsAreCountedAsTheTerminalShowsThem(String text, int columns) {
    assertThat(Text.width(text)).isEqualTo(columns);
  }

  @Test
  void shorteningNeitherSplitsACharacterNorLeavesAMarkAlone() {
    assertThat(Text.end("東京都庁", 5)).isEqualTo("東京…");
    assertThat(Text.end("東京都庁", 4)).isEqualTo("東…");
    assertThat(Text.end("e\u0301e\u0301e\u0301", 2)).isEqualTo("e\u0301…");
    assertThat(Text.middle("ab東京都庁", 5)).isEqualTo("ab…庁");
    assertThat(Text.middle("abcd東\u0301e", 4)).isEqualTo("ab…e");
    assertThat(Text.end("𠮷𠮷", 3)).isEqualTo("𠮷…");
  }

  @Test
  void aCaretStandsUnderItsCharacter() {
    assertThat(Text.caret("東 and (", 4)).isEqualTo("     ^");
    assertThat(Text.caret("e\u0301 (", 3)).isEqualTo("  ^");
    assertThat(Text.caret("a\u202eb (", 3)).isEqualTo("   ^");
    assertThat(Text.caret("ab", 9)).isEqualTo("  ^");
  }
}
