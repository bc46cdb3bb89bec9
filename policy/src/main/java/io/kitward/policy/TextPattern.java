package io.kitward.policy;

import com.google.re2j.Pattern;

/**
 * A regular expression that a text must contain a match of, as in JSON Schema; read and asked in
 * time linear in the text, whatever the expression. Equal by its text.
 */
public final class TextPattern {
  private final Pattern compiled;

  private TextPattern(Pattern compiled) {
    this.compiled = compiled;
  }

  /**
   * @throws com.google.re2j.PatternSyntaxException when it is not one
   */
  static TextPattern of(String expression) {
    return new TextPattern(Pattern.compile(expression));
  }

  boolean isIn(String text) {
    return compiled.matcher(text).find();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TextPattern pattern && toString().equals(pattern.toString());
  }

  @Override
  public int hashCode() {
    return toString().hashCode();
  }

  @Override
  public String toString() {
    return compiled.pattern();
  }
}
