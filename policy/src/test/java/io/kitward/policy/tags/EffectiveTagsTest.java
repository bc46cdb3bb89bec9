package io.kitward.policy.tags;

import static io.kitward.policy.Texts.inline;
import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.policy.DocumentSet;
import io.kitward.policy.SourcedTag;
import io.kitward.policy.Texts;
import io.kitward.policy.Trust;
import io.kitward.selector.Tag;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EffectiveTagsTest {
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  private static final Map<String, String> FACTS =
      Map.of("os.family", "Debian", "motd", "two words");

  @Test
  void sourcesThatAgreeAreAllListedAndTheHighestTrustCounts() {
    EffectiveTags tags = effective("", set("database", "node"), set("database", "puppet"));
    assertThat(tags.tags()).hasSize(1);
    assertThat(tags.tags().getFirst().trust()).isEqualTo(Trust.VOUCHED);
    assertThat(tags.sourced().stream().map(SourcedTag::source)).containsExactly("node", "puppet");
    assertThat(effective("", set("database", "node")).tags().getFirst().trust())
        .isEqualTo(Trust.SELF_ASSERTED);
  }

  @Test
  void aTagEndsAtItsExpiryAndTheNextSuchInstantIsNamed() {
    SourcedTag over = expiring("a", NOW);
    SourcedTag soon = expiring("b", NOW.plusSeconds(5));
    EffectiveTags tags = effective("", over, soon, expiring("c", NOW.plusSeconds(9)));
    assertThat(tags.tags().stream().map(tag -> tag.tag().toString())).containsExactly("b", "c");
    assertThat(tags.changesAt()).isEqualTo(NOW.plusSeconds(5));
    assertThat(tags.refused())
        .extracting(RefusedTag::reason)
        .containsExactly(RefusedTag.Reason.EXPIRED);
    assertThat(effective("", set("a", "node")).changesAt()).isNull();
  }

  @Test
  void aTagWhoseProofIsTooOldIsWorthTheNodesOwnWordFromThatInstantOn() {
    EffectiveTags fresh = effective("", proven("a", NOW.plusSeconds(1)));
    assertThat(fresh.tags().getFirst().trust()).isEqualTo(Trust.VOUCHED);
    assertThat(fresh.changesAt()).isEqualTo(NOW.plusSeconds(1));

    EffectiveTags old = effective("", proven("a", NOW));
    assertThat(old.tags().getFirst().trust()).isEqualTo(Trust.SELF_ASSERTED);
    assertThat(old.conflicts()).isEmpty();
    assertThat(old.changesAt()).isEqualTo(NOW.plus(SourcedTag.LAPSE));
  }

  @Test
  void whereANodeMayNotSetAKeyALapsedProofLeavesItOpenForAWhileAndThenTheTagIsGone() {
    String key = key("role", "sources: [puppet]");
    EffectiveTags lapsed = effective(key, proven("role=db", NOW));
    assertThat(lapsed.tags()).isEmpty();
    assertThat(lapsed.conflicts())
        .singleElement()
        .satisfies(
            conflict -> {
              assertThat(conflict.key()).isEqualTo("role");
              assertThat(conflict.message()).contains("ended at " + NOW).contains("Puppet");
            });
    assertThat(lapsed.refused())
        .extracting(RefusedTag::reason)
        .containsExactly(RefusedTag.Reason.LAPSED);

    EffectiveTags gone = effective(key, proven("role=db", NOW.minus(SourcedTag.LAPSE)));
    assertThat(gone.tags()).isEmpty();
    assertThat(gone.conflicts()).isEmpty();
    assertThat(gone.refused())
        .extracting(RefusedTag::reason)
        .containsExactly(RefusedTag.Reason.LAPSED);
  }

  @Test
  void aSourceThatGoesBeforeALapsedOneDecidesWithoutIt() {
    String key = key("role", "cardinality: single, sources: ['user/*', puppet]");
    EffectiveTags tags = effective(key, proven("role=db", NOW), set("role=web", "user/ann"));
    assertThat(tags.tags().stream().map(tag -> tag.tag().toString())).containsExactly("role=web");
    assertThat(tags.conflicts()).isEmpty();

    String other = key("role", "cardinality: single, sources: [puppet, 'user/*']");
    assertThat(effective(other, proven("role=db", NOW), set("role=web", "user/ann")).conflicts())
        .isNotEmpty();
  }

  private static SourcedTag proven(String tag, Instant until) {
    return new SourcedTag(
        Tag.parse(tag), "puppet", "puppet", NOW.minusSeconds(9), null, Trust.VOUCHED, until);
  }

  @Test
  void aTagKeyRefusesOtherValuesAndSourcesWithTheReason() {
    String key = key("environment", "values: [production, 'test-*'], sources: [puppet, 'user/*']");
    EffectiveTags tags =
        effective(
            key,
            set("environment=production", "node"),
            set("environment=prod", "puppet"),
            set("environment=test-7", "user/ann"),
            set("other=anything", "node"));
    assertThat(tags.tags().stream().map(tag -> tag.tag().toString()))
        .containsExactly("environment=test-7", "other=anything");
    assertThat(tags.refused().stream().map(it -> it.reason() + ": " + it.message()))
        .containsExactly(
            "VALUE: environment may not be 'prod'; only [production, test-*]",
            "SOURCE: node may not set environment; only [puppet, user/*]");
  }

  @Test
  void aSingleKeyFollowsTheOrderOfItsSources() {
    String key = key("site", "cardinality: single, sources: [cert, puppet, node]");
    EffectiveTags tags =
        effective(key, set("site=ams", "node"), set("site=fra", "puppet"), set("site=fra", "cert"));
    assertThat(tags.tags().stream().map(tag -> tag.tag().toString())).containsExactly("site=fra");
    assertThat(tags.sourced().stream().map(SourcedTag::source)).containsExactly("cert", "puppet");
    assertThat(tags.refused())
        .singleElement()
        .satisfies(
            refused -> {
              assertThat(refused.reason()).isEqualTo(RefusedTag.Reason.OUTRANKED);
              assertThat(refused.message()).isEqualTo("cert goes before node");
            });
    assertThat(tags.conflicts()).isEmpty();
  }

  @Test
  void equalSourcesThatDifferOnASingleKeyLeaveItUndecided() {
    String key = key("site", "cardinality: single");
    EffectiveTags tags = effective(key, set("site=ams", "user/ann"), set("site=fra", "user/bob"));
    assertThat(tags.tags()).isEmpty();
    assertThat(tags.conflicts())
        .singleElement()
        .satisfies(
            conflict -> {
              assertThat(conflict.values()).containsExactly("ams", "fra");
              assertThat(conflict.sources()).containsExactly("user/ann", "user/bob");
            });
    assertThat(tags.view("n", Map.of()).openKeys()).containsExactly("site");
  }

  @Test
  void rulesSeeFactsAndSetTagsButNotWhatOtherRulesDerive() {
    EffectiveTags tags =
        effective(
            rule("os", "facts.os.family = Debian", "os=${facts.os.family}, debian")
                + rule("next", "debian", "never")
                + rule("set", "role = db", "kind=database"),
            set("role=db", "puppet"));
    assertThat(tags.tags().stream().map(tag -> tag.tag().toString()))
        .containsExactly("debian", "kind=database", "os=Debian", "role=db");
    assertThat(tags.sourced().stream().map(SourcedTag::source))
        .containsExactly("rule/os", "rule/set", "rule/os", "puppet");
  }

  @Test
  void aFactThatIsNoLabelOrMissingGivesNoTagAndSaysSo() {
    EffectiveTags tags =
        effective(rule("r", "all", "motd=${facts.motd}, x=${facts.gone}, ok=v-${facts.os.family}"));
    assertThat(tags.tags().stream().map(tag -> tag.tag().toString()))
        .containsExactly("ok=v-Debian");
    assertThat(tags.failures().stream().map(RuleFailure::template))
        .containsExactly("motd=${facts.motd}", "x=${facts.gone}");
    assertThat(tags.failures().getLast().message()).isEqualTo("the node has no fact gone");
  }

  @Test
  void aDerivedTagIsTrustedOnlyWhenTheNodeCouldNotHaveBroughtItAbout() {
    assertThat(trust(rule("r", "all", "t"))).isEqualTo(Trust.VOUCHED);
    assertThat(trust(rule("r", "certname = n", "t"))).isEqualTo(Trust.VOUCHED);
    assertThat(trust(rule("r", "facts.os.family = Debian", "t"))).isEqualTo(Trust.SELF_ASSERTED);
    assertThat(trust(rule("r", "all", "t=${facts.os.family}"))).isEqualTo(Trust.SELF_ASSERTED);
    assertThat(trust(rule("r", "a", "t"), set("a", "node"))).isEqualTo(Trust.SELF_ASSERTED);
    assertThat(trust(rule("r", "a", "t"), set("a", "node"), set("a", "puppet")))
        .isEqualTo(Trust.VOUCHED);
    assertThat(trust(rule("r", "a or b", "t"), set("a", "node"), set("b", "cert")))
        .isEqualTo(Trust.VOUCHED);
    assertThat(trust(rule("r", "!untrusted", "t"))).isEqualTo(Trust.SELF_ASSERTED);
    assertThat(trust(rule("r", "!untrusted", "t") + key("untrusted", "sources: [puppet]")))
        .isEqualTo(Trust.VOUCHED);
    assertThat(
            trust(rule("r", "!untrusted", "t") + key("untrusted", "sources: [puppet, 'rule/*']")))
        .isEqualTo(Trust.SELF_ASSERTED);
  }

  @Test
  void aRuleThatReadsAnUndecidedKeyLeavesItsOwnUndecided() {
    String documents =
        key("site", "cardinality: single") + rule("r", "site = ams", "zone=inner, other");
    EffectiveTags tags =
        effective(documents, set("site=ams", "user/ann"), set("site=fra", "user/bob"));
    assertThat(tags.conflicts().stream().map(TagConflict::key))
        .containsExactly("site", "zone", "other");
  }

  @Test
  void theOrderInWhichTagsComeNeverShows() {
    List<SourcedTag> tags =
        new ArrayList<>(
            List.of(
                set("site=a", "node"),
                set("site=b", "puppet"),
                set("x", "node"),
                set("x", "user/ann"),
                expiring("y", NOW.minusSeconds(1)),
                expiring("z", NOW.plusSeconds(1))));
    DocumentSet documents = Texts.set(key("site", "cardinality: single, sources: [puppet, node]"));
    EffectiveTags expected = TagAuthority.of(documents).effective("n", tags, FACTS, NOW);
    for (int i = 0; i < 20; i++) {
      Collections.rotate(tags, 1);
      Collections.swap(tags, 0, i % tags.size());
      EffectiveTags again = TagAuthority.of(documents).effective("n", tags, FACTS, NOW);
      assertThat(again.tags()).isEqualTo(expected.tags());
      assertThat(again.refused()).containsExactlyInAnyOrderElementsOf(expected.refused());
    }
  }

  private static Trust trust(String documents, SourcedTag... tags) {
    return effective(documents, tags).tags().stream()
        .filter(tag -> tag.tag().key().equals("t"))
        .findFirst()
        .orElseThrow()
        .trust();
  }

  private static EffectiveTags effective(String documents, SourcedTag... tags) {
    return TagAuthority.of(Texts.set(documents))
        .effective("n", Stream.of(tags).toList(), FACTS, NOW);
  }

  private static SourcedTag set(String tag, String source) {
    return new SourcedTag(Tag.parse(tag), source);
  }

  private static SourcedTag expiring(String tag, Instant expires) {
    return new SourcedTag(
        Tag.parse(tag), "user/ann", "user/ann", NOW.minusSeconds(60), expires, Trust.VOUCHED);
  }

  private static String key(String key, String spec) {
    return inline("TagKey", key, spec);
  }

  private static String rule(String name, String selector, String tags) {
    String quoted = "'" + tags.replace(", ", "', '") + "'";
    return inline("TagRule", name, "selector: '" + selector + "', tags: [" + quoted + "]");
  }
}
