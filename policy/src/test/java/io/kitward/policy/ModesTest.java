package io.kitward.policy;

import static io.kitward.policy.Texts.document;
import static io.kitward.policy.Texts.problems;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which mode counts where several documents say one, and for how long. */
class ModesTest {
  private static final Instant END = Texts.NOW.plusSeconds(3600);
  private static final String TOOL = document("Service", "tool", "packages: [{name: tool}]");
  private static final String REQUIRE = policy("base", 0, "");
  private static final String SUSPEND = "mode: suspended\nuntil: " + END + "\n";

  private static String policy(String name, int priority, String mode) {
    return Texts.policy(name, "all", priority, "effect: require\nservices: [tool]\n" + mode);
  }

  private static DesiredNode at(Instant now, String... texts) {
    String[] all = Stream.concat(Stream.of(TOOL), Stream.of(texts)).toArray(String[]::new);
    return Resolution.resolve(Texts.node("n.lab"), Texts.set(all), Texts.SITE, now);
  }

  private static Mode mode(String... texts) {
    DesiredNode desired = at(Texts.NOW, texts);
    assertThat(desired.conflicts()).isEmpty();
    return desired.instances().getFirst().conduct().mode();
  }

  @Test
  void withoutAWordAServiceIsEnforced() {
    assertThat(mode(REQUIRE)).isEqualTo(Mode.ENFORCE);
  }

  @Test
  void theHigherPriorityAndThenTheAssignmentWins() {
    String high = policy("high", 10, "mode: observe\n");
    String low = policy("low", 5, "mode: enforce\n");
    assertThat(mode(high, low)).isEqualTo(Mode.OBSERVE);
    assertThat(mode(low, high)).isEqualTo(Mode.OBSERVE);
    String choice =
        document("Assignment", "choice", "node: n.lab\nservices: [tool]\nmode: enforce\n");
    assertThat(mode(high, low, choice)).isEqualTo(Mode.ENFORCE);
  }

  @Test
  void aBundlesServicesFollowThePolicyThatNamesTheBundle() {
    String bundle = document("Bundle", "tools", "services: [tool]");
    String watch =
        Texts.policy("watch", "all", 1, "effect: require\nbundles: [tools]\nmode: observe\n");
    assertThat(mode(REQUIRE, bundle, watch)).isEqualTo(Mode.OBSERVE);
  }

  @Test
  void differentModesOfTheSamePriorityAreAConflictThatNamesBoth() {
    DesiredNode desired =
        at(Texts.NOW, policy("one", 5, "mode: observe\n"), policy("two", 5, "mode: enforce\n"));
    assertThat(desired.instances()).isEmpty();
    assertThat(desired.conflicts())
        .singleElement()
        .satisfies(
            conflict -> {
              assertThat(conflict.reason()).isEqualTo(Conflict.Reason.SAME_PRIORITY);
              assertThat(conflict.subject()).isEqualTo("mode");
              assertThat(conflict.message()).contains("one", "two");
            });
  }

  @Test
  void aSuspensionEndsByItselfAndSaysWhen() {
    String suspend = policy("work", 10, SUSPEND);
    DesiredNode during = at(Texts.NOW, REQUIRE, suspend);
    assertThat(during.changesAt()).isEqualTo(END);
    assertThat(during.instances().getFirst().conduct())
        .isEqualTo(new Conduct(Mode.SUSPENDED, END, List.of(), 0));
    DesiredNode before = at(END.minusNanos(1), REQUIRE, suspend);
    assertThat(before.instances().getFirst().conduct().mode()).isEqualTo(Mode.SUSPENDED);
    DesiredNode after = at(END, REQUIRE, suspend);
    assertThat(after.changesAt()).isNull();
    assertThat(after.instances().getFirst().conduct().mode()).isEqualTo(Mode.ENFORCE);
    assertThat(after.instances().getFirst().hash())
        .isNotEqualTo(during.instances().getFirst().hash())
        .isEqualTo(at(Texts.NOW, REQUIRE).instances().getFirst().hash());
  }

  @Test
  void whenASuspensionEndsWhatElseIsSaidCounts() {
    String watch = policy("watch", 5, "mode: observe\n");
    assertThat(mode(watch, policy("work", 10, SUSPEND))).isEqualTo(Mode.SUSPENDED);
    assertThat(at(END, watch, policy("work", 10, SUSPEND)).instances().getFirst().conduct().mode())
        .isEqualTo(Mode.OBSERVE);
  }

  @Test
  void modesReadBackAndWhatCannotBeIsRefused() {
    for (String text : List.of(policy("work", 1, SUSPEND), policy("watch", 1, "mode: observe\n"))) {
      Document document = Texts.parsed(text).getFirst().document();
      assertThat(
              Documents.parseJson("x", document.canonicalJson()).documents().getFirst().document())
          .isEqualTo(document);
    }
    assertThat(problems(policy("x", 1, "mode: suspended\n")))
        .anyMatch(it -> it.contains("a suspension ends by itself"));
    assertThat(problems(policy("x", 1, "mode: observe\nuntil: 2026-12-31\n")))
        .anyMatch(it -> it.contains("for mode: suspended only"));
    assertThat(problems(policy("x", 1, "mode: obsrve\n")))
        .anyMatch(it -> it.contains("did you mean observe?"));
    assertThat(
            problems(Texts.policy("x", "all", 1, "effect: forbid\nservices: [a]\nmode: observe\n")))
        .anyMatch(it -> it.contains("has no mode"));
  }
}
