package io.kitward.selector;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads what an operator compares with: values, lists, networks, numbers, versions, patterns. */
final class OperandParser {
  private final TokenCursor cursor;

  OperandParser(TokenCursor cursor) {
    this.cursor = cursor;
  }

  /** The one value after {@code =} or {@code !=}; none at all is the empty value. */
  NavigableSet<String> exactValue(Attribute attribute, Token operator) {
    NavigableSet<String> values = new TreeSet<>();
    Token token = cursor.peek();
    boolean none =
        token.is(Token.Type.END) || token.is(Token.Type.COMMA) || token.is(Token.Type.CLOSE);
    if (none) {
      values.add("");
      return values;
    }
    if (token.is(Token.Type.WORD) && !attribute.isTag() && Network.looksLikeOne(token.text())) {
      String word = operator.is(Token.Type.EQUALS) ? "in" : "notin";
      throw cursor.fail(
          SelectorError.NETWORK,
          token,
          "an address does not equal a network",
          "a value; quoted it is text",
          "write " + attribute + " " + word + " " + token.text());
    }
    values.add(value(attribute, cursor.take()));
    return values;
  }

  /** What follows {@code in} or {@code notin}: a list in parentheses, or one network. */
  Condition membership(Attribute attribute, Token operator, boolean negative) {
    Token open = cursor.peek();
    if (isNetwork(open)) {
      NavigableSet<Network> networks = new TreeSet<>();
      networks.add(network(attribute, operator, cursor.take()));
      return new Condition.Within(attribute, networks, negative);
    }
    List<Token> items = list(attribute, open);
    if (items.stream().anyMatch(OperandParser::isNetwork)) {
      NavigableSet<Network> networks = new TreeSet<>();
      items.forEach(item -> networks.add(network(attribute, operator, item)));
      return new Condition.Within(attribute, networks, negative);
    }
    NavigableSet<String> values = new TreeSet<>();
    items.forEach(item -> values.add(value(attribute, item)));
    return negative ? new Condition.NotIn(attribute, values) : new Condition.In(attribute, values);
  }

  private static boolean isNetwork(Token token) {
    return token.is(Token.Type.WORD) && Network.looksLikeOne(token.text());
  }

  /** The items of a list; a missing one is the empty text, as in Kubernetes. */
  private List<Token> list(Attribute attribute, Token open) {
    if (!open.is(Token.Type.OPEN)) {
      throw cursor.fail(
          SelectorError.UNEXPECTED,
          open,
          "found " + open.shown(),
          attribute.isTag()
              ? "( and a list of values"
              : "( and a list of values, or a network such as 10.2.0.0/16",
          open.isLabel() ? "write (" + open.shown().replace("'", "") + ")" : "write (a, b)");
    }
    cursor.take();
    if (cursor.peek().is(Token.Type.CLOSE)) {
      throw cursor.fail(
          SelectorError.UNEXPECTED,
          cursor.peek(),
          "the list of values is empty",
          "at least one value",
          null);
    }
    List<Token> items = new ArrayList<>();
    while (true) {
      Token item = cursor.peek();
      boolean missing = item.is(Token.Type.COMMA) || item.is(Token.Type.CLOSE);
      items.add(missing ? new Token(Token.Type.QUOTED, "", item.offset(), 0) : cursor.take());
      Token next = cursor.peek();
      if (next.is(Token.Type.END)) {
        throw cursor.fail(
            SelectorError.UNCLOSED,
            open,
            "this ( is never closed",
            "a closing )",
            "write ) after the values");
      }
      if (!next.is(Token.Type.COMMA) && !next.is(Token.Type.CLOSE)) {
        throw cursor.fail(
            SelectorError.UNEXPECTED,
            next,
            "found " + next.shown() + " in a list of values",
            ", or )",
            next.isLabel() ? "write a comma between two values" : null);
      }
      cursor.take();
      if (next.is(Token.Type.CLOSE)) {
        return items;
      }
    }
  }

