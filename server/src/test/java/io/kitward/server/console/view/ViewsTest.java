package io.kitward.server.console.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.server.api.port.ConditionView;
import io.kitward.server.api.port.InstanceView.StateHash;
import io.kitward.server.desired.Phase;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ViewsTest {
  private static final Instant NOW = Instant.parse("2026-11-22T05:51:12.9Z");

  @Test
  void timesAreShortWordsAndAnExactMomentBeside() {
    assertThat(words(Duration.ofSeconds(12))).isEqualTo("12 s");
    assertThat(words(Duration.ofSeconds(60))).isEqualTo("1 min");
    assertThat(words(Duration.ofMinutes(134))).isEqualTo("2 h 14 min");
    assertThat(words(Duration.ofHours(2))).isEqualTo("2 h");
    assertThat(words(Duration.ofHours(49))).isEqualTo("2 d");
    assertThat(words(Duration.ofSeconds(-5))).as("a clock ahead of ours").isEqualTo("0 s");
    assertThat(When.of(NOW, NOW).absolute()).isEqualTo("2026-11-22 05:51:12 UTC");
    assertThat(When.of(NOW, NOW).iso()).isEqualTo("2026-11-22T05:51:12Z");
  }

  private static String words(Duration ago) {
    return When.of(NOW.minus(ago), NOW).words();
  }

  @Test
  void longNamesAreShortenedInTheMiddle() {
    String name = "a-very-long-name-of-a-server-0412.cluster-seventeen.fra1.example.org";
    assertThat(Names.middle(name))
        .hasSize(44)
        .startsWith("a-very-long")
        .endsWith("fra1.example.org")
        .contains("…");
    assertThat(Names.middle("db1.lab")).isEqualTo("db1.lab");
  }

  @Test
  void idsAreSafeForAnyText() {
    assertThat(Names.id("n", "<a b=\"c\">")).matches("n-[0-9a-f]{16}");
    assertThat(Names.encode("a/b c?d&e")).isEqualTo("a%2Fb%20c%3Fd%26e");
  }

  @Test
  void aStripShowsTroubleFirstOnePathForEachPhase() {
    Strip strip = Strip.of(Map.of(Phase.OK, 6, Phase.FAILED, 2, Phase.STALE, 0));

    assertThat(strip.label()).isEqualTo("2 failed, 6 ok");
    assertThat(strip.bars())
        .extracting(bar -> bar.phase().phase())
        .containsExactly(Phase.FAILED, Phase.OK);
    assertThat(Strip.of(Map.of(Phase.OK, 40)).more()).isEqualTo(16);
    assertThat(Strip.of(Map.of()).label()).isEqualTo("no services");
  }

  @Test
  void anUnknownStatusIsNeverShownAsTrue() {
    Light light = Light.of(new ConditionView("Healthy", "Maybe", NOW, "R", "m"), NOW);

    assertThat(light.status()).isEqualTo("unknown");
    assertThat(light.gap()).isTrue();
  }

  @Test
  void theThreeStatesAreOneSentence() {
    var one = new StateHash("a".repeat(64));
    var two = new StateHash("b".repeat(64));

    assertThat(InstanceRow.states(one, one, one)).contains("carries out");
    assertThat(InstanceRow.states(two, one, one)).contains("newer wish is not released");
    assertThat(InstanceRow.states(one, one, two)).contains("not carried out in full");
    assertThat(InstanceRow.states(one, null, null)).contains("not released");
    assertThat(InstanceRow.states(one, one, null)).contains("not reported");
    assertThat(InstanceRow.states(null, one, one)).contains("removal is not released");
    assertThat(InstanceRow.states(null, null, one)).isEqualTo("no policy wants it any more");
  }

  @Test
  void everyPhaseHasAShapeOfItsOwn() throws Exception {
    String sprite;
    try (InputStream in = ViewsTest.class.getResourceAsStream("/console/sprite.svg")) {
      sprite = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
    assertThat(Stream.of(Phase.values()).map(phase -> new PhaseMark(phase).symbol()))
        .doesNotHaveDuplicates()
        .allSatisfy(symbol -> assertThat(sprite).contains("id=\"" + symbol + "\""));
    assertThat(
            Stream.of(Phase.values())
                .map(phase -> Strip.of(Map.of(phase, 1)).bars().getFirst().path()))
        .doesNotHaveDuplicates();
  }

  @Test
  void documentsAreLinkedOnlyWhereThereIsAPage() {
    assertThat(Link.toDocument("Policy/a b").href()).isEqualTo("/policies/a%20b");
    assertThat(Link.toDocument("Backend/mon").href()).isEqualTo("/backends#backend-mon");
    assertThat(Link.toDocument("default").href()).isEmpty();
    assertThat(Link.toDocument("javascript:alert(1)").href()).isEmpty();
  }
}
