package io.kitward.selector;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads selectors by recursive descent: {@code not} binds tightest, then {@code and} and the comma,
 * then {@code or}.
 */
final class SelectorParser {
  private final TokenCursor cursor;
  private final ConditionParser conditions;
  private int depth;

  private SelectorParser(String text) {
    this.cursor = new TokenCursor(text);
    this.conditions = new ConditionParser(cursor);
  }

  static Selector parse(String text) {
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > Selector.TEXT_LIMIT) {
      String message = "the selector has " + bytes + " bytes, the limit is " + Selector.TEXT_LIMIT;
      throw new SelectorSyntaxException(
          text,
          SelectorError.TOO_LONG,
          0,
          0,
          message,
          "a shorter selector",
          "give the nodes a tag of their own");
    }
    return new SelectorParser(text).selector();
  }

  private Selector selector() {
    if (cursor.peek().is(Token.Type.END)) {
      throw cursor.fail(
          SelectorError.EMPTY,
          cursor.peek(),
          "an empty selector selects nothing",
          Suggestions.CONDITION,
          "write all to mean all");
    }
    Selector selector = disjunction();
    Token rest = cursor.peek();
    if (rest.is(Token.Type.END)) {
      return selector;
    }
    if (rest.is(Token.Type.CLOSE)) {
      throw cursor.fail(
          SelectorError.UNEXPECTED, rest, "this ) closes nothing", "the end, and, or", "drop it");
    }
    throw unexpected();
  }

  private Selector disjunction() {
    List<Selector> terms = new ArrayList<>();
    terms.add(conjunction());
    while (cursor.peek().isWord("or")) {
      cursor.take();
      terms.add(conjunction());
    }
    return terms.size() == 1 ? terms.getFirst() : new Selector.Or(terms);
  }

  private Selector conjunction() {
    List<Selector> terms = new ArrayList<>();
    terms.add(term());
    while (cursor.peek().is(Token.Type.COMMA) || cursor.peek().isWord("and")) {
      cursor.take();
      terms.add(term());
    }
    return terms.size() == 1 ? terms.getFirst() : new Selector.And(terms);
  }

  private Selector term() {
    Token token = cursor.peek();
    if (token.isWord("not") && !isKey()) {
      enter(token);
      Selector term = term();
      depth--;
      return new Selector.Not(term);
    }
    if (token.is(Token.Type.OPEN)) {
      return parenthesis(token);
    }
    if (token.isWord("all") && !isKey()) {
      cursor.take();
      return new Selector.All();
    }
    return token.is(Token.Type.WORD) && token.text().startsWith(Words.GROUP)
        ? group()
        : conditions.condition();
  }

  private Selector parenthesis(Token open) {
    enter(open);
    Selector selector = disjunction();
    depth--;
    if (cursor.peek().is(Token.Type.END)) {
      throw cursor.fail(
          SelectorError.UNCLOSED,
          open,
          "this ( is never closed",
          "a closing )",
          "write ) at its end");
    }
    if (!cursor.peek().is(Token.Type.CLOSE)) {
      depth++;
      throw unexpected();
    }
    cursor.take();
    return selector;
  }

  private void enter(Token token) {
    if (depth == Selector.NESTING_LIMIT) {
      String message = "parentheses and not are nested deeper than " + Selector.NESTING_LIMIT;
      throw cursor.fail(SelectorError.TOO_DEEP, token, message, "a flatter selector", null);
    }
    depth++;
    cursor.take();
  }

  /** Whether {@code not} or {@code all} is a key after all, since an operator stands behind it. */
  private boolean isKey() {
    Token next = cursor.peek(1);
    boolean list = next.isWord("in") || next.isWord("notin");
    return list ? cursor.peek(2).is(Token.Type.OPEN) : cursor.isOperator(1);
  }

  private Selector group() {
    Token token = cursor.take();
    String name = token.text().substring(Words.GROUP.length());
    GroupName.check(name)
        .ifPresent(
            fault -> {
              throw cursor.fail(SelectorError.GROUP, token, Words.GROUP.length(), fault, null);
            });
    if (cursor.isOperator(0)) {
      throw cursor.fail(
          SelectorError.UNEXPECTED,
          cursor.peek(),
          "a group is a condition by itself",
          after(),
          "drop what is compared with it");
    }
    return new Selector.GroupReference(name);
  }

  private SelectorSyntaxException unexpected() {
    Token token = cursor.peek();
    return cursor.fail(
        SelectorError.UNEXPECTED,
        token,
        "found " + token.shown() + " after a condition",
        after(),
        Suggestions.afterCondition(token, cursor.peek(1)));
  }

  private String after() {
    return depth > 0 ? "and, or, a comma, )" : "and, or, a comma, the end";
  }
}
