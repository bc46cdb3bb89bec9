package io.kitward.connector.apply;

import static io.kitward.connector.apply.Kit.LOG_FILE;
import static io.kitward.connector.apply.Kit.LOG_UNIT;
import static io.kitward.connector.apply.Kit.agent;
import static io.kitward.connector.apply.Kit.log;
import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.protocol.Condition;
import io.kitward.protocol.InstanceDesired;
import io.kitward.protocol.InstanceDesired.Adopt;
import io.kitward.protocol.InstanceDesired.Conduct;
import io.kitward.protocol.InstanceDesired.Mode;
import io.kitward.protocol.InstanceObserved.Relation;
import io.kitward.protocol.InstanceObserved.State;
import io.kitward.protocol.NodeEvent.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kitward and Puppet on one machine: nobody undoes what the other one does. */
class PurgedFolderTest {

  private static final String PURGES =
      """
      {"resources": [{"type": "File", "title": "/etc/log.d",
        "parameters": {"ensure": "directory", "recurse": true, "purge": true}}]}
      """;
  private static final String MANAGES =
      """
      {"resources": [
        {"type": "Service", "title": "logd", "parameters": {"ensure": "running"}},
        {"type": "File", "title": "/etc/log.d/50-forward.conf", "parameters": {"content": "s3cr3t"}}]}
      """;

  @TempDir Path catalogs = Path.of("");
  private final Machine machine = Kit.machine();
  private int applied;

  @BeforeEach
  void puppet() {
    machine.catalogs(catalogs);
  }

  @Test
  void nothingIsWrittenInAPurgedFolderUntilPuppetChanges() {
    applied(PURGES);
    machine.files.delete(LOG_FILE);
    var before = machine.everything();
    machine.want(asking(log("ours")));
    machine.live(20);
    assertThat(machine.everything()).isEqualTo(before);
    var observed = machine.observed("log");
    assertThat(observed.discovery().relation()).isEqualTo(Relation.RIVAL);
    assertThat(observed.discovery().lines()).singleElement().asString().contains("/etc/log.d");
    assertThat(observed.discovery().changes()).contains(LOG_FILE + " is missing\n+ ours");
    assertThat(observed.state()).isEqualTo(State.PENDING);
    assertThat(machine.condition("log", Condition.Type.INSTALLED).reason()).isEqualTo("Conflict");

    applied("{\"resources\": []}");
    machine.live(15);
    assertThat(machine.files.text(LOG_FILE)).isEqualTo("ours");
    assertThat(machine.observed("log").state()).isEqualTo(State.SETTLED);
    assertThat(machine.observed("log").discovery().relation()).isEqualTo(Relation.MANAGED);
  }

  @Test
  void whatPuppetPurgedIsNotWrittenAgainUntilAPersonAccepts() {
    machine.want(asking(log("ours")));
    machine.files.file(LOG_FILE, "ours", "root", "0644");
    machine.live(8);
    assertThat(machine.observed("log").state()).isEqualTo(State.SETTLED);

    applied(PURGES);
    machine.live(8);
    assertThat(machine.observed("log").state()).isEqualTo(State.SETTLED);
    assertThat(machine.observed("log").discovery().relation()).isEqualTo(Relation.RIVAL);
    machine.files.delete(LOG_FILE);
    machine.live(30);
    assertThat(machine.files.at(LOG_FILE)).isEmpty();
    assertThat(machine.observed("log").state()).isEqualTo(State.PENDING);
    assertThat(machine.told(Kind.REFUSED))
        .singleElement()
        .asString()
        .contains(LOG_FILE + " is gone and not written again", "Puppet purges /etc/log.d");
    assertThat(machine.condition("log", Condition.Type.INSTALLED).status())
        .isEqualTo(Condition.Status.TRUE);
    assertThat(machine.condition("log", Condition.Type.CONFIGURED).reason()).isEqualTo("Conflict");

    machine.want(log("ours"));
    machine.live(8);
    assertThat(machine.files.text(LOG_FILE)).isEqualTo("ours");
  }

  @Test
  void aToolOfPuppetsWaitsAlsoWhenItsFilesDifferAndSaysWhatWouldChangeWithoutSecrets() {
    applied(MANAGES);
    machine.files.file(LOG_FILE, "theirs\nPassword = hunter2", "root", "0644");
    machine.units.set(LOG_UNIT, "enabled", true);
    machine.want(asking(log("ours")));
    machine.live(5);
    var discovery = machine.observed("log").discovery();
    assertThat(discovery.relation()).isEqualTo(Relation.RIVAL);
    assertThat(discovery.lines()).hasSize(2);
    assertThat(discovery.changes())
        .contains(
            LOG_FILE + " has another content\n- theirs\n- Password = ***\n+ ours",
            LOG_UNIT + " would be restarted");
    assertThat(discovery.toString()).doesNotContain("hunter2", "s3cr3t");
  }

  @Test
  void aToolOfPuppetsThatIsAsDesiredWouldChangeInNothingAndIsTakenOverAsItRunsWhenPuppetLetsGo() {
    applied(MANAGES);
    machine.files.file(LOG_FILE, "ours", "root", "0644");
    machine.units.set(LOG_UNIT, "enabled", true);
    int starts = machine.units.starts(LOG_UNIT);
    machine.want(asking(log("ours")));
    machine.live(5);
    assertThat(machine.observed("log").discovery().changes()).isEmpty();
    assertThat(machine.observed("log").state()).isEqualTo(State.PENDING);

    applied("{\"resources\": []}");
    machine.live(15);
    assertThat(machine.observed("log").state()).isEqualTo(State.SETTLED);
    assertThat(machine.units.starts(LOG_UNIT)).isEqualTo(starts);
  }

  @Test
  void whatIsNotThereYetWouldBeInstalled() {
    applied("{\"resources\": [{\"type\": \"Service\", \"title\": \"agent\"}]}");
    machine.want(asking(agent()));
    machine.live(5);
    assertThat(machine.observed("agent").discovery().changes())
        .containsExactly("package agent is missing", Kit.FILE + " is missing\n+ ours");
  }

  /** Puppet's agent has applied another catalog. */
  private void applied(String catalog) {
    try {
      Path file = catalogs.resolve("db1.json");
      Files.writeString(file, catalog);
      Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(++applied * 1_800L)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InstanceDesired asking(InstanceDesired desired) {
    return desired.toBuilder()
        .conduct(new Conduct(Mode.ENFORCE, null, List.of(), 0, Adopt.ASK))
        .build();
  }
}
