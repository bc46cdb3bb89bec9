package io.kitward.selector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random selectors print to text that reads back as equal, and match as an obvious oracle says. */
class SelectorRoundTripTest {
  private static final List<String> KEYS =
      List.of("a", "b", "and", "not", "in", "facts.os", "example.org/x", "all");
  private static final List<String> VALUES =
      List.of("", "1", "2", "07", "x", "or", "notin", "like");

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void printedTextReadsBackAsAnEqualSelectorOfTheSameMeaning(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 2000; round++) {
      Selector selector = selector(random, 4);
      Selector read = Selector.parse(selector.toString());
      assertThat(read).as(selector.toString()).isEqualTo(selector);
      assertThat(read).hasToString(selector.toString());
      for (int node = 0; node < 5; node++) {
        Set<Tag> tags = tags(random);
        assertThat(read.matches(Tags.of(tags)))
            .as("%s on %s", selector, tags)
            .isEqualTo(holds(selector, tags));
      }
    }
  }

  private static boolean holds(Selector selector, Set<Tag> tags) {
    return switch (selector) {
      case Selector.All ignored -> true;
      case Selector.And and ->
          !and.terms().stream().map(term -> holds(term, tags)).toList().contains(false);
      case Selector.Or or ->
          or.terms().stream().map(term -> holds(term, tags)).toList().contains(true);
      case Selector.Not not -> !holds(not.term(), tags);
      case Condition.Has has ->
          tags.stream().anyMatch(tag -> tag.key().equals(has.attribute().name()));
      case Condition.Lacks lacks -> !holds(new Condition.Has(lacks.attribute()), tags);
      case Condition.In in ->
          in.values().stream()
              .anyMatch(value -> tags.contains(new Tag(in.attribute().name(), value)));
      case Condition.NotIn notIn ->
          !holds(new Condition.In(notIn.attribute(), notIn.values()), tags);
      case Condition.Greater greater ->
          numbers(greater.attribute().name(), tags).stream().anyMatch(n -> n > greater.bound());
      case Condition.Compare ignored -> throw new IllegalStateException("tags only");
      case Condition.Like ignored -> throw new IllegalStateException("tags only");
      case Condition.Within ignored -> throw new IllegalStateException("tags only");
      case Selector.GroupReference ignored -> throw new IllegalStateException("tags only");
      case Condition.Less less ->
          numbers(less.attribute().name(), tags).stream().anyMatch(n -> n < less.bound());
    };
  }

  private static List<Long> numbers(String key, Set<Tag> tags) {
    return tags.stream()
        .filter(tag -> tag.key().equals(key) && tag.value().matches("[0-9]+"))
        .map(tag -> Long.valueOf(tag.value()))
        .toList();
  }

  private static Set<Tag> tags(Random random) {
    Set<Tag> tags = new TreeSet<>();
    IntStream.range(0, random.nextInt(6))
        .forEach(i -> tags.add(new Tag(any(random, KEYS), any(random, VALUES))));
    return tags;
  }

  private static Selector selector(Random random, int depth) {
    return switch (random.nextInt(depth == 0 ? 7 : 10)) {
      case 0 -> new Selector.All();
      case 1 -> new Condition.Has(Attribute.tag(any(random, KEYS)));
      case 2 -> new Condition.Lacks(Attribute.tag(any(random, KEYS)));
      case 3 -> new Condition.In(Attribute.tag(any(random, KEYS)), values(random));
      case 4 -> new Condition.NotIn(Attribute.tag(any(random, KEYS)), values(random));
      case 5 -> new Condition.Greater(Attribute.tag(any(random, KEYS)), random.nextInt(10));
      case 6 -> new Condition.Less(Attribute.tag(any(random, KEYS)), random.nextInt(10));
      case 7 -> new Selector.Not(selector(random, depth - 1));
      case 8 -> new Selector.And(terms(random, depth));
      default -> new Selector.Or(terms(random, depth));
    };
  }

  private static List<Selector> terms(Random random, int depth) {
    List<Selector> terms = new ArrayList<>();
    IntStream.range(0, 2 + random.nextInt(3)).forEach(i -> terms.add(selector(random, depth - 1)));
    return terms;
  }

  private static NavigableSet<String> values(Random random) {
    NavigableSet<String> values = new TreeSet<>();
    IntStream.rangeClosed(0, random.nextInt(3)).forEach(i -> values.add(any(random, VALUES)));
    return values;
  }

  private static String any(Random random, List<String> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
