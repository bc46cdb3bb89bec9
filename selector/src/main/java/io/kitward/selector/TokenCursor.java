package io.kitward.selector;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A place in a selector's tokens; looking past the last one sees the end again. */
final class TokenCursor {
  private final String text;
  private final List<Token> tokens;
  private int at;

  TokenCursor(String text) {
    this.text = text;
    this.tokens = Lexer.tokens(text);
  }

  Token peek() {
    return peek(0);
  }

  Token peek(int ahead) {
    return tokens.get(Math.min(at + ahead, tokens.size() - 1));
  }

  /** The token here, which is then behind. */
  Token take() {
    Token token = peek();
    at++;
    return token;
  }

  boolean isAfter(Token.Type type) {
    return at > 0 && tokens.get(at - 1).is(type);
  }

  /** Whether what stands this far ahead makes what is before it an attribute. */
  boolean isOperator(int ahead) {
    Token token = peek(ahead);
    return switch (token.type()) {
      case EQUALS, NOT_EQUALS, GREATER, LESS, GREATER_OR_EQUAL, LESS_OR_EQUAL -> true;
      case WORD -> token.isWord("in") || token.isWord("notin") || token.isWord("like");
      case QUOTED, BANG, OPEN, CLOSE, COMMA, END -> false;
    };
  }

  SelectorSyntaxException fail(
      SelectorError error, Token token, String message, String expected, @Nullable String fix) {
    return new SelectorSyntaxException(
        text, error, token.offset(), token.length(), message, expected, fix);
  }

  /** A fault in what a token says from its given character on. */
  SelectorSyntaxException fail(
      SelectorError error, Token token, int from, LabelSyntax.Fault fault, @Nullable String fix) {
    int start = position(token, from + fault.offset());
    int end = position(token, from + fault.offset() + fault.length());
    return new SelectorSyntaxException(
        text, error, start, end - start, fault.message(), fault.expected(), fix);
  }

  /** Where a character of what a token says stands in the text; a doubled quote is one of two. */
  private int position(Token token, int index) {
    if (!token.is(Token.Type.QUOTED)) {
      return token.offset() + index;
    }
    char quote = text.charAt(token.offset());
    int position = token.offset() + 1;
    for (int i = 0; i < index; i++) {
      position += text.charAt(position) == quote ? 2 : 1;
    }
    return position;
  }
}
