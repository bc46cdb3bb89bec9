package io.kitward.connector.host.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.connector.host.debian.LinuxFiles;
import io.kitward.protocol.Check;
import io.kitward.protocol.Check.Transport;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks of processes, ports, files, logs and commands, on this machine. */
class NodeProbesTest {

  private static final Path PROC = Path.of("/proc");

  @TempDir Path folder;
  private final List<List<String>> commands = new ArrayList<>();
  private MachineProbes.Ended ended = new MachineProbes.Ended(0, "");
  private final MachineProbes probes =
      new MachineProbes(Clock.systemUTC(), this::run, new LinuxFiles()::tail);

  private MachineProbes.Ended run(
      Duration limit, List<String> command, Map<String, String> environment) {
    commands.add(command);
    return ended;
  }

  @Test
  void aProcessIsFoundByNameAndUserAndMissedWhenItEnded() throws Exception {
    var process = new ProcessBuilder("sleep", "600").start();
    try {
      String user = process.info().user().orElseThrow();
      assertThat(probes.failing(new Check.ProcessRuns("sleep", user))).isEmpty();
      assertThat(probes.failing(new Check.ProcessRuns("sleep", ""))).isEmpty();
      assertThat(probes.failing(new Check.ProcessRuns("sleep", "nobody")))
          .hasValueSatisfying(text -> assertThat(text).contains("sleep of nobody"));
    } finally {
      process.destroyForcibly().waitFor();
    }
    assertThat(probes.failing(new Check.ProcessRuns("no-such-process", ""))).isPresent();
  }

  @Test
  void aDeadProcessThatNobodyFetchedDoesNotCount() throws IOException {
    Path dead = Files.createDirectories(folder.resolve("proc/7"));
    Files.writeString(dead.resolve("comm"), "agent\n");
    Files.writeString(dead.resolve("stat"), "7 (agent) S 1 1) Z 1");
    var processes = new Processes(folder.resolve("proc"));
    assertThat(processes.missing("agent", "")).isPresent();
    Files.writeString(dead.resolve("stat"), "7 (agent) S 1 1");
    assertThat(processes.missing("agent", "")).isEmpty();
    Files.writeString(dead.resolve("comm"), "other\n");
    assertThat(processes.missing("agent", "")).isPresent();
  }

  @Test
  void aPortBelongsToTheUnitInWhoseGroupItsProcessIs() throws IOException {
    var sockets = new Sockets(PROC, folder);
    Check.PortOwner owner;
    try (var tcp = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var udp = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      Path group = Files.createDirectories(folder.resolve("system.slice/agent.service/inner"));
      Files.writeString(group.resolve("cgroup.procs"), ProcessHandle.current().pid() + "\n");
      Path other = Files.createDirectories(folder.resolve("system.slice/other.service"));
      Files.writeString(other.resolve("cgroup.procs"), "1\n");
      owner = new Check.PortOwner(tcp.getLocalPort(), Transport.TCP, "agent.service");
      assertThat(sockets.notHeld(owner)).isEmpty();
      assertThat(sockets.notHeld(owner)).as("remembered").isEmpty();
      assertThat(
              sockets.notHeld(
                  new Check.PortOwner(udp.getLocalPort(), Transport.UDP, "agent.service")))
          .isEmpty();
      assertThat(
              sockets.notHeld(
                  new Check.PortOwner(tcp.getLocalPort(), Transport.TCP, "other.service")))
          .hasValueSatisfying(text -> assertThat(text).contains("held by java", "other.service"));
    }
    assertThat(sockets.notHeld(owner))
        .hasValueSatisfying(text -> assertThat(text).contains("nobody listens"));
  }

  @Test
  void aFileIsFreshOrOldOrNotThere() throws IOException {
    Path file = Files.writeString(folder.resolve("backup"), "x");
    var check = new Check.FileFresh(file.toString(), Duration.ofHours(1));
    assertThat(probes.failing(check)).isEmpty();
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
    assertThat(probes.failing(check))
        .hasValueSatisfying(text -> assertThat(text).contains("last written"));
    Files.delete(file);
    assertThat(probes.failing(check))
        .hasValueSatisfying(text -> assertThat(text).contains("there is no"));
  }

