package io.kitward.selector.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Random trees and nodes over few words, so that they meet often. */
record Worlds(Random random, Map<String, Tree> groups) {
  private static final List<String> TAGS =
      List.of("k", "env", "in", "and", "not", "example.org/x", "facts.f", "group");
  private static final List<String> TAG_VALUES =
      List.of("", "a", "b", "ab", "1", "2", "07", "12", "99999999999999999999", "or", "in", "a.b");
  private static final List<String> FACTS =
      List.of("facts.f", "facts.os.release", "facts.certname");
  private static final List<String> FACT_VALUES =
      List.of(
          "",
          "12",
          "12.4",
          "12.10",
          "13",
          "12~rc1",
          "1:2",
          "012",
          "sid",
          "-5",
          "a b",
          "it's \"x\"",
          "db-1.lab",
          "db-2.lab",
          "web-1.lab",
          "ä😀",
          "a,b",
          "like",
          "10.2.3.4",
          "12-1",
          "12-1.1");
  private static final List<String> ADDRESSES =
      List.of(
          "10.2.3.4",
          "10.3.0.1",
          "10.2.0.0",
          "0.0.0.0",
          "2001:db8::1",
          "::1",
          "::ffff:10.2.9.9",
          "10.2.3",
          "10.2.3.4.5",
          "sid",
          "");
  private static final List<String> NETWORKS =
      List.of(
          "10.2.0.0/16",
          "10.0.0.0/8",
          "0.0.0.0/0",
          "10.2.3.4/32",
          "10.2.3.4",
          "10.3.0.0/31",
          "2001:db8::/32",
          "::/0",
          "::1",
          "2001:db8::/127");
  private static final List<String> VERSIONS =
      List.of("12", "12.4", "0", "13", "12~rc1", "1:2", "12-1", "12.sid", "007");
  private static final List<String> TAG_GLOBS =
      List.of("*", "?", "a*", "*b", "?*", "a?b", "", "ab");
  private static final List<String> FACT_GLOBS =
      List.of("*", "db-*", "db-?.lab", "*.lab", "1*", "?", "??", "*1*l*", "a b", "*\"*", "**", "");

  Tree tree(int depth) {
    int choice = random.nextInt(depth == 0 ? 6 : 12);
    return switch (choice) {
      case 0, 1, 2 -> tag();
      case 3, 4 -> fact();
      case 5 -> random.nextInt(4) == 0 ? new Tree.All() : group();
      case 6, 7, 8 -> new Tree.Both(tree(depth - 1), tree(depth - 1));
      case 9, 10 -> new Tree.Either(tree(depth - 1), tree(depth - 1));
      default -> new Tree.Not(tree(depth - 1));
    };
  }

  private Tree group() {
    if (groups.isEmpty()) {
      return fact();
    }
    String name = any(new ArrayList<>(new TreeSet<>(groups.keySet())));
    return new Tree.Group(name, groups.getOrDefault(name, new Tree.All()));
  }

  private Tree tag() {
    String tag = any(TAGS);
    String key = tag.startsWith("facts.") ? "tag:" + tag : tag;
    String operator = any(List.of("has", "lacks", "=", "!=", "in", "notin", ">", "<", "like"));
    return switch (operator) {
      case ">", "<" -> new Tree.Ask(key, operator, List.of("" + random.nextInt(14)));
      case "like" -> new Tree.Ask(key, operator, List.of(any(TAG_GLOBS)));
      case "=", "!=" -> new Tree.Ask(key, operator, List.of(any(TAG_VALUES)));
      default -> new Tree.Ask(key, operator, some(TAG_VALUES));
    };
  }

  private Tree fact() {
    String operator =
        any(
            List.of(
                "has", "lacks", "=", "!=", "in", "notin", ">", "<", ">=", "<=", "like", "within",
                "outside"));
    return switch (operator) {
      case ">", "<", ">=", "<=" -> new Tree.Ask(any(FACTS), operator, List.of(any(VERSIONS)));
      case "like" -> new Tree.Ask(any(FACTS), operator, List.of(any(FACT_GLOBS)));
      case "within", "outside" -> new Tree.Ask("facts.ip", operator, networks());
      case "=", "!=" -> new Tree.Ask(any(FACTS), operator, List.of(any(FACT_VALUES)));
      default -> new Tree.Ask(any(FACTS), operator, some(FACT_VALUES));
    };
  }

  /** At least one of them with a slash, which is what makes a list one of networks. */
  private List<String> networks() {
    List<String> networks = new ArrayList<>(some(NETWORKS));
    networks.add("192.168.0.0/16");
    return networks;
  }

  /** Values by attribute; the key of a tag that looks like a fact begins with {@code tag:}. */
  Map<String, Set<String>> node() {
    Map<String, Set<String>> node = new TreeMap<>();
    for (String tag : TAGS) {
      put(node, tag.startsWith("facts.") ? "tag:" + tag : tag, TAG_VALUES, 3);
    }
    put(node, "facts.f", FACT_VALUES, 3);
    put(node, "facts.os.release", FACT_VALUES, 3);
    put(node, "facts.ip", ADDRESSES, 3);
    node.put("facts.certname", Set.of(any(List.of("db-1.lab", "db-2.lab", "web-1.lab", "12.lab"))));
    return node;
  }

  private void put(Map<String, Set<String>> node, String attribute, List<String> from, int most) {
    Set<String> values = new TreeSet<>();
    for (int i = random.nextInt(most); i > 0; i--) {
      values.add(any(from));
    }
    if (!values.isEmpty()) {
      node.put(attribute, values);
    }
  }

  private List<String> some(List<String> from) {
    List<String> some = new ArrayList<>(List.of(any(from)));
    for (int i = random.nextInt(3); i > 0; i--) {
      some.add(any(from));
    }
    return some;
  }

  private String any(List<String> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
