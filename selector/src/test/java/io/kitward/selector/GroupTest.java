package io.kitward.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class GroupTest {
  @Test
  void aGroupStandsForItsSelectorAlsoThroughOtherGroups() {
    Map<String, Selector> groups =
        groups(
            "databases", "database or facts.role = db",
            "production", "environment = production",
            "production-databases", "group:databases and group:production");
    Selector selector = Selector.parse("group:production-databases and not legacy");
    assertThat(selector.expand(groups))
        .hasToString("(database or facts.role = db) and environment = production and not legacy");
    assertThat(selector.groups()).containsExactly("production-databases");
    assertThat(selector.expand(groups).groups()).isEmpty();
    assertThat(selector.expand(groups).attributes())
        .containsExactly(
            Attribute.tag("database"),
            Attribute.tag("environment"),
            Attribute.tag("legacy"),
            Attribute.fact("role"));
    assertThat(selector.expand(groups).matches(Tags.parse("database", "environment=production")))
        .isTrue();
  }

  @Test
  void aSelectorWithoutGroupsExpandsToItself() {
    Selector selector = Selector.parse("a and (b or not c) and all");
    assertThat(selector.expand(Map.of())).isEqualTo(selector);
  }

  @Test
  void aGroupThatIsNotExpandedIsNeverAnswered() {
    assertThatThrownBy(() -> Selector.parse("not group:a").matches(Tags.none()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("group:a");
  }

  @Test
  void anUnknownGroupIsNamedWithTheNearestThatThereIs() {
    GroupExpansionException refusal =
        refused("group:productoin", groups("production", "a", "staging", "b"));
    assertThat(refusal.code()).isEqualTo("KSEL-GROUP");
    assertThat(refusal.groups()).containsExactly("productoin");
    assertThat(refusal).hasMessage("there is no group named productoin");
    assertThat(refusal.fix()).isEqualTo("did you mean group:production?");
    assertThat(refused("group:x", groups("production", "a")).fix()).doesNotContain("did you mean");
  }

  @Test
  void aCircleIsNamedWholeWhereverItIsEntered() {
    Map<String, Selector> groups =
        groups("a", "x and group:b", "b", "not group:c", "c", "group:a or y", "d", "group:d");
    GroupExpansionException refusal = refused("group:b", groups);
    assertThat(refusal.code()).isEqualTo("KSEL-CIRCLE");
    assertThat(refusal.groups()).containsExactly("b", "c", "a", "b");
    assertThat(refusal).hasMessageEndingWith("b → c → a → b");
    assertThat(refused("group:d", groups)).hasMessageEndingWith("d → d");
    assertThat(refused("z or group:c", groups)).hasMessageEndingWith("c → a → b → c");
  }

  @Test
  void aGroupThatIsReferredToTwiceIsNoCircle() {
    Map<String, Selector> groups = groups("a", "group:c", "b", "group:c or group:a", "c", "x");
    assertThat(Selector.parse("group:a and group:b and group:a").expand(groups))
        .hasToString("x and (x or x) and x");
  }

  @Test
  void chainsAndCirclesOfManyGroupsAreAnsweredWithoutOverflow() {
    Map<String, Selector> groups = new HashMap<>();
    for (int i = 0; i < 20_000; i++) {
      groups.put("g" + i, Selector.parse("group:g" + (i + 1)));
    }
    groups.put("g20000", Selector.parse("x"));
    assertThat(Selector.parse("group:g0").expand(groups)).isEqualTo(Selector.parse("x"));
    groups.put("g20000", Selector.parse("group:g0"));
    assertThat(refused("group:g0", groups).groups()).hasSize(20_002);
  }

  @Test
  void groupsOfGroupsCannotExplode() {
    Map<String, Selector> groups = new HashMap<>();
    groups.put("g0", Selector.parse("a or b"));
    for (int i = 1; i < 60; i++) {
      String before = "group:g" + (i - 1);
      groups.put("g" + i, Selector.parse(before + " and " + before));
    }
    assertThat(refused("group:g59", groups).code()).isEqualTo("KSEL-TOO-LARGE");
    assertThat(Selector.parse("group:g12").expand(groups)).isInstanceOf(Selector.And.class);
  }

  @Test
  void groupsThatNestTooDeepAreRefusedAndOthersPrintToTextThatReadsBack() {
    Map<String, Selector> groups = new HashMap<>();
    groups.put("g0", Selector.parse("a"));
    for (int i = 1; i <= 5000; i++) {
      groups.put("g" + i, Selector.parse("not (b and group:g" + (i - 1) + ")"));
    }
    assertThat(refused("group:g5000", groups).code()).isEqualTo("KSEL-TOO-DEEP");
    Selector deepest = Selector.parse("group:g100").expand(groups);
    assertThat(Selector.parse(deepest.toString())).isEqualTo(deepest);
  }

  private static GroupExpansionException refused(String text, Map<String, Selector> groups) {
    return catchThrowableOfType(
        GroupExpansionException.class, () -> Selector.parse(text).expand(groups));
  }

  private static Map<String, Selector> groups(String... namesAndSelectors) {
    Map<String, Selector> groups = new TreeMap<>();
    for (int i = 0; i < namesAndSelectors.length; i += 2) {
      groups.put(namesAndSelectors[i], Selector.parse(namesAndSelectors[i + 1]));
    }
    return groups;
  }
}
