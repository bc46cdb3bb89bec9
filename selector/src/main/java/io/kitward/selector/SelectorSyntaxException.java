package io.kitward.selector;

import org.jspecify.annotations.Nullable;

/**
 * A text that is not a selector: says where, what was expected there and, where it is known, how to
 * mend it.
 */
public final class SelectorSyntaxException extends IllegalArgumentException {
  private final String text;
  private final SelectorError error;
  private final int offset;
  private final int length;
  private final String expected;
  private final @Nullable String fix;

  SelectorSyntaxException(
      String text,
      SelectorError error,
      int offset,
      int length,
      String message,
      String expected,
      @Nullable String fix) {
    super(message);
    this.text = text;
    this.error = error;
    this.offset = offset;
    this.length = length;
    this.expected = expected;
    this.fix = fix;
  }

  /** What was read. */
  public String text() {
    return text;
  }

  /** The stable code, such as {@code KSEL-UNEXPECTED}. */
  public String code() {
    return error.code();
  }

  public SelectorError error() {
    return error;
  }

  /** Where the fault begins, in UTF-16 units from 0. */
  public int offset() {
    return offset;
  }

  /** How many UTF-16 units the fault spans; 0 where something is missing. */
  public int length() {
    return length;
  }

  public String expected() {
    return expected;
  }

  /** What to write instead, or null when no single mend is likely. */
  public @Nullable String fix() {
    return fix;
  }

  /** Code and message, the line with a caret under the fault, what was expected, and the fix. */
  public String caretText() {
    return code()
        + ": "
        + getMessage()
        + "\n"
        + Caret.render(text, offset, length)
        + "\nexpected: "
        + expected
        + (fix == null ? "" : "\nfix: " + fix);
  }
}
