package io.kitward.selector;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What was probably meant by a text that is not a selector; null where that is anyone's guess. */
final class Suggestions {
  static final String CONDITION = "a condition such as database or environment = production";

  private static final Map<String, String> FOREIGN =
      Map.of(
          "&&", "and", "&", "and", "||", "or", "|", "or", "AND", "and", "OR", "or", "IN", "in",
          "NOTIN", "notin", "LIKE", "like");

  private Suggestions() {}

  /** For what stands where only {@code and}, {@code or} or the end may. */
  static @Nullable String afterCondition(Token token, Token next) {
    if (token.isWord("not") && next.isWord("in")) {
      return "write notin in one word";
    }
    if (token.isWord("not") || token.isWord("unlike")) {
      return "write not before the condition";
    }
    if (token.is(Token.Type.BANG)) {
      boolean tilde = next.is(Token.Type.WORD) && next.text().startsWith("~");
      return tilde ? "write not KEY like \"PATTERN\"" : "write and or or before !";
    }
    if (!token.is(Token.Type.WORD)) {
      return null;
    }
    if (token.text().startsWith("~")) {
      return "write KEY like \"PATTERN\"";
    }
    String meant = FOREIGN.get(token.text());
    return meant == null
        ? DidYouMean.closest(token.text(), List.of("and", "or", "in", "notin", "like"))
            .map(word -> "did you mean " + word + "?")
            .orElse("write and or or between two conditions, and quotes around text with spaces")
        : "did you mean " + meant + "?";
  }

  /** For a key or path with a character that may not be there. */
  static @Nullable String forKey(String key, int offset) {
    if (offset >= key.length()) {
      return null;
    }
    return switch (key.charAt(offset)) {
      case '&' -> "write and between two conditions";
      case '|' -> "write or between two conditions";
      case '*', '?' -> "keys have no wildcards: name the key, and write KEY like \"PATTERN\"";
      case '~' -> "write KEY like \"PATTERN\"";
      case '“', '”', '„', '‘', '’' -> "write plain quotes, \" or '";
      case '\u00a0' -> "write a plain space";
      case 'c' -> key.equals(Words.CERTNAME) ? "write certname without quotes" : null;
      default -> null;
    };
  }

  /** For a value with a character that may not be there. */
  static @Nullable String forValue(Attribute attribute, Token token, int offset) {
    String value = token.text();
    if (offset >= value.length()) {
      return null;
    }
    return switch (value.charAt(offset)) {
      case '*', '?' -> "write " + attribute + " like \"" + value + "\"";
      case '~' -> "write " + attribute + " like \"PATTERN\"";
      case '&' -> "write and between two conditions";
      case '|' -> "write or between two conditions";
      case '“', '”', '„', '‘', '’' -> "write plain quotes, \" or '";
      case '\u00a0' -> "write a plain space";
      default -> attribute.isTag() || token.is(Token.Type.QUOTED) ? null : "write it in quotes";
    };
  }

  /** For {@code >=} and {@code <=} after a tag. */
  static String inclusive(String key, Token operator, Token operand) {
    String fact =
        asFact(key) + " " + operator.text() + " " + (operand.isLabel() ? operand.text() : "N");
    OptionalLong number = WholeNumber.parse(operand.isLabel() ? operand.text() : "");
    boolean greater = operator.is(Token.Type.GREATER_OR_EQUAL);
    boolean neighbour =
        number.isPresent()
            && (greater ? number.getAsLong() > 0 : number.getAsLong() < Long.MAX_VALUE);
    if (key.startsWith("fact.") || !neighbour) {
      return "did you mean " + fact + "?";
    }
    String tag =
        key + (greater ? " > " + (number.getAsLong() - 1) : " < " + (number.getAsLong() + 1));
    return "write " + tag + ", or " + fact + " to compare a fact";
  }

  /** The fact that was probably meant by a tag's key. */
  static String asFact(String key) {
    boolean singular = key.toLowerCase(Locale.ROOT).startsWith("fact.");
    boolean plural = key.toLowerCase(Locale.ROOT).startsWith(Words.FACTS);
    return Words.FACTS + (singular || plural ? key.substring(key.indexOf('.') + 1) : key);
  }

  /** For {@code > =}. */
  static @Nullable String split(Token operator, Token token) {
    return token.is(Token.Type.EQUALS) ? "write " + operator.text() + "= in one piece" : null;
  }

  /** For {@code =>} and {@code =<}. */
  static @Nullable String reversed(Token token) {
    return switch (token.type()) {
      case GREATER -> "did you mean >=?";
      case LESS -> "did you mean <=?";
      case WORD, QUOTED, EQUALS, NOT_EQUALS, BANG, GREATER_OR_EQUAL, LESS_OR_EQUAL -> null;
      case OPEN -> "write in before a list of values";
      case CLOSE, COMMA, END -> null;
    };
  }

  /** For a list after {@code like}. */
  static @Nullable String alternatives(Attribute attribute, Token token) {
    return token.is(Token.Type.OPEN)
        ? "write " + attribute + " like \"A\" or " + attribute + " like \"B\""
        : null;
  }
}
