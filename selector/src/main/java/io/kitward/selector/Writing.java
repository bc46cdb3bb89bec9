package io.kitward.selector;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A selector that somebody is writing: what may stand at the caret. What stands behind it does not
 * count.
 *
 * @param due what may stand there
 * @param attribute what the condition at the caret looks at; null while that is not written yet
 * @param begun what is written of it so far, without an opening quote
 * @param from where that begins, with its quote
 * @param to before which character it ends; the caret may be in its middle
 * @param rest the selector of the conditions that narrow this one, as far as they can be read; null
 *     when there are none
 */
public record Writing(
    Due due,
    @Nullable Attribute attribute,
    String begun,
    int from,
    int to,
    @Nullable Selector rest) {

  /** What may stand at the caret. */
  public enum Due {
    CONDITION,
    /** Also what joins conditions: a key alone is one. */
    OPERATOR,
    /** The parenthesis of a list. */
    LIST,
    VALUE,
    /** A comma, or the end of a list. */
    LIST_GOES_ON,
    JOINT
  }

  /** Looks at the text before a caret; never fails, whatever stands there. */
  public static Writing at(String text, int caret) {
    int end = Math.clamp(caret, 0, text.length());
    String before = text.substring(0, end);
    List<Token> tokens;
    String begun = "";
    int from = end;
    try {
      tokens = Lexer.tokens(before);
      Token last = tokens.size() < 2 ? null : tokens.get(tokens.size() - 2);
      if (last != null && last.is(Token.Type.WORD) && last.end() == end) {
        begun = last.text();
        from = last.offset();
        tokens = tokens.subList(0, tokens.size() - 2);
      } else {
        tokens = tokens.subList(0, tokens.size() - 1);
      }
    } catch (SelectorSyntaxException unclosed) {
      from = unclosed.offset();
      begun = before.substring(from + 1);
      List<Token> closed = Lexer.tokens(before.substring(0, from));
      tokens = closed.subList(0, closed.size() - 1);
    }
    var path = new WritingPath(tokens);
    return new Writing(
        path.due(), path.attribute(), begun, from, end(text, end, from), path.rest(before));
  }

  /** Where the word at the caret ends, or the quoted text with its quote. */
  private static int end(String text, int caret, int from) {
    char first = from < caret ? text.charAt(from) : ' ';
    if (first == '"' || first == '\'') {
      int close = text.indexOf(first, caret);
      return close < 0 ? caret : close + 1;
    }
    int at = caret;
    while (at < text.length() && Lexer.isInWord(text.charAt(at))) {
      at++;
    }
    return at;
  }
}
