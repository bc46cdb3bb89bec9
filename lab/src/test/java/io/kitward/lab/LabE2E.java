package io.kitward.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The lab itself; it has its room alone, before the stage is opened. */
@Order(1)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LabE2E {
  private Lab lab;

  @BeforeAll
  void open() {
    lab = Lab.open(Room.TEST);
  }

  @AfterAll
  void close() {
    lab.close();
  }

  @Test
  void aHostThatIsCutBootsAgainWithItsDisk() {
    LabHost host = lab.host("n1", Lab.BASE);
    String identity = host.read("/etc/machine-id");
    host.write("/root/kept", "grüße\n", "0600");

    host.cut();
    assertThat(host.run("true").exit()).isNotZero();
    host.boot();

    assertThat(host.read("/root/kept")).isEqualTo("grüße\n");
    assertThat(host.run("stat", "-c", "%a", "/root/kept").stdout()).isEqualTo("600\n");
    assertThat(host.read("/etc/machine-id")).isEqualTo(identity);
    assertThat(host.run("journalctl", "--list-boots", "--no-pager").stdout().lines())
        .hasSizeGreaterThanOrEqualTo(2);
  }

  @Test
  void aCommandsExitCodeAndBothOutputsComeBack() {
    LabHost host = lab.host("n2", Lab.BASE);

    Output output = host.run("sh", "-c", "echo out; echo err >&2; exit 7");

    assertThat(output).isEqualTo(new Output(7, "out\n", "err\n"));
  }

  @Test
  void aCopyNeverTakesThePlaceOfAFolder(@TempDir Path folder) throws IOException {
    LabHost host = lab.host("n2", Lab.BASE);
    Path file = Files.writeString(folder.resolve("file"), "new");
    host.write("/root/there/kept", "kept", "0600");

    for (String target : List.of("/root/there", "/root/there/", "/", "there")) {
      assertThatThrownBy(() -> host.copy(file, target)).as(target).isInstanceOf(LabException.class);
    }

    assertThat(host.read("/root/there/kept")).isEqualTo("kept");
    host.copy(file, "/root/there/kept");
    assertThat(host.read("/root/there/kept")).isEqualTo("new");
  }

  @Test
  void aCommandThatHangsIsEndedOnTheHost() {
    LabHost host = lab.host("n2", Lab.BASE);

    assertThatThrownBy(() -> host.run(Duration.ofMillis(200), "sleep", "4711"))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("sleep 4711 on n2 did not end");

    assertThat(host.run("pgrep", "-f", "^sleep 4711").exit()).isEqualTo(1);
  }

  @Test
  void hostsHaveTheirOwnUnitsAndReachEachOtherByName() {
    LabHost one = lab.host("n3", Lab.BASE);
    LabHost other = lab.host("n4", Lab.BASE);

    one.run("systemctl", "stop", "systemd-logind").orThrow("stopping a unit");

    assertThat(other.run("systemctl", "is-active", "systemd-logind").stdout())
        .isEqualTo("active\n");
    assertThat(one.run("getent", "hosts", "n4.lab").stdout()).startsWith(other.address());
    assertThat(one.run("getent", "hosts", "kitward.lab").stdout())
        .startsWith(lab.address("kitward"));
    assertThat(one.read("/etc/machine-id")).isNotEqualTo(other.read("/etc/machine-id"));
  }

  @Test
  void whatACrashedPredecessorLeftIsSweptByTheNextOne() {
    LabHost left = lab.host("n5", Lab.BASE);
    left.write("/root/left", "over", "0644");
    lab.abandon();

    lab = Lab.open(Room.TEST);

    assertThat(lab.host("n5", Lab.BASE).run("cat", "/root/left").exit()).isNotZero();
  }

  @Test
  void aCacheThatHasNoLayersYetIsPruned(@TempDir Path cache) {
    var prune = new ProcessBuilder("bash", LabScript.find().toString(), "prune");
    prune.environment().put("LAB_CACHE", cache.toString());

    assertThat(Commands.run(prune, Duration.ofSeconds(20))).isEqualTo(new Output(0, "", ""));
  }

  @Test
  void aRoomBelongsToOneProcessAtATime() {
    assertThatThrownBy(() -> Lab.open(Room.TEST))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("in use");
  }
}
