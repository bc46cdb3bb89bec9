package io.kitward.selector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random selectors of every kind, hostile text among it, print to text that reads back as equal.
 */
class SelectorRoundTripTest {
  private static final List<String> KEYS =
      List.of("a", "b", "and", "not", "in", "like", "facts.os", "example.org/x", "all", "group");
  private static final List<String> PATHS =
      List.of("os.release", "certname", "a", "and", "mountpoints./var.size", "eth0:1", "x@y+z");
  private static final List<String> VALUES =
      List.of("", "1", "2", "07", "x", "or", "notin", "like", "certname", "facts.a", "A_b.C-1");
  private static final List<String> TEXTS =
      List.of(
          "",
          "x",
          "a b",
          "\"",
          "'",
          "\"\"",
          "it's",
          "10.0.0.0/8",
          "::1",
          "~",
          "*",
          "a,b",
          ")",
          "ä😀",
          "\\",
          "=",
          "and",
          "\u00a0",
          "\u202e",
          "facts.a",
          "group:a",
          "a".repeat(1024));
  private static final List<String> VERSIONS = List.of("0", "12", "12.4~rc1", "1:2.3-1+b1", "1_2");
  private static final List<String> NETWORKS =
      List.of("0.0.0.0/0", "10.2.0.0/16", "10.0.0.1", "::/0", "2001:db8::/32", "::1", "1::8:0:0");

  private static final List<Condition.Compare.Operator> OPERATORS =
      List.copyOf(EnumSet.allOf(Condition.Compare.Operator.class));

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void printedTextReadsBackAsAnEqualSelector(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 4000; round++) {
      Selector selector = selector(random, 4);
      Selector read = Selector.parse(selector.toString());
      assertThat(read).as(selector.toString()).isEqualTo(selector);
      assertThat(read).hasToString(selector.toString());
    }
  }

  @Test
  void theOrderOfValuesAndTheWayOfWritingDoNotShow() {
    assertThat(Selector.parse("a in (y,x,'y')")).hasToString("a in (x, y)");
    assertThat(Selector.parse("facts.ip in (::1, 10.0.0.0/8, 9.0.0.0/8)"))
        .hasToString("facts.ip in (9.0.0.0/8, 10.0.0.0/8, ::1/128)");
    assertThat(Selector.parse("facts.certname == 'x'")).hasToString("certname = x");
    assertThat(Selector.parse("((a)) , (b and(not (c)))")).hasToString("a and b and not c");
    assertThat(Selector.parse("facts.a like 'x**'")).hasToString("facts.a like \"x*\"");
    assertThat(Selector.parse("facts.a='say \"hi\"'")).hasToString("facts.a = \"say \"\"hi\"\"\"");
  }

  private static Selector selector(Random random, int depth) {
    return switch (random.nextInt(depth == 0 ? 7 : 10)) {
      case 0 -> new Selector.All();
      case 1 -> new Selector.GroupReference(any(random, List.of("a", "0", "db-servers")));
      case 2, 3, 4 -> tag(random);
      case 5, 6 -> fact(random);
      case 7 -> new Selector.Not(selector(random, depth - 1));
      case 8 -> new Selector.And(terms(random, depth));
      default -> new Selector.Or(terms(random, depth));
    };
  }

  private static Condition tag(Random random) {
    Attribute tag = Attribute.tag(any(random, KEYS));
    return switch (random.nextInt(7)) {
      case 0 -> new Condition.Has(tag);
      case 1 -> new Condition.Lacks(tag);
      case 2 -> new Condition.In(tag, some(random, VALUES));
      case 3 -> new Condition.NotIn(tag, some(random, VALUES));
      case 4 -> new Condition.Greater(tag, random.nextInt(10));
      case 5 -> new Condition.Less(tag, Long.MAX_VALUE);
      default -> new Condition.Like(tag, new Glob(any(random, List.of("*", "a?", "", "x-*.y"))));
    };
  }

  private static Condition fact(Random random) {
    Attribute fact = Attribute.fact(any(random, PATHS));
    return switch (random.nextInt(7)) {
      case 0 -> new Condition.Has(fact);
      case 1 -> new Condition.Lacks(fact);
      case 2 -> new Condition.In(fact, some(random, TEXTS));
      case 3 -> new Condition.NotIn(fact, some(random, TEXTS));
      case 4 ->
          new Condition.Compare(
              fact, any(random, OPERATORS), Version.parse(any(random, VERSIONS)).orElseThrow());
      case 5 -> new Condition.Like(fact, new Glob(any(random, TEXTS.subList(0, 21))));
      default -> within(random, fact);
    };
  }

  private static Condition within(Random random, Attribute fact) {
    NavigableSet<Network> networks = new TreeSet<>();
    some(random, NETWORKS).forEach(text -> networks.add(Network.parse(text)));
    return new Condition.Within(fact, networks, random.nextBoolean());
  }

  private static List<Selector> terms(Random random, int depth) {
    List<Selector> terms = new ArrayList<>();
    IntStream.range(0, 2 + random.nextInt(3)).forEach(i -> terms.add(selector(random, depth - 1)));
    return terms;
  }

  private static NavigableSet<String> some(Random random, List<String> choices) {
    List<String> shuffled = new ArrayList<>(choices);
    Collections.shuffle(shuffled, random);
    return new TreeSet<>(shuffled.subList(0, 1 + random.nextInt(3)));
  }

  private static <T> T any(Random random, List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
