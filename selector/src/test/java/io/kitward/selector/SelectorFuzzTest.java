package io.kitward.selector;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/**
 * Any bytes at all are a selector or are refused with a position. As a test it reads the inputs
 * that are kept beside it; the build also looks for new ones for some seconds.
 */
class SelectorFuzzTest {
  private static final Subject SUBJECT =
      Subject.of("db-1.lab", Tags.parse("a=1", "b"), Facts.none());

  @FuzzTest(maxDuration = "4s")
  void anyTextIsReadOrRefused(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    try {
      Selector selector = Selector.parse(text);
      String canonical = selector.toString();
      if (canonical.getBytes(StandardCharsets.UTF_8).length <= Selector.TEXT_LIMIT
          && !Selector.parse(canonical).equals(selector)) {
        throw new AssertionError(canonical + " does not read back");
      }
      if (selector.groups().isEmpty()
          && selector.matches(SUBJECT) == new Selector.Not(selector).matches(SUBJECT)) {
        throw new AssertionError("a selector and its negation agree: " + canonical);
      }
    } catch (SelectorSyntaxException refusal) {
      int end = refusal.offset() + refusal.length();
      if (refusal.offset() < 0 || refusal.length() < 0 || end > text.length()) {
        throw new AssertionError("the position is outside of the text", refusal);
      }
      if (!refusal.caretText().contains("^") || refusal.expected().isBlank()) {
        throw new AssertionError("the refusal says too little", refusal);
      }
    }
  }
}
