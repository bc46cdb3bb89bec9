package io.kitward.server.backend;

import static io.kitward.policy.BackendDocument.Type.PROMETHEUS;
import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.policy.BackendDocument;
import io.kitward.server.desired.Registration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ConsoleGapTest {

  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  private static final UUID ONE = new UUID(0, 1);
  private static final UUID TWO = new UUID(0, 2);
  private static final Sighting REFUSED = new Sighting.Unreachable("http://mon:9090: refused");
  private static final Instant LONG_AGO = NOW.minus(ConsoleGap.UNDISCOVERED);

  private static Registration registration(UUID instance, Instant since) {
    return new Registration(instance, "lab", Map.of(), since, List.of());
  }

  private static Optional<String> unanswered(Instant since) {
    return ConsoleGap.words(
        "lab", PROMETHEUS, new ConsoleStatus(false, since, "refused"), REFUSED, List.of(), NOW);
  }

  private static Optional<String> answered(Sighting sighting, Registration... registrations) {
    return ConsoleGap.words(
        "lab", PROMETHEUS, new ConsoleStatus(true, NOW, ""), sighting, List.of(registrations), NOW);
  }

  private static Sighting seen(UUID... instances) {
    var targets = new java.util.HashMap<UUID, Sighting.Target>();
    for (UUID instance : instances) {
      targets.put(instance, new Sighting.Target("", Optional.empty()));
    }
    return new Sighting.Seen(targets);
  }

  @Test
  void aConsoleThatIsOnlyStartedAgainIsNoGap() {
    assertThat(unanswered(NOW.minus(ConsoleGap.UNANSWERED).plusMillis(1))).isEmpty();
    assertThat(unanswered(NOW.minus(ConsoleGap.UNANSWERED)))
        .hasValueSatisfying(
            words -> assertThat(words).contains("lab does not answer (http://mon:9090: refused)"));
  }

  @Test
  void aConsoleThatTakesUpNothingAtAllIsAGap() {
    assertThat(answered(seen(), registration(ONE, LONG_AGO), registration(TWO, LONG_AGO)))
        .hasValueSatisfying(words -> assertThat(words).contains("has taken up nothing"));
    assertThat(answered(seen(new UUID(9, 9)), registration(ONE, LONG_AGO))).isPresent();
    assertThat(
            ConsoleGap.words(
                "lab",
                BackendDocument.Type.FILES,
                new ConsoleStatus(true, NOW, ""),
                seen(),
                List.of(registration(ONE, LONG_AGO)),
                NOW))
        .hasValueSatisfying(
            words ->
                assertThat(words)
                    .contains("knows nothing of what is registered")
                    .doesNotContain("scrape"));
  }

  @Test
  void oneThatTakesUpSomethingOrWasOfferedSomethingAShortWhileAgoIsNone() {
    assertThat(answered(seen(TWO), registration(ONE, LONG_AGO), registration(TWO, LONG_AGO)))
        .isEmpty();
    assertThat(answered(seen(), registration(ONE, LONG_AGO.plusMillis(1)))).isEmpty();
    assertThat(answered(seen())).isEmpty();
  }
}
