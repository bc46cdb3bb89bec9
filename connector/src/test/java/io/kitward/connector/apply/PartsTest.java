package io.kitward.connector.apply;

import static io.kitward.connector.apply.Kit.FILE;
import static io.kitward.connector.apply.Kit.UNIT;
import static io.kitward.connector.apply.Kit.agent;
import static io.kitward.connector.apply.Kit.file;
import static io.kitward.connector.apply.Kit.log;
import static io.kitward.connector.apply.Kit.without;
import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.connector.config.Allowed;
import io.kitward.connector.config.Limits;
import io.kitward.protocol.Check;
import io.kitward.protocol.Condition;
import io.kitward.protocol.InstanceDesired;
import io.kitward.protocol.InstanceDesired.AccountDesired;
import io.kitward.protocol.InstanceDesired.Conduct;
import io.kitward.protocol.InstanceDesired.Conflicts;
import io.kitward.protocol.InstanceDesired.Contract;
import io.kitward.protocol.InstanceDesired.FileDesired;
import io.kitward.protocol.InstanceDesired.FolderDesired;
import io.kitward.protocol.InstanceDesired.HookDesired;
import io.kitward.protocol.InstanceDesired.Mode;
import io.kitward.protocol.InstanceDesired.Moment;
import io.kitward.protocol.InstanceDesired.OnChange;
import io.kitward.protocol.InstanceDesired.RepositoryDesired;
import io.kitward.protocol.InstanceDesired.RepositoryType;
import io.kitward.protocol.InstanceDesired.UnitDesired;
import io.kitward.protocol.InstanceObserved.State;
import io.kitward.protocol.NodeEvent.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a service has beside packages, files and units is carried out and undone. */
class PartsTest {

  private static final String SOURCE = "/etc/sources/vendor";
  private static final String FOLDER = "/srv/agent/spool";
  private static final String DROP_IN = "/etc/systemd/system/agent.service.d/limits.conf";

  private final Machine machine = Kit.machine();

  @Test
  void accountsAndRepositoriesComeBeforePackagesAndFoldersBeforeFiles() {
    machine.want(full());
    machine.live(8);
    assertThat(machine.people.all()).containsExactly("agent");
    assertThat(machine.files.text(SOURCE)).isEqualTo("https://vendor.example/apt");
    assertThat(machine.packages.listed()).containsExactly("vendor");
    assertThat(machine.files.at(FOLDER).orElseThrow().mode()).isEqualTo("2770");
    assertThat(machine.files.text(DROP_IN)).isEqualTo("[Service]");
    assertThat(machine.programs.ran())
        .containsExactly(
            "/bin/before-install for agent",
            "/bin/after-install for agent",
            "/bin/after-configure for agent",
            "/bin/after-start for agent");
    assertThat(machine.observed("agent").state()).isEqualTo(State.SETTLED);
  }

  @Test
  void offboardingUndoesAllOfItButTheAccountAndSaysSo() {
    machine.files.folder("/srv", "root", "0755");
    machine.files.folder("/srv/agent", "carol", "0711");
    machine.want(log("ours"));
    machine.live(8);
    var before = machine.everything();
    machine.want(log("ours"), full());
    machine.live(8);
    machine.files.file(FOLDER + "/queued", "x", "agent", "0600");
    machine.files.delete(FOLDER + "/queued");
    machine.want(log("ours"), without(full(), Contract.PURGE));
    machine.live(8);
    var after = machine.everything();
    assertThat(after.remove("people")).isEqualTo("[agent]");
    before.remove("people");
    assertThat(after).isEqualTo(before);
    assertThat(machine.observed("agent").leftovers())
        .singleElement()
        .asString()
        .contains("user agent");
    assertThat(machine.programs.ran())
        .endsWith("/bin/before-remove for agent", "/bin/gone for agent");
  }

  @Test
  void aCrashAtAnyMomentLeadsToTheSameEndThereAndBack() {
    machine.want(full());
    machine.live(10);
    int changes = machine.fuse.burnt();
    for (int change = 0; change < 2 * changes; change++) {
      var node = Kit.machine();
      var before = node.everything();
      node.want(full());
      node.fuse.set(change / 2, change % 2 == 1);
      node.survive(10);
      assertThat(node.observed("agent").state()).as("change %d", change).isEqualTo(State.SETTLED);
      assertThat(node.programs.ran())
          .as("change %d", change)
          .contains("/bin/after-start for agent");
      node.want(without(full(), Contract.PURGE));
      node.fuse.set(change / 2, change % 2 == 1);
      node.survive(10);
      var after = node.everything();
      after.remove("people");
      before.remove("people");
      assertThat(after).as("change %d", change).isEqualTo(before);
    }
  }

