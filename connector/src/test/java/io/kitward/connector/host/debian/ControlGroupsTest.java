package io.kitward.connector.host.debian;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.connector.host.debian.ControlGroups.Stir;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlGroupsTest {

  private static final String UNIT = "agent.service";

  @TempDir Path mount;
  private Path group;

  @BeforeEach
  void systemd() throws IOException {
    group = Files.createDirectories(mount.resolve("system.slice")).resolve(UNIT);
  }

  @Test
  void aUnitStirsWhenItEndsAndAgainWhenItEndsRightAfterItsRepair() throws IOException {
    var groups = new ControlGroups(mount);
    starts();
    groups.look(UNIT);
    assertThat(groups.stir(UNIT)).isEqualTo(Stir.QUIET);
    ends();
    assertThat(groups.stir(UNIT)).isEqualTo(Stir.STIRRED);
    groups.look(UNIT);
    starts();
    groups.look(UNIT);
    // Nobody asked between the repair and the next end.
    ends();
    assertThat(groups.stir(UNIT)).isEqualTo(Stir.STIRRED);
    groups.look(UNIT);
    assertThat(groups.stir(UNIT)).isEqualTo(Stir.QUIET);
  }

  @Test
  void aUnitStirsWhenItsProcessesEndAndItsGroupStays() throws IOException {
    var groups = new ControlGroups(mount);
    starts();
    groups.look(UNIT);
    Files.writeString(group.resolve("cgroup.procs"), "");
    assertThat(groups.stir(UNIT)).isEqualTo(Stir.STIRRED);
  }

  @Test
  void aUnitInAnotherPlaceIsFoundThere() throws IOException {
    var groups = new ControlGroups(mount);
    group = mount.resolve("system.slice/system-agent.slice").resolve(UNIT);
    groups.place(UNIT, "/system.slice/system-agent.slice/" + UNIT);
    starts();
    groups.look(UNIT);
    ends();
    assertThat(groups.stir(UNIT)).isEqualTo(Stir.STIRRED);
  }

  @Test
  void nothingIsSaidOfAUnitThatNobodyLookedAtOrWithoutControlGroups() throws IOException {
    starts();
    assertThat(new ControlGroups(mount).stir(UNIT)).isEqualTo(Stir.UNKNOWN);
    var without = new ControlGroups(mount.resolve("elsewhere"));
    without.look(UNIT);
    assertThat(without.stir(UNIT)).isEqualTo(Stir.UNKNOWN);
  }

  private void starts() throws IOException {
    Files.createDirectories(group);
    Files.writeString(group.resolve("cgroup.procs"), "42\n");
  }

  private void ends() throws IOException {
    Files.delete(group.resolve("cgroup.procs"));
    Files.delete(group);
  }
}