  private String value(Attribute attribute, Token token) {
    requireLabel(token, "a value", Suggestions.reversed(token));
    Optional<LabelSyntax.Fault> fault =
        attribute.isTag()
            ? LabelSyntax.checkValue(token.text())
            : token.is(Token.Type.WORD)
                ? FactSyntax.checkWord(token.text())
                : FactSyntax.checkText(token.text());
    if (fault.isPresent()) {
      throw cursor.fail(
          SelectorError.VALUE,
          token,
          0,
          fault.get(),
          Suggestions.forValue(attribute, token, fault.get().offset()));
    }
    return token.text();
  }

  private Network network(Attribute attribute, Token operator, Token token) {
    if (attribute.isTag()) {
      String fact = Suggestions.asFact(attribute.name());
      throw cursor.fail(
          SelectorError.NETWORK,
          token,
          "the value of a tag is never an address in a network",
          "a list of values, or a fact before " + operator.text(),
          "did you mean " + fact + " " + operator.text() + " " + token.text() + "?");
    }
    if (!token.is(Token.Type.WORD)) {
      throw cursor.fail(
          SelectorError.NETWORK,
          token,
          "found " + (token.isLabel() ? "quoted text" : token.shown()) + " among networks",
          "networks and addresses, unquoted",
          "keep networks and text in two conditions, joined by or");
    }
    Optional<Network.Refusal> refusal = Network.refusal(token.text());
    if (refusal.isPresent()) {
      String fix = refusal.get().instead().map(network -> "write " + network).orElse(null);
      throw cursor.fail(
          SelectorError.NETWORK,
          token,
          refusal.get().message(),
          "a network such as 10.2.0.0/16 or 2001:db8::/32",
          fix);
    }
    return Network.parse(token.text());
  }

  /** The whole number that a tag is compared with, as Kubernetes reads it. */
  long bound(Attribute attribute, Token operator) {
    Token token = cursor.peek();
    OptionalLong bound = WholeNumber.parse(token.isLabel() ? token.text() : "");
    if (bound.isEmpty()) {
      boolean version = token.isLabel() && Version.parse(token.text()).isPresent();
      throw cursor.fail(
          SelectorError.NUMBER,
          token,
          "found " + token.shown() + " in place of a whole number",
          "digits, at most " + Long.MAX_VALUE,
          version
              ? "versions are compared on facts: "
                  + Suggestions.asFact(attribute.name())
                  + " "
                  + operator.text()
                  + " "
                  + token.text()
              : Suggestions.split(operator, token));
    }
    cursor.take();
    return bound.getAsLong();
  }

  /** The number or version that a fact is compared with. */
  Version version(Token operator) {
    Token token = cursor.peek();
    Optional<Version> version = Version.parse(token.isLabel() ? token.text() : "");
    if (version.isEmpty()) {
      throw cursor.fail(
          SelectorError.VERSION,
          token,
          "found " + token.shown() + " in place of a number or version",
          "a digit first, such as 12 or 12.4",
          Suggestions.split(operator, token));
    }
    cursor.take();
    return version.get();
  }

  Glob glob(Attribute attribute) {
    Token token = cursor.take();
    requireLabel(token, "a pattern in quotes", Suggestions.alternatives(attribute, token));
    if (token.is(Token.Type.WORD) && (token.text().contains("*") || token.text().contains("?"))) {
      throw cursor.fail(
          SelectorError.VALUE,
          token,
          "a pattern with wildcards stands in quotes",
          "a quote",
          "write \"" + token.text() + "\"");
    }
    Optional<LabelSyntax.Fault> fault =
        Glob.check(token.text())
            .or(() -> attribute.isTag() ? Glob.checkForTags(token.text()) : Optional.empty());
    if (fault.isPresent()) {
      throw cursor.fail(SelectorError.VALUE, token, 0, fault.get(), null);
    }
    return new Glob(token.text());
  }

  private void requireLabel(Token token, String what, @Nullable String fix) {
    if (!token.isLabel()) {
      throw cursor.fail(
          SelectorError.UNEXPECTED,
          token,
          "found " + token.shown() + " in place of " + what,
          what,
          fix);
    }
  }
}
