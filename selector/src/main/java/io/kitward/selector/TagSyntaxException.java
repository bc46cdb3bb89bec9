package io.kitward.selector;

/** A text that is not a tag: says where, and what was expected there. */
public final class TagSyntaxException extends IllegalArgumentException {
  static final String KEY = "KTAG-KEY";
  static final String VALUE = "KTAG-VALUE";

  private final String text;
  private final String code;
  private final int offset;
  private final int length;
  private final String expected;

  TagSyntaxException(String text, String code, LabelSyntax.Fault fault, int start) {
    super(fault.message() + "; expected " + fault.expected());
    this.text = text;
    this.code = code;
    this.offset = start + fault.offset();
    this.length = fault.length();
    this.expected = fault.expected();
  }

  /** {@code KTAG-KEY} or {@code KTAG-VALUE}; stable. */
  public String code() {
    return code;
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

  /** The text with a caret under the fault, and the message. */
  public String caretText() {
    return Caret.render(text, offset, length) + "\n" + getMessage();
  }
}
