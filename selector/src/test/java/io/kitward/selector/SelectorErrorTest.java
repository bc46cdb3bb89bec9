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
        "a not like \"b\"       | KSEL-UNEXPECTED | 2  | write not before the condition",
        "a ni (b)             | KSEL-UNEXPECTED | 2  | did you mean in?",
        "a liek \"b\"           | KSEL-UNEXPECTED | 2  | did you mean like?",
        "a = b !c             | KSEL-UNEXPECTED | 6  | write and or or before !",
        "a&&b                 | KSEL-KEY        | 1  | write and between two conditions",
        "`a = b||c = d`       | KSEL-VALUE      | 5  | write or between two conditions",
        "a >= 5               | KSEL-UNEXPECTED | 2  | write a > 4, or facts.a >= 5 to compare a fact",
        "a <= 5               | KSEL-UNEXPECTED | 2  | write a < 6, or facts.a <= 5 to compare a fact",
        "a >= 0               | KSEL-UNEXPECTED | 2  | did you mean facts.a >= 0?",
        "a >=                 | KSEL-UNEXPECTED | 2  | did you mean facts.a >= N?",
        "fact.os.release >= 9 | KSEL-UNEXPECTED | 16 | did you mean facts.os.release >= 9?",
        "os.release > 12.4    | KSEL-NUMBER     | 13 | versions are compared on facts: facts.os.release > 12.4",
        "a > = 5              | KSEL-NUMBER     | 4  | write >= in one piece",
        "facts.a > = 5        | KSEL-VERSION    | 10 | write >= in one piece",
        "facts.a => 5         | KSEL-UNEXPECTED | 9  | did you mean >=?",
        "facts.a =< 5         | KSEL-UNEXPECTED | 9  | did you mean <=?",
        "a =~ x               | KSEL-VALUE      | 3  | write a like \"PATTERN\"",
        "facts.a =~ x         | KSEL-VALUE      | 9  | write facts.a like \"PATTERN\"",
        "a =~ \"x\"             | KSEL-VALUE      | 3  | write a like \"PATTERN\"",
        "a !~ x               | KSEL-UNEXPECTED | 2  | write not KEY like \"PATTERN\"",
        "a ~ x                | KSEL-UNEXPECTED | 2  | write KEY like \"PATTERN\"",
        "a = db-*             | KSEL-VALUE      | 7  | write a like \"db-*\"",
        "a = \"db-*\"           | KSEL-VALUE      | 8  | write a like \"db-*\"",
        "db-* = a             | KSEL-KEY        | 3  | keys have no wildcards: name the key, and write KEY like \"PATTERN\"",
        "facts.a = db-*       | KSEL-VALUE      | 13 | write facts.a like \"db-*\"",
        "a like db-*          | KSEL-VALUE      | 7  | write \"db-*\"",
        "a like               | KSEL-UNEXPECTED | 6  | NONE",
        "a like (b, c)        | KSEL-UNEXPECTED | 7  | write a like \"A\" or a like \"B\"",
        "a like \"x:*\"         | KSEL-VALUE      | 9  | NONE",
        "facts = (a)          | KSEL-UNEXPECTED | 8  | write in before a list of values",
        "facts.               | KSEL-KEY        | 6  | write the path of a fact after facts. such as facts.os.release",
        "facts. = x           | KSEL-KEY        | 6  | write the path of a fact after facts. such as facts.os.release",
        "facts..os = x        | KSEL-KEY        | 6  | NONE",
        "facts.os. = x        | KSEL-KEY        | 9  | NONE",
        "`facts.a = x|y`      | KSEL-VALUE      | 11 | write or between two conditions",
        "facts.a = x#y        | KSEL-VALUE      | 11 | write it in quotes",
        "facts.a = Red Hat    | KSEL-UNEXPECTED | 14 | write and or or between two conditions, and quotes around text with spaces",
        "facts.a > x          | KSEL-VERSION    | 10 | NONE",
        "facts.a > -5         | KSEL-VERSION    | 10 | NONE",
        "facts.a >=           | KSEL-VERSION    | 10 | NONE",
        "facts.a in b         | KSEL-UNEXPECTED | 11 | write (b)",
        "facts.ip in 10.2.0.0/33     | KSEL-NETWORK | 12 | NONE",
        "facts.ip in 10.2.3.4/16     | KSEL-NETWORK | 12 | write 10.2.0.0/16",
        "facts.ip in 10.2.0/16       | KSEL-NETWORK | 12 | NONE",
        "facts.ip in (10.2.0.0/16, x)| KSEL-NETWORK | 26 | NONE",
        "facts.ip in (10.2.0.0/16,)  | KSEL-NETWORK | 25 | keep networks and text in two conditions, joined by or",
        "facts.ip = 10.2.0.0/16      | KSEL-NETWORK | 11 | write facts.ip in 10.2.0.0/16",
        "facts.ip != 10.2.0.0/16     | KSEL-NETWORK | 12 | write facts.ip notin 10.2.0.0/16",
        "ip in 10.2.0.0/16           | KSEL-NETWORK | 6  | did you mean facts.ip in 10.2.0.0/16?",
        "fact.ip notin (10.2.0.0/16) | KSEL-NETWORK | 15 | did you mean facts.ip notin 10.2.0.0/16?",
        "!(a)                 | KSEL-UNEXPECTED | 1  | write not (…)",
        "!group:a             | KSEL-UNEXPECTED | 1  | write not group:a",
        "group:               | KSEL-GROUP      | 6  | NONE",
        "group:A              | KSEL-GROUP      | 6  | NONE",
        "group:a-             | KSEL-GROUP      | 7  | NONE",
        "group:a = b          | KSEL-UNEXPECTED | 8  | drop what is compared with it",
        "(a or b              | KSEL-UNCLOSED   | 0  | write ) at its end",
        "a in (b, c           | KSEL-UNCLOSED   | 5  | write ) after the values",
        "a = \"b              | KSEL-UNCLOSED   | 4  | write \" after the text",
        "facts.a = \"b\"\"      | KSEL-UNCLOSED   | 10 | write \" after the text",
        "a in (b c)           | KSEL-UNEXPECTED | 8  | write a comma between two values",
        "a)                   | KSEL-UNEXPECTED | 1  | drop it",
        "a,                   | KSEL-UNEXPECTED | 2  | drop the last comma",
        "and                  | KSEL-RESERVED   | 0  | write \"and\" to mean the tag of that name",
        "all = x              | KSEL-RESERVED   | 0  | write \"all\" to mean the tag of that name",
        "not in (x)           | KSEL-RESERVED   | 0  | write \"not\" to mean the tag of that name",
        "!like                | KSEL-RESERVED   | 1  | write \"like\" to mean the tag of that name",
        "\"certname\" = x      | KSEL-KEY        | 1  | write certname without quotes",
        "a = “b”              | KSEL-VALUE      | 4  | write plain quotes, \" or '",
        "a = b           | KSEL-KEY        | 1  | write a plain space",
        "a = b and prod$      | KSEL-KEY        | 14 | NONE",
        "a = -b               | KSEL-VALUE      | 4  | NONE",
        "a < x                | KSEL-NUMBER     | 4  | NONE",
        "facts.a = \"x\"\"\ty\"  | KSEL-VALUE      | 14 | NONE",
        "facts.a = \"\ud800\"   | KSEL-VALUE      | 11 | NONE",
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
    assertThat(refused("a or ".repeat(200_000)).code()).isEqualTo("KSEL-TOO-LONG");
    assertThat(refused("(".repeat(1 << 20)).caretText()).hasSizeLessThan(400);
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
    assertThat(refused(opener.repeat(10_000) + "a" + closer.repeat(10_000)).caretText())
        .contains("^");
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void anyTextIsReadOrRefusedWithAPositionInsideIt(long seed) {
    Random random = new Random(seed);
    String[] pieces = {
      "a",
      "and",
      "or",
      "not",
      "all",
      "in",
      "notin",
      "(",
      ")",
      ",",
      "=",
      "!",
      ">",
      "1",
      "\"",
      "'",
      "ä",
      "\ud800",
      "\n",
      "facts.",
      "facts.a",
      "certname",
      "like",
      "group:",
      "group:a",
      "~",
      "*",
      "10.0.0.0/8",
      "::1/64",
      "<",
      "\u0000"
    };
    for (int round = 0; round < 8_000; round++) {
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