  @Test
  void aRepositoryOfTwoServicesGoesWithTheLast() {
    var other =
        Kit.service("other", "probe", List.of(), List.of(), "").toBuilder()
            .repositories(List.of(vendor()))
            .build();
    machine.want(full(), other);
    machine.live(8);
    machine.want(without(full(), Contract.PURGE), other);
    machine.live(8);
    assertThat(machine.files.text(SOURCE)).isEqualTo("https://vendor.example/apt");
    machine.want(without(full(), Contract.PURGE), without(other, Contract.PURGE));
    machine.live(8);
    assertThat(machine.files.there(SOURCE)).isFalse();
    assertThat(machine.files.there("/etc/sources")).isFalse();
  }

  @Test
  void aRepositoryFileThatWasThereComesBack() {
    machine.files.file(SOURCE, "by hand", "root", "0644");
    machine.want(full());
    machine.live(8);
    machine.want(without(full(), Contract.UNINSTALL));
    machine.live(8);
    assertThat(machine.files.text(SOURCE)).isEqualTo("by hand");
  }

  @Test
  void aSettledServicesHooksRunAgainOnlyForWhatHappens() {
    machine.want(full());
    machine.live(20);
    int before = machine.programs.ran().size();
    machine.restart();
    machine.live(20);
    assertThat(machine.programs.ran()).hasSize(before);
    machine.units.act(io.kitward.connector.host.Units.Verb.STOP, UNIT);
    machine.live(5);
    assertThat(machine.programs.ran().subList(before, machine.programs.ran().size()))
        .containsExactly("/bin/after-start for agent");
    machine.files.file(FILE, "edited", "root", "0644");
    machine.live(5);
    assertThat(machine.programs.ran().subList(before + 1, machine.programs.ran().size()))
        .containsExactly("/bin/after-configure for agent", "/bin/after-start for agent");
  }

  @Test
  void aFailingHookIsTheReasonAndIsTriedAgain() {
    machine.programs.fail("/bin/after-install");
    machine.want(full());
    machine.live(3);
    assertThat(machine.condition("agent", Condition.Type.INSTALLED).message())
        .contains("after-install hook failed", "no way");
    machine.programs.mend();
    machine.live(30);
    assertThat(machine.observed("agent").state()).isEqualTo(State.SETTLED);
    assertThat(machine.programs.ran()).filteredOn(one -> one.contains("before-install")).hasSize(1);
  }

  @Test
  void aFailingHookHoldsTheRemovalUp() {
    machine.want(full());
    machine.live(8);
    machine.programs.fail("/bin/before-remove");
    machine.want(without(full(), Contract.PURGE));
    machine.live(4);
    assertThat(machine.packages.status("agent")).isEqualTo("installed");
    assertThat(machine.units.runsWith(UNIT)).isNotEmpty();
    machine.programs.mend();
    machine.live(60);
    assertThat(machine.packages.status("agent")).isEqualTo("absent");
  }

  @Test
  void aFileRestartsOnlyTheUnitsThatItConcerns() {
    machine.units.reads("second.service", "/etc/second");
    machine.units.set("second.service", "enabled", true);
    machine.want(pair("1"));
    machine.live(8);
    var first = machine.units.starts("second.service");
    machine.want(pair("2"));
    machine.live(8);
    assertThat(machine.units.runsWith(UNIT)).isEqualTo("2");
    assertThat(machine.units.starts("second.service")).isEqualTo(first);
  }

  private static InstanceDesired pair(String text) {
    var one = file(FILE, text);
    var concerned =
        new FileDesired(one.path(), text, "root", "root", "0644", List.of(), "", List.of(UNIT));
    return agent(text).toBuilder()
        .files(List.of(concerned, file("/etc/second", "second")))
        .units(
            List.of(
                new UnitDesired(UNIT, OnChange.RESTART),
                new UnitDesired("second.service", OnChange.RESTART)))
        .build();
  }

