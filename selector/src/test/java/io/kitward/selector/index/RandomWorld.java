package io.kitward.selector.index;

import io.kitward.selector.Attribute;
import io.kitward.selector.Condition;
import io.kitward.selector.Facts;
import io.kitward.selector.Glob;
import io.kitward.selector.Network;
import io.kitward.selector.Selector;
import io.kitward.selector.Subject;
import io.kitward.selector.Tag;
import io.kitward.selector.Tags;
import io.kitward.selector.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Random nodes and selectors of one small vocabulary, so that they meet often: keys that are
 * absent, bare, single or hold several values, facts of few and of many values, every kind of
 * condition.
 */
final class RandomWorld {
  private static final int KEYS = 7;
  private static final int VALUES = 5;
  private static final List<Condition.Compare.Operator> OPERATORS =
      List.of(Condition.Compare.Operator.values());

  private final SplittableRandom random;

  RandomWorld(long seed) {
    this.random = new SplittableRandom(seed);
  }

  SplittableRandom random() {
    return random;
  }

  Subject subject() {
    List<Tag> tags = new ArrayList<>();
    for (int key = 0; key < KEYS; key++) {
      int values = random.nextInt(6) == 0 ? 2 + random.nextInt(2) : random.nextInt(3) == 0 ? 0 : 1;
      for (int i = 0; i < values; i++) {
        tags.add(new Tag("k" + key, value()));
      }
    }
    Map<String, List<String>> facts = new TreeMap<>();
    if (random.nextBoolean()) {
      facts.put("os.release", List.of(version()));
    }
    if (random.nextBoolean()) {
      facts.put("ip", List.of(address(), address()));
    }
    return Subject.of("db-" + random.nextInt(300) + ".lab", Tags.of(tags), Facts.ofLists(facts));
  }

  Selector selector() {
    return selector(1 + random.nextInt(3));
  }

  private Selector selector(int depth) {
    if (depth == 0) {
      return condition();
    }
    return switch (random.nextInt(8)) {
      case 0 -> condition();
      case 1 -> random.nextInt(10) == 0 ? new Selector.All() : condition();
      case 2 -> new Selector.Not(selector(depth - 1));
      case 3, 4 -> new Selector.Or(terms(depth));
      default -> new Selector.And(terms(depth));
    };
  }

  private List<Selector> terms(int depth) {
    List<Selector> terms = new ArrayList<>();
    for (int i = 2 + random.nextInt(3); i > 0; i--) {
      terms.add(selector(depth - 1));
    }
    return terms;
  }

  private Condition condition() {
    Attribute tag = Attribute.tag("k" + random.nextInt(KEYS + 1));
    return switch (random.nextInt(14)) {
      case 0 -> new Condition.Has(tag);
      case 1 -> new Condition.Lacks(tag);
      case 2, 3, 4 -> new Condition.In(tag, values(1));
      case 5 -> new Condition.In(tag, values(3));
      case 6, 7 -> new Condition.NotIn(tag, values(1 + random.nextInt(3)));
      case 8 -> new Condition.Greater(tag, random.nextInt(4));
      case 9 -> new Condition.Less(tag, random.nextInt(4));
      case 10 ->
          new Condition.Like(
              random.nextBoolean() ? tag : Attribute.CERTNAME,
              new Glob("*" + random.nextInt(4) + (random.nextBoolean() ? "*" : "?.lab")));
      case 11 ->
          new Condition.Compare(
              Attribute.fact("os.release"),
              OPERATORS.get(random.nextInt(OPERATORS.size())),
              Version.parse(version()).orElseThrow());
      case 12 ->
          new Condition.Within(
              Attribute.fact("ip"),
              new TreeSet<>(List.of(Network.parse("10." + random.nextInt(3) + ".0.0/16"))),
              random.nextBoolean());
      default ->
          random.nextBoolean()
              ? new Condition.In(Attribute.CERTNAME, new TreeSet<>(certnames()))
              : new Condition.Has(Attribute.fact("ip"));
    };
  }

  /** Sometimes more than the index takes apart. */
  private List<String> certnames() {
    List<String> names = new ArrayList<>();
    for (int i = random.nextInt(4) == 0 ? 60 : 1 + random.nextInt(3); i > 0; i--) {
      names.add("db-" + random.nextInt(300) + ".lab");
    }
    return names;
  }

  private NavigableSet<String> values(int count) {
    NavigableSet<String> values = new TreeSet<>();
    for (int i = 0; i < count; i++) {
      values.add(value());
    }
    return values;
  }

  private String value() {
    return switch (random.nextInt(VALUES + 1)) {
      case 0 -> "";
      case 1 -> Integer.toString(random.nextInt(5));
      default -> "v" + random.nextInt(VALUES);
    };
  }

  private String version() {
    return random.nextInt(10, 14) + (random.nextBoolean() ? "." + random.nextInt(10) : "");
  }

  private String address() {
    return "10." + random.nextInt(3) + ".0." + random.nextInt(1, 200);
  }
}
