package io.kitward.selector.oracle;

import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes trees as selectors, each time in another of the ways that the grammar allows. */
record Texts(Random random) {
  private static final Set<String> WORDS = Set.of("and", "or", "not", "all", "like");

  private static final int OR = 0;
  private static final int AND = 1;
  private static final int TERM = 2;

  String write(Tree tree) {
    return write(tree, OR);
  }

  /** With parentheses where the place binds tighter than the tree, and sometimes elsewhere. */
  private String write(Tree tree, int place) {
    String text =
        switch (tree) {
          case Tree.All ignored -> "all";
          case Tree.Group group -> "group:" + group.name();
          case Tree.Both both ->
              write(both.left(), AND)
                  + any(" and ", ",", " , ", "\nand\t")
                  + write(both.right(), AND);
          case Tree.Either either -> write(either.left(), OR) + " or " + write(either.right(), OR);
          case Tree.Not not -> "not " + write(not.term(), TERM);
          case Tree.Ask ask -> write(ask);
        };
    int binds = tree instanceof Tree.Either ? OR : tree instanceof Tree.Both ? AND : TERM;
    return binds < place || random.nextInt(8) == 0 ? any("(", "( ") + text + any(")", " )") : text;
  }

  private String write(Tree.Ask ask) {
    String attribute = attribute(ask.attribute());
    return switch (ask.operator()) {
      case "has" -> attribute;
      case "lacks" -> any("!", "! ") + attribute;
      case "=" -> attribute + any("=", " = ", "==", " ==") + value(ask.operands().getFirst());
      case "!=" -> attribute + any("!=", " != ") + value(ask.operands().getFirst());
      case "in" -> attribute + any(" in ", " in") + list(ask.operands());
      case "notin" -> attribute + any(" notin ", " notin") + list(ask.operands());
      case "within" -> attribute + " in " + networks(ask.operands());
      case "outside" -> attribute + " notin " + networks(ask.operands());
      case "like" -> attribute + " like " + quoted(ask.operands().getFirst());
      default ->
          attribute + any("", " ") + ask.operator() + any("", " ") + ask.operands().getFirst();
    };
  }

  private String attribute(String attribute) {
    boolean fact = attribute.startsWith("facts.");
    if (attribute.equals("facts.certname")) {
      return any("certname", attribute);
    }
    if (attribute.startsWith("tag:")) {
      return quoted(attribute.substring(4));
    }
    return fact || (!WORDS.contains(attribute) && random.nextInt(4) > 0)
        ? attribute
        : quoted(attribute);
  }

  private String list(List<String> values) {
    return values.stream().map(this::value).collect(Collectors.joining(any(",", ", "), "(", ")"));
  }

  private String networks(List<String> networks) {
    return networks.size() == 1 && networks.getFirst().contains("/")
        ? networks.getFirst()
        : networks.stream().collect(Collectors.joining(any(",", ", "), "(", ")"));
  }

  private String value(String value) {
    boolean plain = value.matches("[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?");
    return plain && random.nextInt(4) > 0 ? value : quoted(value);
  }

  private String quoted(String text) {
    String quote = any("\"", "'");
    return quote + text.replace(quote, quote + quote) + quote;
  }

  private String any(String... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
