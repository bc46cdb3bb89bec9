package io.kitward.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SelectorErrorTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a = b && c           | KSEL-UNEXPECTED | 6  | did you mean and?",
        "a = b AND c          | KSEL-UNEXPECTED | 6  | did you mean and?",
        "a an b               | KSEL-UNEXPECTED | 2  | did you mean and?",
        "a = b ro c           | KSEL-UNEXPECTED | 6  | did you mean or?",
        "a not in (b)         | KSEL-UNEXPECTED | 2  | write notin in one word",
        "a ni (b)             | KSEL-UNEXPECTED | 2  | did you mean in?",
        "a >= 5               | KSEL-UNEXPECTED | 3  | compare with the next whole number: key > NUMBER",
        "!(a)                 | KSEL-UNEXPECTED | 1  | write not (…)",
        "(a or b              | KSEL-UNCLOSED   | 0  | write ) at its end",
        "a in (b, c           | KSEL-UNCLOSED   | 5  | write ) after the values",
        "a = \"b              | KSEL-UNCLOSED   | 4  | write \" after the label",
        "a)                   | KSEL-UNEXPECTED | 1  | drop it",
        "a,                   | KSEL-UNEXPECTED | 2  | drop the last comma",
        "and                  | KSEL-RESERVED   | 0  | write \"and\" to mean the tag of that name",
        "all = x              | KSEL-RESERVED   | 0  | write \"all\" to mean the tag of that name",
        "not in (x)           | KSEL-RESERVED   | 0  | write \"not\" to mean the tag of that name",
        "!like                | KSEL-RESERVED   | 1  | write \"like\" to mean the tag of that name",
        "facts.os.family = x  | KSEL-RESERVED   | 0  | write \"facts.os.family\" to mean the tag of that name",
        "group:databases      | KSEL-RESERVED   | 0  | write the group's selector",
        "a like b             | KSEL-RESERVED   | 2  | use in (…) with the values",
        "a = b and prod$      | KSEL-KEY        | 14 | NONE",
        "a = -b               | KSEL-VALUE      | 4  | NONE",
        "a < x                | KSEL-NUMBER     | 4  | NONE",
      })
  void saysWhatIsWrongWhereAndHowToMendIt(String text, String code, int offset, String fix) {
    SelectorSyntaxException error = refused(text);
    assertThat(error.code()).isEqualTo(code);
    assertThat(error.offset()).isEqualTo(offset);
    assertThat(error.fix() == null ? "NONE" : error.fix()).isEqualTo(fix);
    assertThat(error.expected()).isNotBlank();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\t\r\n"})
  void anEmptySelectorNeverMeansEverything(String text) {
    SelectorSyntaxException error = refused(text);
    assertThat(error.code()).isEqualTo("KSEL-EMPTY");
    assertThat(error.fix()).isEqualTo("write all to mean all");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"and\"", "'not' = x", "\"all\" in (x)", "\"facts.os\"", "!'like'"})
  void quotedAReservedWordIsATagKey(String text) {
    assertThat(Selector.parse(text)).isInstanceOf(Condition.class);
  }

  @Test
  void theCaretStandsUnderTheFaultOnItsLine() {
    assertThat(refused("database and\nenvironment = pr$oduction").caretText())
        .isEqualTo(
            """
            KSEL-VALUE: a value must not contain '$'
            line 2, column 17:
              environment = pr$oduction
                              ^
            expected: letters and digits, with '-', '_' or '.' between them, at most 63""");
  }

  @Test
  void theCaretCountsTheWidthThatWideAndCombiningCharactersTake() {
    assertThat(Caret.render("日本x", 2, 1)).isEqualTo("line 1, column 3:\n  日本x\n      ^");
    assertThat(Caret.render("e\u0301x", 2, 1)).isEqualTo("line 1, column 3:\n  e\u0301x\n   ^");
    assertThat(Caret.render("😀x", 2, 1)).isEqualTo("line 1, column 2:\n  😀x\n    ^");
    assertThat(Caret.render("a日", 1, 1)).endsWith("\n   ^^");
    assertThat(Caret.render("\tx", 1, 1)).endsWith("\n  \t^");
  }

  @Test
  void theCaretLineNeverCarriesControlCharactersToATerminal() {
    assertThat(refused("a = \u001b[31mx").caretText())
        .doesNotContain("\u001b")
        .contains("\uFFFD[31mx");
    assertThat(refused("a \u202e b").caretText()).doesNotContain("\u202e");
  }

  @Test
  void aLongLineIsShownAroundTheFault() {
    String text = "a or ".repeat(5000) + "a$b" + " or a".repeat(5000);
    assertThat(refused(text).caretText().lines())
        .allMatch(line -> line.length() < 150)
        .anyMatch(l -> l.contains("a$b"));
  }

  @Test
  void textBeyondTheLimitIsRefused() {
    String widest = "a,".repeat(Selector.TEXT_LIMIT / 2 - 1) + "a";
    assertThat(Selector.parse(widest)).isInstanceOf(Selector.And.class);
    assertThat(refused(widest + ",ab").code()).isEqualTo("KSEL-TOO-LONG");
    assertThat(refused("ä".repeat(Selector.TEXT_LIMIT / 2 + 1)).code()).isEqualTo("KSEL-TOO-LONG");
  }

  @ParameterizedTest
  @ValueSource(strings = {"(", "not "})
  void nestingBeyondTheLimitIsRefusedWithoutOverflow(String opener) {
    String closer = opener.equals("(") ? ")" : "";
    String deepest =
        opener.repeat(Selector.NESTING_LIMIT) + "a" + closer.repeat(Selector.NESTING_LIMIT);
    assertThat(Selector.parse(Selector.parse(deepest).toString()))
        .isEqualTo(Selector.parse(deepest));
    assertThat(refused(opener + deepest + closer).code()).isEqualTo("KSEL-TOO-DEEP");
    assertThat(refused(opener.repeat(10_000)).code()).isEqualTo("KSEL-TOO-DEEP");
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void anyTextIsReadOrRefusedWithAPositionInsideIt(long seed) {
    Random random = new Random(seed);
    String[] pieces = {
      "a", "and", "or", "not", "all", "in", "notin", "(", ")", ",", "=", "!", ">", "1", "\"", "'",
      "ä", "\ud800", "\n"
    };
    for (int round = 0; round < 20_000; round++) {
      StringBuilder text = new StringBuilder();
      int length = random.nextInt(8);
      for (int i = 0; i < length; i++) {
        text.append(pieces[random.nextInt(pieces.length)]).append(random.nextBoolean() ? " " : "");
      }
      try {
        Selector selector = Selector.parse(text.toString());
        assertThat(Selector.parse(selector.toString())).isEqualTo(selector);
      } catch (SelectorSyntaxException refusal) {
        assertThat(refusal.offset()).isBetween(0, text.length());
        assertThat(refusal.offset() + refusal.length()).isLessThanOrEqualTo(text.length());
        assertThat(refusal.caretText()).contains("^");
      }
    }
  }

  private static SelectorSyntaxException refused(String text) {
    return catchThrowableOfType(SelectorSyntaxException.class, () -> Selector.parse(text));
  }
}
