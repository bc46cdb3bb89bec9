package io.kitward.server.desired;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.protocol.InstanceDesired;
import io.kitward.protocol.InstanceDesired.Adopt;
import io.kitward.protocol.InstanceDesired.Mode;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TreatmentsTest {

  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  private static final Resolved POLICY =
      new Resolved(
          Map.of("exporter", Instances.wanted("exporter"), "logs", Instances.wanted("logs")),
          Map.of());

  @Test
  void withoutAWordOfAPersonAToolThatWasThereIsAskedFor() {
    Resolved resolved = Treatments.NONE.over(POLICY, NOW);
    InstanceDesired exporter = desired(resolved, "exporter");
    assertThat(exporter.conduct().adopt()).isEqualTo(Adopt.ASK);
    assertThat(exporter.conduct().mode()).isEqualTo(Mode.ENFORCE);
    assertThat(exporter.hash()).isEqualTo(Instances.wanted("exporter").desired().hash());
    assertThat(resolved.changesAt()).isEmpty();
  }

  @Test
  void aSuspensionOfOneServiceLeavesTheOthersAndItsEndComesByItself() {
    var treatments = new Treatments(Map.of("exporter", suspended(NOW.plusSeconds(60))));
    Resolved resolved = treatments.over(POLICY, NOW);
    assertThat(desired(resolved, "exporter").conduct().mode()).isEqualTo(Mode.SUSPENDED);
    assertThat(desired(resolved, "exporter").conduct().suspendedUntil())
        .isEqualTo(NOW.plusSeconds(60));
    assertThat(desired(resolved, "logs").conduct().mode()).isEqualTo(Mode.ENFORCE);
    assertThat(resolved.changesAt()).contains(NOW.plusSeconds(60));
    assertThat(treatments.over(POLICY, NOW.plusSeconds(60)))
        .isEqualTo(Treatments.NONE.over(POLICY, NOW.plusSeconds(60)));
  }

  @Test
  void aSuspendedNodeIsSuspendedWhole() {
    Resolved resolved =
        new Treatments(Map.of("", suspended(NOW.plusSeconds(60)))).over(POLICY, NOW);
    assertThat(resolved.instances().values())
        .allSatisfy(one -> assertThat(one.desired().conduct().mode()).isEqualTo(Mode.SUSPENDED));
  }

  @Test
  void whatAPersonAcceptedIsTaken() {
    var treatments =
        new Treatments(Map.of("exporter", new Treatment(Optional.empty(), "", "", "user/ada")));
    assertThat(desired(treatments.over(POLICY, NOW), "exporter").conduct().adopt())
        .isEqualTo(Adopt.TAKE);
    assertThat(desired(treatments.over(POLICY, NOW), "logs").conduct().adopt())
        .isEqualTo(Adopt.ASK);
  }

  private static Treatment suspended(Instant until) {
    return new Treatment(Optional.of(until), "user/ada", "", "");
  }

  private static InstanceDesired desired(Resolved resolved, String service) {
    return java.util.Objects.requireNonNull(resolved.instances().get(service)).desired();
  }
}