  @Test
  void aServiceWaitsForTheOnesBeforeIt() {
    machine.programs.fail("/bin/after-install");
    var later = after(log("ours"), "agent");
    machine.want(full(), later);
    machine.live(5);
    assertThat(machine.observed("log").state()).isEqualTo(State.PENDING);
    var condition = machine.condition("log", Condition.Type.INSTALLED);
    assertThat(condition.reason()).isEqualTo("WaitsFor");
    assertThat(condition.message()).contains("agent");
    machine.programs.mend();
    machine.live(60);
    assertThat(machine.observed("log").state()).isEqualTo(State.SETTLED);
  }

  @Test
  void aCircleAndAnAbsentServiceHoldNothingUpAndAreSaid() {
    machine.want(after(agent(), "log", "nothing"), after(log("ours"), "agent"));
    machine.live(20);
    assertThat(machine.observed("agent").state()).isEqualTo(State.SETTLED);
    assertThat(machine.observed("log").state()).isEqualTo(State.SETTLED);
    assertThat(machine.told(Kind.REFUSED))
        .hasSize(2)
        .anySatisfy(text -> assertThat(text).contains("log", "nothing"));
  }

  private static InstanceDesired after(InstanceDesired instance, String... others) {
    return instance.toBuilder()
        .conduct(new Conduct(Mode.ENFORCE, null, List.of(others), 0))
        .build();
  }

  @Test
  void twoServicesThatWantOneFileDifferentlyDoNotUndoEachOther() {
    var rival = Kit.service("rival", "", List.of(), List.of(file(FILE, "theirs")), "");
    machine.want(agent("ours"), rival);
    machine.live(20);
    assertThat(machine.files.text(FILE)).isEqualTo("ours");
    assertThat(machine.observed("agent").state()).isEqualTo(State.SETTLED);
    var condition = machine.condition("rival", Condition.Type.CONFIGURED);
    assertThat(condition.reason()).isEqualTo("Conflict");
    assertThat(condition.message()).contains(FILE, "agent");
    assertThat(machine.told(Kind.FAILED)).hasSize(1);
    machine.want(without(agent("ours"), Contract.PURGE), rival);
    machine.live(20);
    assertThat(machine.files.text(FILE)).isEqualTo("theirs");
  }

  @Test
  void whatWasRefusedAndNeverTouchedGoesAtOnce() {
    var before = machine.everything();
    var hostile = agent().toBuilder().files(List.of(file("/etc/sudoers.d/agent", "x"))).build();
    machine.want(hostile);
    machine.live(3);
    assertThat(machine.observed("agent").state()).isEqualTo(State.FAILED);
    assertThat(machine.condition("agent", Condition.Type.INSTALLED).reason()).isEqualTo("Refused");
    machine.want(without(hostile, Contract.PURGE));
    machine.live(3);
    assertThat(machine.observed("agent").state()).isEqualTo(State.REMOVED);
    assertThat(machine.everything()).isEqualTo(before);
    machine.want(agent());
    machine.live(8);
    machine.want(without(hostile, Contract.PURGE));
    machine.live(3);
    assertThat(machine.packages.status("agent")).as("what limits forbid").isEqualTo("installed");
  }

  @Test
  void aNodesOwnerLimitsTheStartsOfADay() {
    machine.want(agent());
    machine.live(8);
    machine.limit(
        new Limits(
            Allowed.ANY,
            Allowed.ANY,
            Allowed.ANY,
            Allowed.ANY,
            Allowed.ANY,
            Allowed.ANY,
            Allowed.ANY,
            3,
            Limits.Mode.ENFORCE));
    int before = machine.units.starts(UNIT);
    for (int i = 0; i < 8; i++) {
      machine.units.act(io.kitward.connector.host.Units.Verb.STOP, UNIT);
      machine.live(120);
    }
    assertThat(machine.units.starts(UNIT) - before).isEqualTo(3);
  }

  @Test
  void besideWhatItConflictsWithAServiceIsNotTouched() {
    var before = machine.everything();
    machine.want(agent().toBuilder().conflicts(new Conflicts(List.of("logd"), List.of())).build());
    machine.live(8);
    assertThat(machine.everything()).isEqualTo(before);
    assertThat(machine.records.services()).isEmpty();
    var condition = machine.condition("agent", Condition.Type.INSTALLED);
    assertThat(condition.reason()).isEqualTo("Conflict");
    assertThat(condition.message()).contains("logd");
    assertThat(machine.observed("agent").state()).isEqualTo(State.FAILED);
    machine.want(
        agent().toBuilder()
            .hash("other")
            .conflicts(new Conflicts(List.of(), List.of("logd.service")))
            .build());
    machine.live(8);
    assertThat(machine.everything()).isEqualTo(before);
    machine.units.act(io.kitward.connector.host.Units.Verb.STOP, "logd.service");
    machine.live(60);
    assertThat(machine.observed("agent").state()).isEqualTo(State.SETTLED);
  }

