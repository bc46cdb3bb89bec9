package io.kitward.server.vouch;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.selector.Tag;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What becomes of a declaration, whoever wrote it. */
class DeclaredTest {

  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  private static final Instant COMPILED = NOW.minusSeconds(3);
  private static final Duration LIFE = Duration.ofMinutes(90);
  private static final PuppetAuthority PUPPET =
      new PuppetAuthority(
          "puppet",
          Set.of("CN=Puppet CA", "CN=Puppet Root"),
          Set.of("puppet.lab"),
          Set.of("production"),
          LIFE,
          Map.of());

  private String node = "db1.lab";
  private String voucher = "puppet.lab";
  private String issuer = "CN=Puppet CA";
  private String environment = "production";

  private Declared declared(Map<String, Instant> proven, String... plain) {
    Map<Tag, Optional<Proof>> tags = new TreeMap<>();
    proven.forEach(
        (text, at) -> {
          Tag tag = Tag.parse(text);
          tags.put(
              tag,
              Optional.of(
                  new Proof(voucher, issuer, node, environment, at, new Proof.Claim.OfTag(tag))));
        });
    for (String text : plain) {
      tags.put(Tag.parse(text), Optional.empty());
    }
    return new Declared(environment, Optional.empty(), new TreeMap<>(tags), new TreeMap<>());
  }

  private static Declared.Outcome judge(Declared declared, @Nullable Instant last, Instant now) {
    return declared.judge("db1.lab", Optional.of(PUPPET), Optional.ofNullable(last), now);
  }

  private static Declared.Outcome judge(Declared declared) {
    return judge(declared, null, NOW);
  }

  private static void assertRefused(Declared.Outcome outcome, String words) {
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Declared.Outcome.Refused.class, refused -> assertThat(refused.why()).contains(words));
  }

  @Test
  void whatIsProvenIsPuppetsAndWhatIsNotIsTheNodesOwn() {
    assertThat(judge(declared(Map.of("database", COMPILED), "plain")))
        .isInstanceOfSatisfying(
            Declared.Outcome.Applied.class,
            applied -> {
              assertThat(applied.proven()).containsExactly(Tag.parse("database"));
              assertThat(applied.selfAsserted()).containsExactly(Tag.parse("plain"));
              assertThat(applied.issuedAt()).contains(COMPILED);
            });
  }

  @Test
  void anotherNodesProofIsRefused() {
    node = "web1.lab";
    assertRefused(
        judge(declared(Map.of("database", COMPILED))), "is for web1.lab, not for db1.lab");
  }

  @Test
  void anOlderProofThanTheLastAcceptedIsRefusedAndTheSameCatalogAgainIsNot() {
    assertRefused(
        judge(declared(Map.of("database", COMPILED)), COMPILED.plusSeconds(1), NOW),
        "counts already");
    assertThat(judge(declared(Map.of("database", COMPILED)), COMPILED, NOW))
        .isInstanceOf(Declared.Outcome.Applied.class);
  }

  @Test
  void aProofIsGoodForItsLifeAndNoInstantLonger() {
    Declared declared = declared(Map.of("database", COMPILED));
    assertThat(judge(declared, null, COMPILED.plus(LIFE).minusNanos(1)))
        .isInstanceOf(Declared.Outcome.Applied.class);
    assertRefused(judge(declared, null, COMPILED.plus(LIFE)), "was good until");
  }

  @Test
  void aProofFromTheFutureIsRefusedButForClocksThatDiffer() {
    assertThat(judge(declared(Map.of("database", NOW.plusSeconds(300)))))
        .isInstanceOf(Declared.Outcome.Applied.class);
    assertRefused(judge(declared(Map.of("database", NOW.plusSeconds(301)))), "clocks");
  }

  @Test
  void proofsOfSeveralCatalogsAreNotMixed() {
    assertRefused(
        judge(declared(Map.of("database", COMPILED, "web", COMPILED.minusSeconds(1)))),
        "several catalogs");
  }

  @Test
  void onlyListedCompilersOfTheSamePuppetCaCount() {
    voucher = "web1.lab";
    assertRefused(judge(declared(Map.of("database", COMPILED))), "not listed");
    voucher = "puppet.lab";
    issuer = "CN=Other CA";
    assertRefused(judge(declared(Map.of("database", COMPILED))), "not listed");
    issuer = "CN=Puppet CA";
    assertRefused(
        declared(Map.of("database", COMPILED))
            .judge("db1.lab", Optional.empty(), Optional.empty(), NOW),
        "no Puppet CA");
  }

  @Test
  void anEnvironmentThatIsNotListedIsShownAndNotApplied() {
    environment = "feature_x";
    assertThat(judge(declared(Map.of("database", COMPILED))))
        .isInstanceOfSatisfying(
            Declared.Outcome.Shown.class,
            shown -> assertThat(shown.why()).contains("feature_x").contains("[production]"));
    assertThat(judge(declared(Map.of(), "plain"))).isInstanceOf(Declared.Outcome.Shown.class);
  }

  @Test
  void theEnvironmentThatTheNodeNamesIsTheOneThatWasCompiled() {
    Declared honest = declared(Map.of("database", COMPILED));
    Declared lying = new Declared("other", honest.catalog(), honest.tags(), honest.services());
    assertRefused(judge(lying), "is of the environment production, not other");
  }

  @Test
  void anEmptyCatalogCountsAndTellsWhenItWasCompiled() {
    Declared empty =
        new Declared(
            "production",
            Optional.of(
                new Proof(
                    voucher, issuer, node, environment, COMPILED, new Proof.Claim.OfCatalog())),
            new TreeMap<>(),
            new TreeMap<>());
    assertThat(judge(empty))
        .isInstanceOfSatisfying(
            Declared.Outcome.Applied.class,
            applied -> {
              assertThat(applied.proven()).isEmpty();
              assertThat(applied.issuedAt()).contains(COMPILED);
            });
  }
}
