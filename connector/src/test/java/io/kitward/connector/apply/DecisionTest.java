package io.kitward.connector.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kitward.connector.host.FileTree;
import io.kitward.connector.host.HostFailure;
import io.kitward.connector.host.Packages;
import io.kitward.connector.host.Units;
import io.kitward.connector.state.Before;
import io.kitward.protocol.InstanceDesired;
import io.kitward.protocol.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class DecisionTest {

  private static final String PATH = "/etc/default/agent";
  private static final String UNIT = "agent.service";
  private static final Units.Seen RUNNING = unit("enabled", "active");
  private static final InstanceDesired DESIRED = desired("port=${secret:p@1}\n", "");

  @Test
  void aMissingPackageComesFirst() {
    var decision =
        decide(
            DESIRED,
            seen(Map.of(), Map.of("agent", "package agent is missing"), Map.of(), Map.of()),
            Set.of());
    assertThat(decision.phase()).isEqualTo(Decision.Phase.INSTALL);
    assertThat(decision.steps()).singleElement().isInstanceOf(Step.Install.class);
  }

  @Test
  void aHalfInstalledPackageIsInstalledAgain() {
    var half = Map.of("agent", new Packages.Known("half-configured", "1"));
    assertThat(
            decide(
                    DESIRED,
                    seen(
                        half,
                        Map.of("agent", "package agent is half-configured"),
                        Map.of(),
                        Map.of()),
                    Set.of())
                .steps())
        .singleElement()
        .satisfies(step -> assertThat(step.because()).contains("half-configured"));
  }

  @Test
  void anEditedFileIsWrittenWithItsSecretAndTheReasonHoldsNoContent() {
    var decision = decide(DESIRED, seen("other", RUNNING), Set.of());
    assertThat(decision.phase()).isEqualTo(Decision.Phase.CONFIGURE);
    assertThat(decision.steps())
        .singleElement()
        .isInstanceOfSatisfying(
            Step.Write.class,
            write -> {
              assertThat(new String(write.candidate().content(), StandardCharsets.UTF_8))
                  .isEqualTo("port=s3cret\n");
              assertThat(write.because() + write.done()).doesNotContain("s3cret");
            });
  }

  @Test
  void aSecretThatDidNotArriveIsTheReason() {
    assertThatThrownBy(() -> Decision.of(DESIRED, seen("x", RUNNING), Map.of(), owing(Set.of())))
        .isInstanceOf(HostFailure.class)
        .hasMessageContaining("secret:p@1");
  }

  @Test
  void aStoppedAndDisabledUnitIsEnabledAndStarted() {
    var decision = decide(DESIRED, seen("port=s3cret\n", unit("disabled", "inactive")), Set.of());
    assertThat(decision.steps())
        .extracting(Step::done)
        .containsExactly("enabled " + UNIT, "started " + UNIT);
  }

  @Test
  void aChangedFileRestartsItsUnitOnceAlsoAfterACrash() {
    var seen = seen("port=s3cret\n", RUNNING);
    assertThat(decide(DESIRED, seen, Set.of(UNIT)).steps())
        .extracting(Step::done)
        .containsExactly("restarted " + UNIT);
    assertThat(decide(DESIRED, seen, Set.of()).phase()).isEqualTo(Decision.Phase.DONE);
  }

  @Test
  void aUnitThatSystemdRestartsIsLeftToIt() {
    var restarting = new Units.Seen("enabled", "activating", "auto-restart", false, false, false);
    var decision = decide(DESIRED, seen("port=s3cret\n", restarting), Set.of());
    assertThat(decision.steps()).isEmpty();
    assertThat(decision.changing()).containsExactly(UNIT);
  }

  @Test
  void aUnitWhoseMachineLacksAConditionIsNotStartedAgainAndAgain() {
    var skipped = new Units.Seen("enabled", "inactive", "dead", false, true, false);
    assertThat(decide(DESIRED, seen("port=s3cret\n", skipped), Set.of()).phase())
        .isEqualTo(Decision.Phase.DONE);
  }

  @Test
  void aBlockKeepsOwnerAndModeOfTheFileItGoesInto() {
    var inserted = desired("x: 1", "^top:");
    var decision = decide(inserted, seen("top:\nrest: 2\n", RUNNING), Set.of());
    assertThat(decision.steps())
        .singleElement()
        .isInstanceOfSatisfying(
            Step.Write.class,
            write -> {
              assertThat(write.candidate().owner()).isEqualTo("root");
              assertThat(new String(write.candidate().content(), StandardCharsets.UTF_8))
                  .isEqualTo("top:\n# BEGIN kitward agent\nx: 1\n# END kitward agent\nrest: 2\n");
            });
  }

  @Test
  void hostileNamesAreRefused() {
    assertThat(Shape.problem(DESIRED)).isEmpty();
    for (String path : List.of("/etc/../x", "relative", "/a//b", "/a/", "/a\nb", "/", "/a/./b")) {
      assertThat(Shape.problem(withFile(path))).as(path).isPresent();
    }
    var option =
        new InstanceDesired(
            "agent",
            "h",
            DESIRED.ensure(),
            DESIRED.contract(),
            List.of(new InstanceDesired.PackageDesired("-o=Dir::Etc=x", "")),
            List.of(),
            List.of(),
            List.of(),
            List.of());
    assertThat(Shape.problem(option)).isPresent();
    var unit =
        new InstanceDesired(
            "agent",
            "h",
            DESIRED.ensure(),
            DESIRED.contract(),
            List.of(),
            List.of("/var"),
            List.of(),
            List.of(
                new InstanceDesired.UnitDesired(
                    "--root=/x.service", DESIRED.units().getFirst().onChange())),
            List.of());
    assertThat(Shape.problem(unit)).isPresent();
  }

  private static InstanceDesired withFile(String path) {
    return new InstanceDesired(
        "agent",
        "h",
        DESIRED.ensure(),
        DESIRED.contract(),
        List.of(),
        List.of(),
        List.of(new InstanceDesired.FileDesired(path, "", "root", "root", "0644", List.of(), "")),
        List.of(),
        List.of());
  }

  private static Decision decide(InstanceDesired desired, Seen seen, Set<String> pending) {
    return Decision.of(desired, seen, Map.of("secret:p@1", "s3cret"), owing(pending));
  }

  private static Before owing(Set<String> pending) {
    return Before.of("agent", new TreeMap<>(), "").withPending(new TreeSet<>(pending));
  }

  private static Seen seen(
      Map<String, Packages.Known> packages,
      Map<String, String> gaps,
      Map<String, FileTree.Seen> files,
      Map<String, Units.Seen> units) {
    return new Seen(packages, gaps, files, units, Map.of(), Map.of(), List.of());
  }

  private static Seen seen(String content, Units.Seen unit) {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    return seen(
        Map.of("agent", new Packages.Known("installed", "1")),
        Map.of(),
        Map.of(PATH, new FileTree.Seen(bytes, Json.sha256(bytes), "root", "root", "0644")),
        Map.of(UNIT, unit));
  }

  private static Units.Seen unit(String enablement, String activity) {
    return new Units.Seen(enablement, activity, "", false, false, false);
  }

  private static InstanceDesired desired(String content, String after) {
    return new InstanceDesired(
        "agent",
        "h",
        InstanceDesired.Ensure.PRESENT,
        InstanceDesired.Contract.PURGE,
        List.of(new InstanceDesired.PackageDesired("agent", "")),
        List.of(),
        List.of(
            new InstanceDesired.FileDesired(
                PATH, content, "root", "root", "0644", List.of(), after)),
        List.of(new InstanceDesired.UnitDesired(UNIT, InstanceDesired.OnChange.RESTART)),
        List.of());
  }
}
