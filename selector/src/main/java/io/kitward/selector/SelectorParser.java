package io.kitward.selector;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads selectors by recursive descent: {@code not} binds tightest, then {@code and} and the comma,
 * then {@code or}.
 */
final class SelectorParser {
  private static final Set<String> RESERVED = Words.RESERVED;
  private static final Map<String, String> FOREIGN =
      Map.of(
          "&&", "and", "&", "and", "||", "or", "|", "or", "AND", "and", "OR", "or", "IN", "in",
          "NOTIN", "notin");
  private static final String CONDITION =
      "a condition such as database or environment = production";

  private final String text;
  private final List<Token> tokens;
  private int at;
  private int depth;

  private SelectorParser(String text) {
    this.text = text;
    this.tokens = Lexer.tokens(text);
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
    if (peek().is(Token.Type.END)) {
      throw fail(
          SelectorError.EMPTY,
          peek(),
          "an empty selector selects nothing",
          CONDITION,
          "write all to mean all");
    }
    Selector selector = disjunction();
    Token rest = peek();
    if (rest.is(Token.Type.END)) {
      return selector;
    }
    if (rest.is(Token.Type.CLOSE)) {
      throw fail(
          SelectorError.UNEXPECTED, rest, "this ) closes nothing", "the end, and, or", "drop it");
    }
    throw unexpected(rest);
  }

  private Selector disjunction() {
    List<Selector> terms = new ArrayList<>();
    terms.add(conjunction());
    while (peek().isWord("or")) {
      at++;
      terms.add(conjunction());
    }
    return terms.size() == 1 ? terms.getFirst() : new Selector.Or(terms);
  }

  private Selector conjunction() {
    List<Selector> terms = new ArrayList<>();
    terms.add(term());
    while (peek().is(Token.Type.COMMA) || peek().isWord("and")) {
      at++;
      terms.add(term());
    }
    return terms.size() == 1 ? terms.getFirst() : new Selector.And(terms);
  }

  private Selector term() {
    Token token = peek();
    if (token.isWord("not") && !operatorFollows()) {
      enter(token);
      Selector term = term();
      depth--;
      return new Selector.Not(term);
    }
    if (token.is(Token.Type.OPEN)) {
      enter(token);
      Selector selector = disjunction();
      depth--;
      if (!peek().is(Token.Type.CLOSE)) {
        if (peek().is(Token.Type.END)) {
          throw fail(
              SelectorError.UNCLOSED,
              token,
              "this ( is never closed",
              "a closing )",
              "write ) at its end");
        }
        throw unexpected(peek());
      }
      at++;
      return selector;
    }
    if (token.isWord("all") && !operatorFollows()) {
      at++;
      return new Selector.All();
    }
    return condition();
  }

  private void enter(Token token) {
    if (depth == Selector.NESTING_LIMIT) {
      String message = "parentheses and not are nested deeper than " + Selector.NESTING_LIMIT;
      throw fail(SelectorError.TOO_DEEP, token, message, "a flatter selector", null);
    }
    depth++;
    at++;
  }

  private Selector condition() {
    if (peek().is(Token.Type.BANG)) {
      at++;
      if (peek().is(Token.Type.OPEN)) {
        throw fail(
            SelectorError.UNEXPECTED, peek(), "! negates a key only", "a tag key", "write not (…)");
      }
      Condition.Lacks lacks = new Condition.Lacks(Attribute.tag(key()));
      if (operatorAt(at)) {
        throw fail(
            SelectorError.UNEXPECTED,
            peek(),
            "! is followed by a key alone",
            "the end, and, or",
            "write not before the condition");
      }
      return lacks;
    }
    Attribute key = Attribute.tag(key());
    Token operator = peek();
    if (operator.isWord("like")) {
      throw fail(
          SelectorError.RESERVED,
          operator,
          "like is reserved",
          "= != in notin > <",
          "use in (…) with the values");
    }
    if (!operatorAt(at)) {
      return new Condition.Has(key);
    }
    at++;
    return switch (operator.type()) {
      case EQUALS -> new Condition.In(key, exactValue());
      case NOT_EQUALS -> new Condition.NotIn(key, exactValue());
      case GREATER -> new Condition.Greater(key, bound(operator));
      case LESS -> new Condition.Less(key, bound(operator));
      case WORD ->
          operator.isWord("in")
              ? new Condition.In(key, values())
              : new Condition.NotIn(key, values());
      case QUOTED, BANG, OPEN, CLOSE, COMMA, END -> throw unexpected(operator);
    };
  }

  private String key() {
    Token token = peek();
    if (!token.isLabel()) {
      boolean afterComma = at > 0 && tokens.get(at - 1).is(Token.Type.COMMA);
      String fix = afterComma && token.is(Token.Type.END) ? "drop the last comma" : null;
      throw fail(
          SelectorError.UNEXPECTED,
          token,
          "found " + token.shown() + " in place of a condition",
          CONDITION,
          fix);
    }
    if (token.is(Token.Type.WORD)) {
      refuseReserved(token);
    }
    at++;
    int start = token.is(Token.Type.QUOTED) ? token.offset() + 1 : token.offset();
    LabelSyntax.checkTagKey(token.text())
        .ifPresent(
            fault -> {
              throw new SelectorSyntaxException(
                  text,
                  SelectorError.KEY,
                  start + fault.offset(),
                  fault.length(),
                  fault.message(),
                  fault.expected(),
                  null);
            });
    return token.text();
  }