  @Test
  void aLogShowsALineAlsoRightAfterItWasRotated() throws IOException {
    Path file = folder.resolve("agent.log");
    var check = new Check.LogShows(file.toString(), "sent [0-9]+ values", Duration.ofMinutes(5));
    assertThat(probes.failing(check))
        .hasValueSatisfying(text -> assertThat(text).contains("there is no"));
    Files.writeString(file, "start\nsent 12 values\nidle\n");
    assertThat(probes.failing(check)).isEmpty();
    Files.move(file, folder.resolve("agent.log.1"));
    Files.writeString(file, "start\n");
    assertThat(probes.failing(check)).isEmpty();
    Files.delete(folder.resolve("agent.log.1"));
    assertThat(probes.failing(check))
        .hasValueSatisfying(text -> assertThat(text).contains("no line"));
    Files.writeString(file, "sent 12 values\n");
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
    assertThat(probes.failing(check))
        .hasValueSatisfying(text -> assertThat(text).contains("last written"));
  }

  @Test
  void hugeAndHostileLogsCostBoundedTimeAndMemory() throws IOException {
    Path file = folder.resolve("agent.log");
    byte[] line = "a".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
    try (var out = Files.newOutputStream(file)) {
      for (int i = 0; i < 40; i++) {
        out.write(line);
      }
      out.write(new byte[] {'\n', (byte) 0xff, (byte) 0xfe, 0, '\n'});
      out.write("sent\n".getBytes(StandardCharsets.UTF_8));
    }
    var sent = new Check.LogShows(file.toString(), "^sent$", Duration.ofMinutes(5));
    assertThat(probes.failing(sent)).isEmpty();
    var explosive = new Check.LogShows(file.toString(), "^(a+)+$b", Duration.ofMinutes(5));
    assertThat(probes.failing(explosive)).isPresent();
    var broken = new Check.LogShows(file.toString(), "(", Duration.ofMinutes(5));
    assertThat(probes.failing(broken))
        .hasValueSatisfying(text -> assertThat(text).contains("not a pattern"));
  }

  @Test
  void theJournalOfAUnitIsAskedForTheTimeThatCounts() {
    ended = new MachineProbes.Ended(0, "started\nsent ok\n");
    var check = new Check.LogShows("agent.service", "sent ok", Duration.ofMinutes(2));
    assertThat(probes.failing(check)).isEmpty();
    assertThat(commands.getFirst()).contains("--since=-120s", "--unit=agent.service");
    ended = new MachineProbes.Ended(0, "started\n");
    assertThat(probes.failing(check))
        .hasValueSatisfying(text -> assertThat(text).contains("journal of agent.service"));
  }

  @Test
  void aCommandRunsAsItsUserWithoutAWayToMoreRights() {
    ended = new MachineProbes.Ended(0, "OK - fine");
    assertThat(probes.failing(command("nobody", 0, "OK"))).isEmpty();
    assertThat(commands.getFirst())
        .startsWith("setpriv", "--reuid=nobody")
        .contains("--no-new-privs", "--init-groups")
        .endsWith("/usr/lib/check", "-x");
    assertThat(commands.getFirst()).anyMatch(word -> word.matches("--regid=[1-9][0-9]*"));
    commands.clear();
    assertThat(probes.failing(command("root", 0, "OK"))).isEmpty();
    assertThat(commands.getFirst()).containsExactly("/usr/lib/check", "-x");
  }

  @Test
  void aCommandThatEndsOtherwiseOrSaysSomethingElseIsSaid() {
    ended = new MachineProbes.Ended(2, "\nCRITICAL - disk\n");
    assertThat(probes.failing(command("nobody", 0, "")))
        .hasValueSatisfying(text -> assertThat(text).contains("ended with 2", "CRITICAL - disk"));
    assertThat(probes.failing(command("nobody", 2, ""))).isEmpty();
    assertThat(probes.failing(command("nobody", 2, "OK")))
        .hasValueSatisfying(text -> assertThat(text).contains("does not say"));
    assertThat(probes.failing(command("no-such-user", 0, "")))
        .hasValueSatisfying(text -> assertThat(text).contains("no user no-such-user"));
  }

  private static Check.CommandSucceeds command(String user, int exit, String contains) {
    return new Check.CommandSucceeds(
        List.of("/usr/lib/check", "-x"), user, exit, contains, Duration.ofSeconds(5));
  }
}