  @Test
  void aFileWithWhichAProbeFailsFallsBackToTheLastGoodOne() {
    var probe = new Check.CommandSucceeds(List.of("/bin/true"), "", 0, "", Duration.ofSeconds(5));
    machine.probe(
        check ->
            machine.units.runsWith(UNIT).contains("useless")
                ? Optional.of("no samples")
                : Optional.empty());
    machine.want(agent("good").toBuilder().probes(List.of(probe)).build());
    machine.live(20);
    assertThat(machine.observed("agent").state()).isEqualTo(State.SETTLED);
    machine.want(agent("useless").toBuilder().probes(List.of(probe)).build());
    machine.live(40);
    assertThat(machine.files.text(FILE)).isEqualTo("good");
    assertThat(machine.units.runsWith(UNIT)).isEqualTo("good");
    assertThat(machine.condition("agent", Condition.Type.CONFIGURED).message())
        .contains(FILE, "no samples", "what was there before is back");
  }

  @Test
  void aFileIsNotBlamedForWhatFailsWithoutItToo() {
    var probe = new Check.CommandSucceeds(List.of("/bin/true"), "", 0, "", Duration.ofSeconds(5));
    machine.want(agent("good").toBuilder().probes(List.of(probe)).build());
    machine.live(20);
    machine.probe(check -> Optional.of("the console is away"));
    machine.want(agent("better").toBuilder().probes(List.of(probe)).build());
    machine.live(150);
    assertThat(machine.files.text(FILE)).isEqualTo("better");
    machine.probe(check -> Optional.empty());
    machine.live(1000);
    assertThat(machine.observed("agent").state()).isEqualTo(State.SETTLED);
    assertThat(machine.units.runsWith(UNIT)).isEqualTo("better");
  }

  @Test
  void whatIsCostlyIsTriedAtOnceAfterAChangeAndThenSeldom() {
    var probe = new Check.LogShows("/var/log/agent", "sent", Duration.ofMinutes(5));
    machine.want(
        agent().toBuilder().checks(List.of(new Check.TcpOpen(9))).probes(List.of(probe)).build());
    machine.live(5);
    assertThat(machine.tried).contains(probe);
    machine.tried.clear();
    machine.live(300);
    assertThat(machine.tried.stream().filter(probe::equals).count()).isBetween(4L, 6L);
    assertThat(machine.tried.stream().filter(one -> one instanceof Check.TcpOpen).count())
        .isGreaterThan(20);
    machine.tried.clear();
    machine.files.file(FILE, "edited", "root", "0644");
    machine.live(3);
    assertThat(machine.tried).contains(probe);
  }

  private static RepositoryDesired vendor() {
    return new RepositoryDesired(
        "vendor",
        RepositoryType.APT,
        "https://vendor.example/apt",
        List.of("stable"),
        List.of("main"),
        "key");
  }

  private static HookDesired hook(Moment moment, String program) {
    return new HookDesired(moment, List.of(program), Duration.ofSeconds(10));
  }

  private static InstanceDesired full() {
    return agent().toBuilder()
        .hash("full")
        .repositories(List.of(vendor()))
        .accounts(
            List.of(new AccountDesired("agent", "agent", "/srv/agent", "/bin/false", List.of())))
        .folders(
            List.of(
                new FolderDesired(FOLDER, "agent", "agent", "2770"),
                new FolderDesired("/srv/agent", "agent", "agent", "0750")))
        .files(List.of(file(FILE, "ours"), file(DROP_IN, "[Service]")))
        .hooks(
            List.of(
                hook(Moment.BEFORE_INSTALL, "/bin/before-install"),
                hook(Moment.AFTER_INSTALL, "/bin/after-install"),
                hook(Moment.AFTER_CONFIGURE, "/bin/after-configure"),
                hook(Moment.AFTER_START, "/bin/after-start"),
                hook(Moment.BEFORE_REMOVE, "/bin/before-remove"),
                hook(Moment.AFTER_REMOVE, "/bin/gone")))
        .build();
  }
}
