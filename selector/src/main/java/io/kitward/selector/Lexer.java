package io.kitward.selector;

import java.util.ArrayList;
import java.util.List;

/** Splits a selector's text into tokens, as the Kubernetes lexer does; quotes are ours. */
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
      case '>' -> symbol(Token.Type.GREATER, 1);
      case '<' -> symbol(Token.Type.LESS, 1);
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

  private Token quoted() {
    int start = at;
    int close = text.indexOf(text.charAt(start), start + 1);
    if (close < 0) {
      String quote = text.substring(start, start + 1);
      throw new SelectorSyntaxException(
          text,
          SelectorError.UNCLOSED,
          start,
          1,
          "this quote is never closed",
          "a closing " + quote,
          "write " + quote + " after the label");
    }
    at = close + 1;
    return new Token(Token.Type.QUOTED, text.substring(start + 1, close), start, at - start);
  }

  private Token word() {
    int start = at;
    while (at < text.length()
        && !isSpace(text.charAt(at))
        && SPECIAL.indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return new Token(Token.Type.WORD, text.substring(start, at), start, at - start);
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
  }
}
