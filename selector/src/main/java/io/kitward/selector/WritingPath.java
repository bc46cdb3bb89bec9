package io.kitward.selector;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The way through the tokens before a caret: which part of the grammar is due behind them. */
final class WritingPath {

  private final List<Token> tokens;
  private Writing.Due due = Writing.Due.CONDITION;
  private @Nullable Attribute attribute;

  /** Where the condition at the caret begins, as a number of tokens. */
  private int begins;

  private boolean inList;

  WritingPath(List<Token> tokens) {
    this.tokens = tokens;
    for (int i = 0; i < tokens.size(); i++) {
      step(tokens.get(i), i);
    }
  }

  Writing.Due due() {
    return due;
  }

  @Nullable Attribute attribute() {
    return attribute;
  }

  private void step(Token token, int at) {
    switch (due) {
      case CONDITION -> condition(token, at);
      case OPERATOR -> operator(token, at);
      case LIST -> {
        if (token.is(Token.Type.OPEN)) {
          inList = true;
          due = Writing.Due.VALUE;
        }
      }
      case VALUE -> {
        if (token.isLabel()) {
          due = inList ? Writing.Due.LIST_GOES_ON : Writing.Due.JOINT;
        }
      }
      case LIST_GOES_ON -> {
        if (token.is(Token.Type.COMMA)) {
          due = Writing.Due.VALUE;
        } else if (token.is(Token.Type.CLOSE)) {
          inList = false;
          due = Writing.Due.JOINT;
        }
      }
      case JOINT -> joint(token, at);
    }
  }

  private void condition(Token token, int at) {
    if (token.is(Token.Type.OPEN)) {
      begins = at + 1;
    } else if (token.isWord("all")
        || (token.is(Token.Type.WORD) && token.text().startsWith(Words.GROUP))) {
      attribute = null;
      due = Writing.Due.JOINT;
    } else if (token.isLabel() && !token.isWord("not")) {
      attribute = attribute(token);
      due = Writing.Due.OPERATOR;
    }
  }

  private static @Nullable Attribute attribute(Token token) {
    try {
      if (token.isWord(Words.CERTNAME)) {
        return Attribute.CERTNAME;
      }
      return token.is(Token.Type.WORD) && token.text().startsWith(Words.FACTS)
          ? Attribute.fact(token.text().substring(Words.FACTS.length()))
          : Attribute.tag(token.text());
    } catch (IllegalArgumentException noName) {
      return null;
    }
  }

  private void operator(Token token, int at) {
    switch (token.type()) {
      case EQUALS, NOT_EQUALS, GREATER, LESS, GREATER_OR_EQUAL, LESS_OR_EQUAL ->
          due = Writing.Due.VALUE;
      case WORD -> {
        if (token.isWord("in") || token.isWord("notin")) {
          due = Writing.Due.LIST;
        } else if (token.isWord("like")) {
          due = Writing.Due.VALUE;
        } else {
          joint(token, at);
        }
      }
      case QUOTED, BANG, OPEN, CLOSE, COMMA, END -> joint(token, at);
    }
  }

  private void joint(Token token, int at) {
    if (token.is(Token.Type.COMMA) || token.isWord("and") || token.isWord("or")) {
      attribute = null;
      begins = at + 1;
      due = Writing.Due.CONDITION;
    } else if (token.is(Token.Type.CLOSE)) {
      due = Writing.Due.JOINT;
    }
  }

  /** What is joined to the condition by {@code and}, read as far as it goes. */
  @Nullable Selector rest(String text) {
    int kept = begins;
    while (kept > 0 && isOpen(tokens.get(kept - 1))) {
      kept--;
    }
    if (kept == 0 || (kept < begins && tokens.get(kept).isWord("or"))) {
      return null;
    }
    int open = 0;
    for (Token token : tokens.subList(0, kept)) {
      open += token.is(Token.Type.OPEN) ? 1 : token.is(Token.Type.CLOSE) ? -1 : 0;
    }
    String before = text.substring(0, tokens.get(kept - 1).end()) + ")".repeat(Math.max(0, open));
    try {
      return Selector.parse(before);
    } catch (SelectorSyntaxException unreadable) {
      return null;
    }
  }

  /** Whether a selector can't end with this token. */
  private static boolean isOpen(Token token) {
    return token.is(Token.Type.COMMA)
        || token.is(Token.Type.OPEN)
        || token.is(Token.Type.BANG)
        || token.isWord("and")
        || token.isWord("or")
        || token.isWord("not");
  }
}
