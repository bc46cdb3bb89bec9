package io.kitward.connector.apply;

import static io.kitward.connector.apply.Kit.DATA;
import static io.kitward.connector.apply.Kit.FILE;
import static io.kitward.connector.apply.Kit.FOREIGN;
import static io.kitward.connector.apply.Kit.LOG_FILE;
import static io.kitward.connector.apply.Kit.LOG_UNIT;
import static io.kitward.connector.apply.Kit.UNIT;
import static io.kitward.connector.apply.Kit.agent;
import static io.kitward.connector.apply.Kit.file;
import static io.kitward.connector.apply.Kit.log;
import static io.kitward.connector.apply.Kit.service;
import static io.kitward.connector.apply.Kit.without;
import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.connector.state.Records;
import io.kitward.protocol.InstanceDesired;
import io.kitward.protocol.InstanceDesired.Contract;
import io.kitward.protocol.InstanceObserved.State;
import io.kitward.protocol.NodeEvent.Kind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OffboardingTest {

  private final Machine machine = Kit.machine();

  @Test
  void aPurgeLeavesTheMachineAsItWas() {
    var before = machine.everything();
    carryOut(agent(), log("ours"));
    assertThat(machine.units.runsWith(LOG_UNIT)).isEqualTo("ours");
    take(Contract.PURGE, agent(), log("ours"));
    assertThat(machine.everything()).isEqualTo(before);
    assertThat(machine.told(Kind.KEPT)).isEmpty();
    assertThat(machine.observed("agent").state()).isEqualTo(State.REMOVED);
  }

  @Test
  void whatWasInAFolderComesBackWithItsTimeAndItsParents() {
    long modified = machine.files.at(FOREIGN).orElseThrow().modifiedMillis();
    carryOut(agent());
    take(Contract.PURGE, agent());
    assertThat(machine.files.text(FOREIGN)).isEqualTo("theirs 1");
    assertThat(machine.files.at(FOREIGN).orElseThrow().modifiedMillis()).isEqualTo(modified);
    assertThat(machine.files.at(FOREIGN).orElseThrow().owner()).isEqualTo("bob");
    assertThat(machine.files.at(DATA).orElseThrow().mode()).isEqualTo("2775");
    assertThat(machine.files.at("/var/lib/agent").orElseThrow().owner()).isEqualTo("alice");
    assertThat(machine.files.at("/var/lib/agent").orElseThrow().mode()).isEqualTo("0750");
  }

  @Test
  void aForeignFileComesBackAsItsOwnerLeftIt() {
    carryOut(agent());
    machine.files.file(FOREIGN, "theirs 2", "bob", "0640");
    take(Contract.PURGE, agent());
    assertThat(machine.files.text(FOREIGN)).isEqualTo("theirs 2");
  }

  @Test
  void aForeignFileThatItsOwnerRemovedDoesNotComeBack() {
    machine.packages.byHand("agent");
    carryOut(agent());
    machine.files.removeTree(FOREIGN);
    take(Contract.PURGE, agent());
    assertThat(machine.files.there(FOREIGN)).isFalse();
  }

  @Test
  void anUninstallationKeepsThePackagesOwnConfiguration() {
    carryOut(agent());
    take(Contract.UNINSTALL, agent());
    assertThat(machine.packages.status("agent")).isEqualTo("config-files");
    assertThat(machine.packages.known()).doesNotContainKey("libagent");
    assertThat(machine.files.there(FOREIGN)).isTrue();
  }

  @Test
  void disablingStopsOnlyWhatDidNotRunBefore() {
    carryOut(agent(), log("ours"));
    take(Contract.DISABLE, agent(), log("ours"));
    assertThat(machine.units.states().get(UNIT)).contains("disabled", "inactive");
    assertThat(machine.units.states().get(LOG_UNIT)).contains("enabled", "active");
    assertThat(machine.packages.status("agent")).isEqualTo("installed");
    assertThat(machine.files.text(FILE)).isEqualTo("ours");
  }

  @Test
  void keepingTouchesNothing() {
    carryOut(agent(), log("ours"));
    var before = machine.everything();
    take(Contract.KEEP, agent(), log("ours"));
    assertThat(machine.everything()).isEqualTo(before);
    assertThat(machine.observed("log").state()).isEqualTo(State.REMOVED);
  }

  @Test
  void aFileThatWasEditedSinceIsKeptAndSaid() {
    carryOut(log("ours"));
    machine.want(without(log("ours"), Contract.PURGE));
    machine.files.file(LOG_FILE, "edited", "carol", "0644");
    machine.live(2);
    assertThat(machine.files.text(LOG_FILE)).isEqualTo("edited");
    assertThat(machine.told(Kind.KEPT)).singleElement().asString().contains(LOG_FILE, "edited");
    assertThat(machine.observed("log").leftovers()).hasSize(1);
  }

  @Test
  void anEditedFileOutlivesThePurgeOfItsPackage() {
    carryOut(agent());
    machine.want(without(agent(), Contract.PURGE));
    machine.files.file(FILE, "edited", "carol", "0644");
    machine.live(2);
    assertThat(machine.files.text(FILE)).isEqualTo("edited");
    assertThat(machine.packages.known()).doesNotContainKey("agent");
  }

  @Test
  void aFileThatWasThereComesBackWholeAndItsUnitRunsWithIt() {
    carryOut(log("ours"));
    take(Contract.UNINSTALL, log("ours"));
    assertThat(machine.files.text(LOG_FILE)).isEqualTo("by hand");
    assertThat(machine.files.at(LOG_FILE).orElseThrow().owner()).isEqualTo("alice");
    assertThat(machine.files.at(LOG_FILE).orElseThrow().mode()).isEqualTo("0600");
    assertThat(machine.units.runsWith(LOG_UNIT)).isEqualTo("by hand");
  }

  @Test
  void onlyTheBlockOfTheServiceLeavesAForeignFile() {
    machine.files.file("/etc/shared.yaml", "top:\n  rest\n", "alice", "0600");
    var job =
        service("job", "", List.of(), List.of(Kit.block("/etc/shared.yaml", "  x", "^top:")), "");
    carryOut(job);
    assertThat(machine.files.text("/etc/shared.yaml")).contains("BEGIN kitward job");
    machine.files.file(
        "/etc/shared.yaml", machine.files.text("/etc/shared.yaml") + "  more\n", "alice", "0600");
    take(Contract.PURGE, job);
    assertThat(machine.files.text("/etc/shared.yaml")).isEqualTo("top:\n  rest\n  more\n");
    assertThat(machine.files.at("/etc/shared.yaml").orElseThrow().owner()).isEqualTo("alice");
  }

  @Test
  void whatTwoServicesShareStaysUntilTheLastGoes() {
    var before = machine.everything();
    var one = service("one", "agent", List.of(DATA), List.of(file(FILE, "both")), UNIT);
    var other = service("other", "agent", List.of(DATA), List.of(file(FILE, "both")), UNIT);
    carryOut(one, other);
    machine.want(without(one, Contract.PURGE), other);
    machine.live(5);
    assertThat(machine.packages.status("agent")).isEqualTo("installed");
    assertThat(machine.files.text(FILE)).isEqualTo("both");
    assertThat(machine.units.runsWith(UNIT)).isEqualTo("both");
    machine.want(without(other, Contract.PURGE));
    machine.live(5);
    assertThat(machine.everything()).isEqualTo(before);
    assertThat(machine.told(Kind.KEPT)).isEmpty();
  }

  @Test
  void aSharedFileThatOnlyOneOfThemWroteGoesWithTheOther() {
    var before = machine.everything();
    carryOut(sharing("one", "first"), sharing("other", "first"));
    carryOut(sharing("one", "second"), sharing("other", "second"));
    machine.want(without(sharing("one", "second"), Contract.PURGE), sharing("other", "second"));
    machine.live(5);
    assertThat(machine.files.text("/etc/shared/x.conf")).isEqualTo("second");
    machine.want(without(sharing("other", "second"), Contract.PURGE));
    machine.live(5);
    assertThat(machine.everything()).isEqualTo(before);
    assertThat(machine.told(Kind.KEPT)).isEmpty();
  }

  private static InstanceDesired sharing(String name, String text) {
    return service(name, "", List.of(), List.of(file("/etc/shared/x.conf", text)), "");
  }

  @Test
  void aServiceThatWasNeverCarriedOutInheritsFromTheOneThatGoes() {
    var before = machine.everything();
    var one = service("one", "agent", List.of(DATA), List.of(file(FILE, "both")), UNIT);
    var other = service("other", "agent", List.of(), List.of(file(FILE, "both")), UNIT);
    carryOut(one);
    machine.want(without(one, Contract.PURGE), other);
    machine.live(5);
    machine.want(without(other, Contract.PURGE));
    machine.live(5);
    assertThat(machine.everything()).isEqualTo(before);
  }

  @Test
  void aDependencyThatAnotherServiceNeedsGoesWithThatOne() {
    var before = machine.everything();
    var probe = service("probe", "probe", List.of(), List.of(), "probe.service");
    carryOut(agent());
    carryOut(agent(), probe);
    machine.want(without(agent(), Contract.PURGE), probe);
    machine.live(5);
    assertThat(machine.packages.known()).containsKey("libagent").doesNotContainKey("agent");
    assertThat(machine.told(Kind.KEPT)).isEmpty();
    machine.want(without(probe, Contract.PURGE));
    machine.live(5);
    assertThat(machine.everything()).isEqualTo(before);
  }

  @Test
  void anInstallationThatWasTriedForAWhileDoesNotOwnWhatOthersBroughtMeanwhile() {
    var late = service("late", "late", List.of(), List.of(), "late.service");
    machine.want(late);
    machine.live(3);
    var before = machine.everything();
    machine.want(late, agent());
    machine.live(8);
    machine.packages.offer(
        new MachinePackages.Offer(
            "late", List.of("libc"), Map.of(), List.of(), List.of("late.service"), List.of()));
    machine.live(600);
    assertThat(machine.observed("late").state()).isEqualTo(State.SETTLED);
    assertThat(machine.records.find("late"))
        .isInstanceOfSatisfying(
            Records.Found.Whole.class,
            whole -> assertThat(whole.before().pulledIn()).doesNotContain("agent", "libagent"));
    machine.want(without(late, Contract.PURGE), agent());
    machine.live(5);
    machine.want(without(agent(), Contract.PURGE));
    machine.live(5);
    assertThat(machine.everything()).isEqualTo(before);
    assertThat(machine.told(Kind.KEPT)).isEmpty();
  }

  @Test
  void aPackageOnWhichAnotherDpkgWasAtWorkDidNotComeWithTheService() {
    machine.packages.leaveTriggers("libc");
    carryOut(agent());
    assertThat(machine.record("agent").pulledIn()).containsExactly("libagent");
    take(Contract.PURGE, agent());
    assertThat(machine.packages.status("libc")).isEqualTo("installed");
    assertThat(machine.told(Kind.KEPT)).isEmpty();
  }

  @Test
  void aDependencyThatWasThereOrThatAPersonAskedForStays() {
    carryOut(agent());
    machine.packages.byHand("libagent");
    take(Contract.PURGE, agent());
    assertThat(machine.packages.known()).containsKeys("libc", "libagent");
    assertThat(machine.told(Kind.KEPT)).singleElement().asString().contains("libagent");
  }

  @Test
  void aPackageThatAPersonsPackageNeedsStaysAndIsSaid() {
    carryOut(agent());
    machine.packages.byHand("probe");
    take(Contract.PURGE, agent());
    assertThat(machine.packages.known()).containsKeys("probe", "libagent");
    assertThat(machine.packages.known()).doesNotContainKey("agent");
    assertThat(machine.told(Kind.KEPT)).singleElement().asString().contains("libagent", "probe");
  }

  @Test
  void aPackageThatAPersonInstalledAfterTheRemovalIsTheirs() {
    carryOut(agent());
    take(Contract.PURGE, agent());
    machine.packages.byHand("agent");
    var other = service("other", "agent", List.of(), List.of(), UNIT);
    machine.want(without(agent(), Contract.PURGE), other);
    machine.live(5);
    machine.want(without(agent(), Contract.PURGE), without(other, Contract.PURGE));
    machine.live(5);
    assertThat(machine.packages.status("agent")).isEqualTo("installed");
  }

  @Test
  void aUnitThatWasMaskedIsMaskedAgain() {
    machine.units.set(LOG_UNIT, "masked", false);
    carryOut(log("ours"));
    assertThat(machine.units.runsWith(LOG_UNIT)).isEqualTo("ours");
    take(Contract.PURGE, log("ours"));
    assertThat(machine.units.states().get(LOG_UNIT)).contains("masked", "inactive");
  }

  @Test
  void aRemovalThatIsCalledOffHalfWayLosesNothing() {
    var desired = agent();
    int changes = changesOf(desired);
    for (int change = 0; change < changes; change++) {
      var node = Kit.machine();
      node.want(desired);
      node.live(5);
      node.want(without(desired, Contract.PURGE));
      node.fuse.set(change, true);
      try {
        node.live(5);
      } catch (Fuse.Crash e) {
        node.restart();
      }
      node.want(desired);
      node.live(8);
      assertThat(node.files.text(FOREIGN)).as("after change %d", change).isEqualTo("theirs 1");
      assertThat(node.units.runsWith(UNIT)).as("after change %d", change).isEqualTo("ours");
    }
  }

  private static int changesOf(InstanceDesired desired) {
    var node = Kit.machine();
    node.want(desired);
    node.live(5);
    int before = node.fuse.burnt();
    node.want(without(desired, Contract.PURGE));
    node.live(5);
    return node.fuse.burnt() - before;
  }

  private void carryOut(InstanceDesired... instances) {
    machine.want(instances);
    machine.live(8);
    for (InstanceDesired one : instances) {
      assertThat(machine.observed(one.service()).state()).isEqualTo(State.SETTLED);
    }
  }

  private void take(Contract contract, InstanceDesired... instances) {
    machine.want(
        List.of(instances).stream()
            .map(one -> without(one, contract))
            .toArray(InstanceDesired[]::new));
    machine.live(5);
  }
}
