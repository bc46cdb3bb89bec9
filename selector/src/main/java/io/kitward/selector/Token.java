package io.kitward.selector;

/** A piece of a selector's text: what it is, what it says, and where it stands. */
record Token(Type type, String text, int offset, int length) {
  enum Type {
    WORD,
    QUOTED,
    EQUALS,
    NOT_EQUALS,
    BANG,
    GREATER,
    LESS,
    GREATER_OR_EQUAL,
    LESS_OR_EQUAL,
    OPEN,
    CLOSE,
    COMMA,
    END
  }

  boolean is(Type other) {
    return type == other;
  }

  /** Whether this is the given bare word; quoted, a word only ever means a label. */
  boolean isWord(String word) {
    return type == Type.WORD && text.equals(word);
  }

  boolean isLabel() {
    return type == Type.WORD || type == Type.QUOTED;
  }

  int end() {
    return offset + length;
  }

  /** How a message names it. */
  String shown() {
    return type == Type.END ? "the end" : "'" + shorten(text) + "'";
  }

  private static String shorten(String text) {
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .limit(40)
        .forEach(c -> shown.append(c >= ' ' && c < 0x7f ? Character.toString(c) : "?"));
    return text.codePointCount(0, text.length()) > 40 ? shown + "…" : shown.toString();
  }
}
