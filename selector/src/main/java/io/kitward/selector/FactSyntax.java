package io.kitward.selector;

import io.kitward.selector.LabelSyntax.Fault;
import java.util.Optional;

/** What a selector may say of facts: their paths, and the text of their values. */
final class FactSyntax {
  static final int PATH_LIMIT = 253;
  static final int TEXT_LIMIT = 1024;

  private static final String PATH = "a path such as os.release: letters, digits and _ - : / @ +";

  private FactSyntax() {}

  /** Segments of ASCII letters, digits and {@code _ - : / @ +}, joined by dots. */
  static Optional<Fault> checkPath(String path) {
    if (path.length() > PATH_LIMIT) {
      return fault(
          PATH_LIMIT,
          path.length() - PATH_LIMIT,
          "the path of a fact has " + path.length() + " characters, the limit is " + PATH_LIMIT,
          PATH);
    }
    int segment = 0;
    for (int i = 0; i < path.length(); i += Character.charCount(path.codePointAt(i))) {
      int c = path.codePointAt(i);
      if (c == '.' && segment == i) {
        return fault(i, 1, "a part of a fact's path is empty", PATH);
      }
      if (c == '.') {
        segment = i + 1;
      } else if (!LabelSyntax.isAlphanumeric(c) && "_-:/@+".indexOf(c) < 0) {
        return fault(
            i,
            Character.charCount(c),
            "the path of a fact must not contain " + LabelSyntax.describe(c),
            PATH);
      }
    }
    return segment == path.length()
        ? fault(path.length(), 0, "the path of a fact ends too early", PATH)
        : Optional.empty();
  }

  /** Any characters but control characters and halves of surrogate pairs. */
  static Optional<Fault> checkText(String text) {
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      int c = text.codePointAt(i);
      if (Character.isISOControl(c) || (c >= 0xD800 && c <= 0xDFFF)) {
        return fault(
            i,
            Character.charCount(c),
            "a value must not contain " + LabelSyntax.describe(c),
            "text without control characters");
      }
    }
    return text.length() > TEXT_LIMIT
        ? fault(
            TEXT_LIMIT,
            text.length() - TEXT_LIMIT,
            "a value has " + text.length() + " characters, the limit is " + TEXT_LIMIT,
            "at most " + TEXT_LIMIT + " characters")
        : Optional.empty();
  }

  /**
   * What may stand without quotes: letters, digits and {@code _ - . : / + @ %}, also {@code ~}
   * after the first character.
   */
  static Optional<Fault> checkWord(String word) {
    for (int i = 0; i < word.length(); i += Character.charCount(word.codePointAt(i))) {
      int c = word.codePointAt(i);
      boolean plain = Character.isLetterOrDigit(c) || "_-.:/+@%".indexOf(c) >= 0;
      if (!plain && (c != '~' || i == 0)) {
        return fault(
            i,
            Character.charCount(c),
            "without quotes a value must not contain " + LabelSyntax.describe(c),
            "letters, digits and _ - . : / + @ %, or quoted text");
      }
    }
    return checkText(word);
  }

  private static Optional<Fault> fault(int offset, int length, String message, String expected) {
    return Optional.of(new Fault(offset, length, message, expected));
  }
}
