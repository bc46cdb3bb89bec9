package io.kitward.selector.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kitward.selector.Selector;
import io.kitward.selector.Subject;
import io.kitward.selector.Tags;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The policy index answers as selectors do that are asked one by one, whatever came before. */
class PolicyIndexTest {
  private static final int STEPS = 30;
  private static final int NODES = 40;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void afterEveryChangeItAnswersLikeTheSelectorsThemselves(long seed) {
    long used = Seed.of(seed);
    var world = new RandomWorld(used);
    List<Subject> subjects = Stream.generate(world::subject).limit(NODES).toList();
    Shares shares = _ -> world.random().nextDouble() < 0.5 ? 0.001 : 0.9;
    var index = new CodedPolicyIndex(shares);
    Map<Integer, Selector> oracle = new TreeMap<>();
    long pairs = 0;
    for (int step = 0; step < STEPS; step++) {
      Map<Integer, Selector> put = new HashMap<>();
      Set<Integer> removed = new HashSet<>();
      for (int i = step == 0 ? 200 : world.random().nextInt(12); i > 0; i--) {
        put.put(world.random().nextInt(250), world.selector());
      }
      for (int i = world.random().nextInt(10); i > 0; i--) {
        removed.add(world.random().nextInt(250));
      }
      index.change(put, removed);
      oracle.keySet().removeAll(removed);
      oracle.putAll(put);
      if (step % 20 == 19) {
        index.reorganise(shares);
      }
      var rebuilt = new CodedPolicyIndex(Shares.GUESSED);
      rebuilt.change(oracle, Set.of());
      PolicyMatcher incremental = index.snapshot().matcher();
      PolicyMatcher anew = rebuilt.snapshot().matcher();
      assertThat(index.snapshot().size()).isEqualTo(oracle.size());
      for (Subject subject : subjects) {
        int[] expected =
            oracle.entrySet().stream()
                .filter(entry -> entry.getValue().matches(subject))
                .mapToInt(Map.Entry::getKey)
                .toArray();
        assertThat(incremental.policies(subject))
            .as("step %s of seed %s", step, used)
            .isEqualTo(expected);
        assertThat(anew.policies(subject)).as("step %s of seed %s", step, used).isEqualTo(expected);
        pairs += 2L * oracle.size();
      }
    }
    Seed.report("policy index", used, STEPS, pairs);
  }

  @Test
  void aSnapshotKeepsItsAnswersWhileTheIndexChanges() {
    var world = new RandomWorld(7);
    var index = new CodedPolicyIndex(Shares.GUESSED);
    for (int policy = 0; policy < 100; policy++) {
      index.put(policy, world.selector());
    }
    List<Subject> subjects = Stream.generate(world::subject).limit(50).toList();
    PolicySnapshot snapshot = index.snapshot();
    List<int[]> before = subjects.stream().map(snapshot.matcher()::policies).toList();
    for (int policy = 0; policy < 100; policy++) {
      index.change(Map.of(policy + 50, world.selector()), Set.of(policy));
      index.put(policy + 1_000, world.selector());
    }
    PolicyMatcher again = snapshot.matcher();
    for (int i = 0; i < subjects.size(); i++) {
      assertThat(again.policies(subjects.get(i))).isEqualTo(before.get(i));
    }
  }

  @Test
  void oneTagMayHoldSeveralValuesAndEachPositiveConditionMayTakeItsOwn() {
    var index = new CodedPolicyIndex(_ -> 0.9);
    index.put(1, Selector.parse("a = x and a = y"));
    index.put(2, Selector.parse("a = x and a != y"));
    index.put(3, Selector.parse("a in (x, y)"));
    index.put(4, Selector.parse("a = x or a = y"));
    PolicyMatcher matcher = index.snapshot().matcher();
    assertThat(matcher.policies(Subject.of(Tags.parse("a=x", "a=y")))).containsExactly(1, 3, 4);
    assertThat(matcher.policies(Subject.of(Tags.parse("a=x")))).containsExactly(2, 3, 4);
    assertThat(matcher.policies(Subject.of(Tags.parse("a=z")))).isEmpty();
    assertThat(matcher.policies(Subject.of(Tags.none()))).isEmpty();
  }

  @Test
  void nothingOfWhatWasTakenAwayStays() {
    var world = new RandomWorld(11);
    var index = new CodedPolicyIndex(Shares.GUESSED);
    Map<Integer, Selector> many = new HashMap<>();
    for (int policy = 0; policy < 10_000; policy++) {
      many.put(policy, world.selector());
    }
    index.change(many, Set.of());
    index.change(Map.of(3, Selector.parse("all")), many.keySet());
    assertThat(index.snapshot().size()).isEqualTo(1);
    assertThat(index.snapshot().slots).isEqualTo(1);
    assertThat(index.snapshot().matcher().policies(world.subject())).containsExactly(3);
  }

