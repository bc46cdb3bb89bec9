package io.kitward.selector;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits a selector's text into tokens, as the Kubernetes lexer does; quotes, {@code >=} and {@code
 * <=} are ours.
 */
final class Lexer {
  private static final String SPECIAL = "=!()<>,\"'";

  private final String text;
  private int at;

  private Lexer(String text) {
    this.text = text;
  }

  static List<Token> tokens(String text) {
    Lexer lexer = new Lexer(text);
    List<Token> tokens = new ArrayList<>();
    do {
      tokens.add(lexer.next());
    } while (!tokens.getLast().is(Token.Type.END));
    return tokens;
  }

  private Token next() {
    while (at < text.length() && isSpace(text.charAt(at))) {
      at++;
    }
    if (at == text.length()) {
      return new Token(Token.Type.END, "", at, 0);
    }
    return switch (text.charAt(at)) {
      case '=' -> symbol(Token.Type.EQUALS, follows('=') ? 2 : 1);
      case '!' -> follows('=') ? symbol(Token.Type.NOT_EQUALS, 2) : symbol(Token.Type.BANG, 1);
      case '>' ->
          follows('=') ? symbol(Token.Type.GREATER_OR_EQUAL, 2) : symbol(Token.Type.GREATER, 1);
      case '<' -> follows('=') ? symbol(Token.Type.LESS_OR_EQUAL, 2) : symbol(Token.Type.LESS, 1);
      case '(' -> symbol(Token.Type.OPEN, 1);
      case ')' -> symbol(Token.Type.CLOSE, 1);
      case ',' -> symbol(Token.Type.COMMA, 1);
      case '"', '\'' -> quoted();
      default -> word();
    };
  }

  private boolean follows(char c) {
    return at + 1 < text.length() && text.charAt(at + 1) == c;
  }

  private Token symbol(Token.Type type, int length) {
    Token token = new Token(type, text.substring(at, at + length), at, length);
    at += length;
    return token;
  }

  /** A quote of the same kind stands twice for one inside. */
  private Token quoted() {
    int start = at;
    char quote = text.charAt(start);
    StringBuilder inside = new StringBuilder();
    at++;
    while (true) {
      int close = text.indexOf(quote, at);
      if (close < 0) {
        throw new SelectorSyntaxException(
            text,
            SelectorError.UNCLOSED,
            start,
            1,
            "this quote is never closed",
            "a closing " + quote,
            "write " + quote + " after the text");
      }
      inside.append(text, at, close);
      at = close + 1;
      if (at == text.length() || text.charAt(at) != quote) {
        return new Token(Token.Type.QUOTED, inside.toString(), start, at - start);
      }
      inside.append(quote);
      at++;
    }
  }

  private Token word() {
    int start = at;
    while (at < text.length() && isInWord(text.charAt(at))) {
      at++;
    }
    return new Token(Token.Type.WORD, text.substring(start, at), start, at - start);
  }

  /** Whether a word goes on with this character. */
  static boolean isInWord(char c) {
    return !isSpace(c) && SPECIAL.indexOf(c) < 0;
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
  }
}
