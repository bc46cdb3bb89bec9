package io.kitward.selector.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kitward.selector.Attribute;
import io.kitward.selector.Condition;
import io.kitward.selector.Facts;
import io.kitward.selector.Glob;
import io.kitward.selector.Selector;
import io.kitward.selector.Subject;
import io.kitward.selector.Tags;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The fleet index answers as a selector does that is asked of every node, whatever came before. */
class FleetIndexTest {
  private static final int STEPS = 30;
  private static final int SELECTORS = 60;

  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23, 24})
  void afterEveryChangeItAnswersLikeTheSelectorsThemselves(long seed) {
    long used = Seed.of(seed);
    var world = new RandomWorld(used);
    List<Selector> selectors = Stream.generate(world::selector).limit(SELECTORS).toList();
    var index = new RoaringFleetIndex();
    Map<Integer, Subject> oracle = new TreeMap<>();
    long pairs = 0;
    for (int step = 0; step < STEPS; step++) {
      for (int i = step == 0 ? 100 : world.random().nextInt(15); i > 0; i--) {
        int node = world.random().nextInt(150);
        Subject subject = world.subject();
        index.put(node, subject);
        oracle.put(node, subject);
      }
      for (int i = world.random().nextInt(12); i > 0; i--) {
        int node = world.random().nextInt(150);
        index.remove(node);
        oracle.remove(node);
      }
      var rebuilt = new RoaringFleetIndex();
      oracle.forEach(rebuilt::put);
      assertThat(index.size()).isEqualTo(oracle.size());
      for (Selector selector : selectors) {
        int[] expected =
            oracle.entrySet().stream()
                .filter(entry -> selector.matches(entry.getValue()))
                .mapToInt(Map.Entry::getKey)
                .toArray();
        assertThat(index.nodes(selector).toArray())
            .as("step %s of seed %s: %s", step, used, selector)
            .isEqualTo(expected);
        assertThat(rebuilt.nodes(selector).toArray())
            .as("step %s of seed %s: %s", step, used, selector)
            .isEqualTo(expected);
        pairs += 2L * oracle.size();
      }
    }
    Seed.report("fleet index", used, STEPS, pairs);
  }

  /** Values that one node in 2 to 250 has: those that are kept as words, too, and those around. */
  @ParameterizedTest
  @ValueSource(longs = {25, 26})
  void valuesOfAnyDensityAnswerAlikeWhileNodesComeAndGo(long seed) {
    var random = new SplittableRandom(Seed.of(seed));
    int[] vocabularies = {2, 15, 40, 120, 250};
    List<Selector> selectors =
        Stream.generate(() -> threeConditions(random, vocabularies)).limit(200).toList();
    var index = new RoaringFleetIndex();
    Map<Integer, Subject> oracle = new TreeMap<>();
    for (int nodes : List.of(4_000, 9_000, 500, 3_000)) {
      for (int node = 0; node < 9_000; node++) {
        if (node >= nodes) {
          index.remove(node);
          oracle.remove(node);
        } else if (random.nextInt(3) > 0) {
          Subject subject = Subject.of(Tags.parse(values(random, vocabularies)));
          index.put(node, subject);
          oracle.put(node, subject);
        }
      }
      for (Selector selector : selectors) {
        int[] expected =
            oracle.entrySet().stream()
                .filter(entry -> selector.matches(entry.getValue()))
                .mapToInt(Map.Entry::getKey)
                .toArray();
        assertThat(index.nodes(selector).toArray())
            .as("%s nodes of seed %s: %s", nodes, seed, selector)
            .isEqualTo(expected);
      }
    }
  }

  private static String[] values(SplittableRandom random, int[] vocabularies) {
    return IntStream.of(vocabularies)
        .mapToObj(size -> "k" + size + "=v" + random.nextInt(size))
        .toArray(String[]::new);
  }

  private static Selector threeConditions(SplittableRandom random, int[] vocabularies) {
    return Selector.parse(
        Stream.generate(() -> vocabularies[random.nextInt(vocabularies.length)])
            .limit(3)
            .map(size -> "k%s %s".formatted(size, operator(random, size)))
            .collect(Collectors.joining(random.nextInt(4) == 0 ? " or " : " and ")));
  }

  private static String operator(SplittableRandom random, int size) {
    String value = "v" + random.nextInt(size);
    String several = "in (v%s, v%s, %s)".formatted(random.nextInt(size), size - 1, value);
    return switch (random.nextInt(4)) {
      case 0 -> "!= " + value;
      case 1 -> several;
      case 2 -> "not" + several;
      default -> "= " + value;
    };
  }

  @Test
  void anAnswerIsTheCallersOwn() {
    var index = new RoaringFleetIndex();
    index.put(1, Subject.of(Tags.parse("a=x")));
    index.put(2, Subject.of(Tags.parse("a=x")));
    for (String selector : List.of("a = x", "all", "a", "not a = y", "a = x or a = y")) {
      index.nodes(Selector.parse(selector)).clear();
      assertThat(index.nodes(Selector.parse(selector)).toArray())
          .as(selector)
          .containsExactly(1, 2);
    }
  }

  @Test
  void valuesThatComeAndGoLeaveNothingBehind() {
    var index = new RoaringFleetIndex();
    for (int i = 0; i < 20_000; i++) {
      index.put(0, Subject.of("node-" + i, Tags.parse("a=v" + i), Facts.none()));
    }
    assertThat(index.codes()).isLessThanOrEqualTo(4);
    assertThat(index.nodes(Selector.parse("a = v19999")).toArray()).containsExactly(0);
    assertThat(index.nodes(Selector.parse("a = v19998")).isEmpty()).isTrue();
  }

  @Test
  void sharesAreThoseOfTheFleet() {
    var index = new RoaringFleetIndex();
    for (int node = 0; node < 100; node++) {
      Tags tags = node < 25 ? Tags.parse("a=x") : node < 50 ? Tags.parse("a=y") : Tags.none();
      index.put(node, Subject.of(tags));
    }
    Attribute a = Attribute.tag("a");
    assertThat(index.accepting(new Condition.Has(a))).isEqualTo(0.5);
    assertThat(index.accepting(new Condition.Lacks(a))).isEqualTo(0.5);
    assertThat(index.accepting(new Condition.Like(a, new Glob("x*")))).isEqualTo(0.25);
    assertThat(index.accepting((Condition) Selector.parse("a = x"))).isEqualTo(0.25);
    assertThat(index.accepting((Condition) Selector.parse("b"))).isZero();
  }

  @Test
  void whatCannotBeAskedIsRefused() {
    var index = new RoaringFleetIndex();
    assertThatThrownBy(() -> index.nodes(new Selector.GroupReference("databases")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("group");
    assertThatThrownBy(() -> index.put(-1, Subject.of(Tags.none())))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