  private void refuseReserved(Token token) {
    String word = token.text();
    String quoted = "write \"" + word + "\" to mean the tag of that name";
    if (RESERVED.contains(word)) {
      throw fail(
          SelectorError.RESERVED,
          token,
          word + " is a word of the language, not a key",
          CONDITION,
          quoted);
    }
    if (word.startsWith("facts.")) {
      throw fail(
          SelectorError.RESERVED,
          token,
          "conditions on facts are reserved",
          "a condition on a tag",
          quoted);
    }
    if (word.startsWith("group:")) {
      throw fail(
          SelectorError.RESERVED,
          token,
          "groups are reserved",
          "a condition on a tag",
          "write the group's selector");
    }
  }

  private NavigableSet<String> exactValue() {
    NavigableSet<String> values = new TreeSet<>();
    values.add(
        peek().is(Token.Type.END) || peek().is(Token.Type.COMMA) || peek().is(Token.Type.CLOSE)
            ? ""
            : value());
    return values;
  }

  private NavigableSet<String> values() {
    Token open = peek();
    if (!open.is(Token.Type.OPEN)) {
      throw fail(
          SelectorError.UNEXPECTED,
          open,
          "found " + open.shown(),
          "( and a list of values",
          "write (a, b)");
    }
    at++;
    if (peek().is(Token.Type.CLOSE)) {
      throw fail(
          SelectorError.UNEXPECTED,
          peek(),
          "the list of values is empty",
          "at least one value",
          null);
    }
    NavigableSet<String> values = new TreeSet<>();
    while (true) {
      boolean empty = peek().is(Token.Type.COMMA) || peek().is(Token.Type.CLOSE);
      values.add(empty ? "" : value());
      Token next = peek();
      if (next.is(Token.Type.END)) {
        throw fail(
            SelectorError.UNCLOSED,
            open,
            "this ( is never closed",
            "a closing )",
            "write ) after the values");
      }
      if (!next.is(Token.Type.COMMA) && !next.is(Token.Type.CLOSE)) {
        throw fail(
            SelectorError.UNEXPECTED,
            next,
            "found " + next.shown() + " in a list of values",
            ", or )",
            null);
      }
      at++;
      if (next.is(Token.Type.CLOSE)) {
        return values;
      }
    }
  }

  private String value() {
    Token token = peek();
    if (!token.isLabel()) {
      throw fail(
          SelectorError.UNEXPECTED,
          token,
          "found " + token.shown() + " in place of a value",
          "a value",
          null);
    }
    at++;
    int start = token.is(Token.Type.QUOTED) ? token.offset() + 1 : token.offset();
    LabelSyntax.checkValue(token.text())
        .ifPresent(
            fault -> {
              throw new SelectorSyntaxException(
                  text,
                  SelectorError.VALUE,
                  start + fault.offset(),
                  fault.length(),
                  fault.message(),
                  fault.expected(),
                  null);
            });
    return token.text();
  }

  private long bound(Token operator) {
    Token token = peek();
    if (token.is(Token.Type.EQUALS)) {
      String fix = "compare with the next whole number: key " + operator.text() + " NUMBER";
      throw fail(
          SelectorError.UNEXPECTED,
          token,
          "there is no " + operator.text() + "=",
          "a whole number",
          fix);
    }
    OptionalLong bound = WholeNumber.parse(token.isLabel() ? token.text() : "");
    if (bound.isEmpty()) {
      String message = "found " + token.shown() + " in place of a whole number";
      throw fail(SelectorError.NUMBER, token, message, "digits, at most " + Long.MAX_VALUE, null);
    }
    at++;
    return bound.getAsLong();
  }

  private Token peek() {
    return tokens.get(at);
  }

  /** Whether the word here is a key after all, since an operator stands behind it. */
  private boolean operatorFollows() {
    Token next = tokens.get(Math.min(at + 1, tokens.size() - 1));
    boolean word = next.isWord("in") || next.isWord("notin");
    return word ? tokens.get(at + 2).is(Token.Type.OPEN) : operatorAt(at + 1);
  }

  private boolean operatorAt(int index) {
    Token token = tokens.get(Math.min(index, tokens.size() - 1));
    return switch (token.type()) {
      case EQUALS, NOT_EQUALS, GREATER, LESS -> true;
      case WORD -> token.text().equals("in") || token.text().equals("notin");
      case QUOTED, BANG, OPEN, CLOSE, COMMA, END -> false;
    };
  }

  private SelectorSyntaxException unexpected(Token token) {
    String fix = null;
    if (token.isWord("not") && tokens.get(Math.min(at + 1, tokens.size() - 1)).isWord("in")) {
      fix = "write notin in one word";
    } else if (token.is(Token.Type.WORD)) {
      String meant = FOREIGN.get(token.text());
      fix =
          meant == null
              ? DidYouMean.closest(token.text(), List.of("and", "or", "in", "notin"))
                  .map(word -> "did you mean " + word + "?")
                  .orElse("write and or or between two conditions")
              : "did you mean " + meant + "?";
    }
    return fail(
        SelectorError.UNEXPECTED,
        token,
        "found " + token.shown() + " after a condition",
        depth > 0 ? "and, or, a comma, )" : "and, or, a comma, the end",
        fix);
  }

  private SelectorSyntaxException fail(
      SelectorError error, Token token, String message, String expected, @Nullable String fix) {
    return new SelectorSyntaxException(
        text, error, token.offset(), token.length(), message, expected, fix);
  }
}
