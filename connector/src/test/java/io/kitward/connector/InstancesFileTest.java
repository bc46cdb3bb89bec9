package io.kitward.connector;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.protocol.Condition;
import io.kitward.protocol.DesiredState;
import io.kitward.protocol.InstanceDesired;
import io.kitward.protocol.InstanceDesired.Contract;
import io.kitward.protocol.InstanceDesired.Ensure;
import io.kitward.protocol.InstanceDesired.FileDesired;
import io.kitward.protocol.InstanceDesired.FolderDesired;
import io.kitward.protocol.InstanceDesired.Mode;
import io.kitward.protocol.InstanceDesired.OnChange;
import io.kitward.protocol.InstanceDesired.PackageDesired;
import io.kitward.protocol.InstanceDesired.UnitDesired;
import io.kitward.protocol.InstanceObserved;
import io.kitward.protocol.InstanceObserved.Discovery;
import io.kitward.protocol.InstanceObserved.Relation;
import io.kitward.protocol.InstanceObserved.Stance;
import io.kitward.protocol.InstanceObserved.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstancesFileTest {

  private static final Instant NOW = Instant.parse("2026-11-30T09:00:00Z");
  private static final String HASH = "h1";

  @TempDir Path folder = Path.of("");

  private static InstanceDesired desired() {
    return new InstanceDesired(
            "node-exporter",
            HASH,
            Ensure.PRESENT,
            Contract.KEEP,
            List.of(new PackageDesired("prometheus-node-exporter", "")),
            List.of("/var/lib/prometheus"),
            List.of(
                new FileDesired(
                    "/etc/default/prometheus-node-exporter",
                    "ARGS='--token=hunter2 ${secret:p@1}'",
                    "root",
                    "root",
                    "0644",
                    List.of(),
                    "")),
            List.of(new UnitDesired("prometheus-node-exporter.service", OnChange.RESTART)),
            List.of())
        .toBuilder()
            .folders(List.of(new FolderDesired("/etc/exporter", "root", "root", "0755")))
            .build();
  }

  private static InstanceObserved observed(State state, Condition.Status healthy) {
    return observed(state, healthy, Stance.USUAL, Discovery.MANAGED);
  }

  private static InstanceObserved observed(
      State state, Condition.Status healthy, Stance stance, Discovery discovery) {
    var conditions = new ArrayList<Condition>();
    for (Condition.Type type :
        List.of(
            Condition.Type.INSTALLED,
            Condition.Type.CONFIGURED,
            Condition.Type.RUNNING,
            Condition.Type.HEALTHY)) {
      boolean health = type == Condition.Type.HEALTHY;
      conditions.add(
          new Condition(
              type, health ? healthy : Condition.Status.TRUE, NOW, "Reason", "with hunter2 in it"));
    }
    return new InstanceObserved(
        "node-exporter",
        HASH,
        state,
        conditions,
        Map.of("prometheus-node-exporter", "1.5.0"),
        List.of("drift of hunter2"),
        List.of(),
        stance,
        discovery);
  }

  private static String phase(InstanceObserved seen) {
    return PhaseHere.of(desired(), Optional.of(seen), Optional.empty(), NOW).toString();
  }

  private boolean keep(InstancesFile file, InstanceObserved observed, Instant now)
      throws IOException {
    return file.keep(
        true,
        Optional.of(new DesiredState(1, 1, List.of(desired()))),
        List.of(observed),
        Map.of(),
        now);
  }

  @Test
  void itHoldsPhasesAndNamesAndNothingElse() throws IOException {
    Path path = folder.resolve("new/instances.json");
    assertThat(
            keep(
                new InstancesFile(path, "0.1.0"),
                observed(State.SETTLED, Condition.Status.TRUE),
                NOW))
        .isTrue();
    assertThat(Files.readString(path))
        .isEqualTo(
            "{\"version\":\"0.1.0\",\"connected\":true,\"instances\":{\"node-exporter\":{"
                + "\"phase\":\"ok\",\"since\":\"2026-11-30T09:00:00Z\","
                + "\"paths\":[\"/etc/default/prometheus-node-exporter\",\"/etc/exporter\"],"
                + "\"packages\":[\"prometheus-node-exporter\"],"
                + "\"units\":[\"prometheus-node-exporter.service\"]}}}");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-r--r--");
    try (var all = Files.list(folder.resolve("new"))) {
      assertThat(all).as("nothing half written stays").containsExactly(path);
    }
  }

  @Test
  void itIsWrittenOnlyWhenSomethingChanged() throws IOException {
    Path path = folder.resolve("instances.json");
    var file = new InstancesFile(path, "0.1.0");
    var well = observed(State.SETTLED, Condition.Status.TRUE);
    assertThat(keep(file, well, NOW)).isTrue();
    assertThat(keep(file, well, NOW.plusSeconds(60))).isFalse();
    assertThat(keep(file, observed(State.SETTLED, Condition.Status.FALSE), NOW.plusSeconds(61)))
        .isTrue();
    assertThat(Files.readString(path)).contains("\"degraded\"", "09:01:01Z");
    Files.delete(path);
    assertThat(keep(file, observed(State.SETTLED, Condition.Status.FALSE), NOW.plusSeconds(99)))
        .as("somebody deleted it")
        .isTrue();
  }

  @Test
  void timesGoOnFromTheProcessBefore() throws IOException {
    Path path = folder.resolve("instances.json");
    var well = observed(State.SETTLED, Condition.Status.TRUE);
    keep(new InstancesFile(path, "0.1.0"), well, NOW);
    assertThat(keep(new InstancesFile(path, "0.1.0"), well, NOW.plusSeconds(60))).isFalse();
    assertThat(keep(new InstancesFile(path, "0.1.1"), well, NOW.plusSeconds(90))).isTrue();
    assertThat(Files.readString(path)).contains("\"0.1.1\"", "\"since\":\"2026-11-30T09:00:00Z\"");
  }

  @Test
  void whatIsThereInsteadIsReplaced() throws IOException {
    Path path = folder.resolve("instances.json");
    Files.writeString(path, "{\"version\":[1,2");
    keep(new InstancesFile(path, "0.1.0"), observed(State.SETTLED, Condition.Status.TRUE), NOW);
    assertThat(Files.readString(path)).contains("\"phase\":\"ok\"");
  }

  @Test
  void withoutADesiredStateItSaysSo() throws IOException {
    Path path = folder.resolve("instances.json");
    new InstancesFile(path, "0.1.0").keep(false, Optional.empty(), List.of(), Map.of(), NOW);
    assertThat(Files.readString(path))
        .isEqualTo("{\"version\":\"0.1.0\",\"connected\":false,\"instances\":{}}");
  }

  @Test
  void eachPhaseFollowsFromWhatTheNodeKnows() {
    var yes = Condition.Status.TRUE;
    assertThat(phase(observed(State.SETTLED, yes))).contains("OK");
    assertThat(phase(observed(State.SETTLED, Condition.Status.NOT_APPLICABLE))).contains("OK");
    assertThat(phase(observed(State.SETTLED, Condition.Status.UNKNOWN))).contains("APPLYING");
    assertThat(phase(observed(State.SETTLED, Condition.Status.FALSE))).contains("DEGRADED");
    assertThat(phase(observed(State.PENDING, yes))).contains("PENDING");
    assertThat(phase(observed(State.APPLYING, yes))).contains("APPLYING");
    assertThat(phase(observed(State.FAILED, yes))).contains("FAILED");
    var rival = new Discovery(Relation.RIVAL, List.of("Puppet manages it"));
    assertThat(phase(observed(State.PENDING, yes, Stance.USUAL, rival))).contains("BLOCKED");
    assertThat(phase(observed(State.SETTLED, yes, Stance.USUAL, rival))).contains("OK");
    var suspended = new Stance(Mode.SUSPENDED, NOW, "anna", "", "");
    assertThat(phase(observed(State.FAILED, yes, suspended, Discovery.MANAGED)))
        .contains("BLOCKED");
  }

  @Test
  void whatWasMendedSaysSoForTenMinutes() {
    var seen = Optional.of(observed(State.SETTLED, Condition.Status.TRUE));
    assertThat(PhaseHere.of(desired(), seen, Optional.of(NOW.minusSeconds(599)), NOW))
        .contains(PhaseHere.REPAIRED);
    assertThat(PhaseHere.of(desired(), seen, Optional.of(NOW.minusSeconds(600)), NOW))
        .contains(PhaseHere.OK);
  }

  @Test
  void whatGoesClaimsNothingAndIsOverWhenItIsGone() throws IOException {
    Path path = folder.resolve("instances.json");
    var going = desired().toBuilder().ensure(Ensure.ABSENT).build();
    var state = Optional.of(new DesiredState(1, 2, List.of(going)));
    var file = new InstancesFile(path, "0.1.0");
    file.keep(true, state, List.of(), Map.of(), NOW);
    assertThat(Files.readString(path))
        .contains("\"phase\":\"removing\"", "\"paths\":[]", "\"units\":[]");
    file.keep(true, state, List.of(observed(State.REMOVED, Condition.Status.TRUE)), Map.of(), NOW);
    assertThat(Files.readString(path)).contains("\"instances\":{}");
  }
}
