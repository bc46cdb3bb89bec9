package io.kitward.selector;

/** What may be wrong with a selector; the codes are stable. */
public enum SelectorError {
  EMPTY("KSEL-EMPTY"),
  TOO_LONG("KSEL-TOO-LONG"),
  TOO_DEEP("KSEL-TOO-DEEP"),
  UNEXPECTED("KSEL-UNEXPECTED"),
  UNCLOSED("KSEL-UNCLOSED"),
  KEY("KSEL-KEY"),
  VALUE("KSEL-VALUE"),
  NUMBER("KSEL-NUMBER"),
  RESERVED("KSEL-RESERVED"),
  VERSION("KSEL-VERSION"),
  NETWORK("KSEL-NETWORK"),
  GROUP("KSEL-GROUP"),
  CIRCLE("KSEL-CIRCLE"),
  TOO_LARGE("KSEL-TOO-LARGE");

  private final String code;

  SelectorError(String code) {
    this.code = code;
  }

  public String code() {
    return code;
  }
}
