package io.kitward.selector;

import io.kitward.selector.Condition.Compare.Operator;
import java.util.Optional;

/** Reads one condition: what it looks at, the operator, and what that compares with. */
final class ConditionParser {
  private final TokenCursor cursor;
  private final OperandParser operands;

  ConditionParser(TokenCursor cursor) {
    this.cursor = cursor;
    this.operands = new OperandParser(cursor);
  }

  Condition condition() {
    if (cursor.peek().is(Token.Type.BANG)) {
      return lacks();
    }
    Attribute attribute = attribute();
    if (!cursor.isOperator(0)) {
      return new Condition.Has(attribute);
    }
    Token operator = cursor.take();
    return switch (operator.type()) {
      case EQUALS -> new Condition.In(attribute, operands.exactValue(attribute, operator));
      case NOT_EQUALS -> new Condition.NotIn(attribute, operands.exactValue(attribute, operator));
      case GREATER ->
          attribute.isTag()
              ? new Condition.Greater(attribute, operands.bound(attribute, operator))
              : compare(attribute, Operator.GREATER, operator);
      case LESS ->
          attribute.isTag()
              ? new Condition.Less(attribute, operands.bound(attribute, operator))
              : compare(attribute, Operator.LESS, operator);
      case GREATER_OR_EQUAL -> compare(attribute, Operator.GREATER_OR_EQUAL, operator);
      case LESS_OR_EQUAL -> compare(attribute, Operator.LESS_OR_EQUAL, operator);
      case WORD ->
          switch (operator.text()) {
            case "in" -> operands.membership(attribute, operator, false);
            case "notin" -> operands.membership(attribute, operator, true);
            default -> new Condition.Like(attribute, operands.glob(attribute));
          };
      case QUOTED, BANG, OPEN, CLOSE, COMMA, END ->
          throw new IllegalStateException("not an operator: " + operator.shown());
    };
  }

  private Condition lacks() {
    cursor.take();
    Token token = cursor.peek();
    if (token.is(Token.Type.OPEN) || isGroup(token)) {
      String what = token.is(Token.Type.OPEN) ? "(…)" : token.text();
      throw cursor.fail(
          SelectorError.UNEXPECTED,
          token,
          "! negates a key only",
          "a tag key or a fact",
          "write not " + what);
    }
    Condition.Lacks lacks = new Condition.Lacks(attribute());
    if (cursor.isOperator(0)) {
      throw cursor.fail(
          SelectorError.UNEXPECTED,
          cursor.peek(),
          "! is followed by a key alone",
          "the end, and, or",
          "write not before the condition");
    }
    return lacks;
  }

  private static boolean isGroup(Token token) {
    return token.is(Token.Type.WORD) && token.text().startsWith(Words.GROUP);
  }

  private Condition compare(Attribute attribute, Operator comparison, Token operator) {
    if (attribute.isTag()) {
      throw cursor.fail(
          SelectorError.UNEXPECTED,
          operator,
          "a tag cannot be compared with " + operator.text(),
          "= != in notin like, or > < with a whole number",
          Suggestions.inclusive(attribute.name(), operator, cursor.peek()));
    }
    return new Condition.Compare(attribute, comparison, operands.version(operator));
  }

  private Attribute attribute() {
    Token token = cursor.peek();
    if (!token.isLabel()) {
      throw cursor.fail(
          SelectorError.UNEXPECTED,
          token,
          "found " + token.shown() + " in place of a condition",
          Suggestions.CONDITION,
          cursor.isAfter(Token.Type.COMMA) && token.is(Token.Type.END)
              ? "drop the last comma"
              : null);
    }
    cursor.take();
    if (!token.is(Token.Type.WORD)) {
      return tag(token);
    }
    String word = token.text();
    if (word.equals(Words.CERTNAME)) {
      return Attribute.CERTNAME;
    }
    if (Words.RESERVED.contains(word)) {
      throw cursor.fail(
          SelectorError.RESERVED,
          token,
          word + " is a word of the language, not a key",
          Suggestions.CONDITION,
          "write \"" + word + "\" to mean the tag of that name");
    }
    return word.startsWith(Words.FACTS) ? fact(token) : tag(token);
  }

  private Attribute tag(Token token) {
    Optional<LabelSyntax.Fault> fault = LabelSyntax.checkTagKey(token.text());
    if (fault.isPresent()) {
      throw cursor.fail(
          SelectorError.KEY,
          token,
          0,
          fault.get(),
          Suggestions.forKey(token.text(), fault.get().offset()));
    }
    return Attribute.tag(token.text());
  }

  private Attribute fact(Token token) {
    String path = token.text().substring(Words.FACTS.length());
    Optional<LabelSyntax.Fault> fault = FactSyntax.checkPath(path);
    if (fault.isPresent()) {
      String fix =
          path.isEmpty()
              ? "write the path of a fact after facts. such as facts.os.release"
              : Suggestions.forKey(path, fault.get().offset());
      throw cursor.fail(SelectorError.KEY, token, Words.FACTS.length(), fault.get(), fix);
    }
    return Attribute.fact(path);
  }
}