  /**
   * Enough of them that values share no word, that pairs pay and that lists move and are tidied.
   */
  @ParameterizedTest
  @ValueSource(longs = {21, 22})
  void thousandsOfPoliciesOnThreeKeysComeAndGoOneByOne(long seed) {
    long used = Seed.of(seed);
    var random = new SplittableRandom(used);
    List<Subject> subjects = Stream.generate(() -> wideSubject(random)).limit(30).toList();
    var index = new CodedPolicyIndex(_ -> 0.1);
    Map<Integer, Selector> oracle = new TreeMap<>();
    for (int policy = 0; policy < 3_000; policy++) {
      oracle.put(policy, wideSelector(random));
    }
    index.change(oracle, Set.of());
    assertAnswers(index.snapshot(), oracle, subjects, used);
    PolicySnapshot full = index.snapshot();
    Map<Integer, Selector> then = Map.copyOf(oracle);
    while (oracle.size() > 100) {
      int policy = random.nextInt(3_000);
      index.remove(policy);
      boolean there = oracle.remove(policy) != null;
      if (there && random.nextInt(4) == 0) {
        Selector selector = wideSelector(random);
        index.put(policy, selector);
        oracle.put(policy, selector);
      }
      if (random.nextInt(500) == 0) {
        assertAnswers(index.snapshot(), oracle, subjects, used);
      }
    }
    assertAnswers(index.snapshot(), oracle, subjects, used);
    assertAnswers(full, then, subjects, used);
  }

  private static void assertAnswers(
      PolicySnapshot snapshot, Map<Integer, Selector> oracle, List<Subject> subjects, long seed) {
    PolicyMatcher matcher = snapshot.matcher();
    for (Subject subject : subjects) {
      int[] expected =
          oracle.entrySet().stream()
              .filter(entry -> entry.getValue().matches(subject))
              .mapToInt(Map.Entry::getKey)
              .sorted()
              .toArray();
      assertThat(matcher.policies(subject)).as("seed %s", seed).isEqualTo(expected);
    }
  }

  private static Subject wideSubject(SplittableRandom random) {
    List<String> tags = new ArrayList<>();
    for (String key : List.of("a", "b", "c")) {
      for (int values = random.nextInt(3); values > 0; values--) {
        tags.add(key + "=" + random.nextInt(40));
      }
    }
    return Subject.of(Tags.parse(tags.toArray(String[]::new)));
  }

  private static Selector wideSelector(SplittableRandom random) {
    String a = "(%d, %d, %d)".formatted(random.nextInt(40), random.nextInt(40), random.nextInt(40));
    int b = random.nextInt(40);
    return Selector.parse(
        switch (random.nextInt(8)) {
          case 0 -> "a = %d and b = %d".formatted(random.nextInt(40), b);
          case 1 -> "a in %s and b = %d".formatted(a, b);
          case 2 -> "b = %d and a notin %s".formatted(b, a);
          case 3 -> "a notin %s and b != %d".formatted(a, b);
          case 4 -> "a notin %s or !c".formatted(a);
          case 5 -> "b = %d and a in %s and c".formatted(b, a);
          case 6 -> "c and a in %s and b notin (%d)".formatted(a, b);
          default -> "!c and b != " + b;
        });
  }

  @Test
  void aSelectorOfTenThousandValuesAndANodeOfFiveThousandTags() {
    String values =
        IntStream.range(0, 10_000)
            .mapToObj(i -> "v" + i)
            .reduce((a, b) -> a + "," + b)
            .orElseThrow();
    var big =
        new io.kitward.selector.Condition.In(
            io.kitward.selector.Attribute.tag("k"),
            new java.util.TreeSet<>(List.of(values.split(","))));
    var index = new CodedPolicyIndex(Shares.GUESSED);
    index.put(1, big);
    index.put(2, new Selector.Not(big));
    index.put(3, Selector.parse("k = v4999 and k = v5000 and j17"));
    PolicyMatcher matcher = index.snapshot().matcher();
    Stream<String> tags =
        Stream.concat(
            IntStream.range(0, 2_500).mapToObj(i -> "k=v" + (i + 4_000)),
            IntStream.range(0, 2_500).mapToObj(i -> "j" + i));
    assertThat(matcher.policies(Subject.of(Tags.parse(tags.toArray(String[]::new)))))
        .containsExactly(1, 3);
    assertThat(matcher.policies(Subject.of(Tags.parse("k=v9999")))).containsExactly(1);
    assertThat(matcher.policies(Subject.of(Tags.parse("k=w")))).containsExactly(2);
  }

  @Test
  void aSelectorThatWouldExplodeIsAnsweredAllTheSame() {
    String one = "(a=1 or b=1) and (c=1 or d=1)";
    String exploding = String.join(" and ", java.util.Collections.nCopies(12, one));
    var index = new CodedPolicyIndex(Shares.GUESSED);
    index.put(1, Selector.parse(exploding));
    index.put(2, Selector.parse("e = 1 and " + exploding));
    PolicyMatcher matcher = index.snapshot().matcher();
    assertThat(matcher.policies(Subject.of(Tags.parse("a=1", "d=1")))).containsExactly(1);
    assertThat(matcher.policies(Subject.of(Tags.parse("b=1", "d=1", "e=1")))).containsExactly(1, 2);
    assertThat(matcher.policies(Subject.of(Tags.parse("a=1", "e=1")))).isEmpty();
  }

  @Test
  void whatCannotBeIndexedIsRefusedAndNothingChanges() {
    var index = new CodedPolicyIndex(Shares.GUESSED);
    index.put(1, Selector.parse("a"));
    Map<Integer, Selector> mixed =
        Map.of(2, Selector.parse("b"), 3, new Selector.GroupReference("databases"));
    assertThatThrownBy(() -> index.change(mixed, Set.of(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("group");
    assertThatThrownBy(() -> index.put(-1, Selector.parse("a")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(index.snapshot().matcher().policies(Subject.of(Tags.parse("a", "b"))))
        .containsExactly(1);
  }
}
