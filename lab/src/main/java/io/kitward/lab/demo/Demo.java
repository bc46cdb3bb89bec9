package io.kitward.lab.demo;

import io.kitward.lab.LabException;
import io.kitward.lab.Mission;
import io.kitward.lab.Room;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code kitward demo}: the mission's scenario on real Debian hosts, or a server with simulated
 * nodes.
 */
@Command(
    name = "kitward demo",
    mixinStandardHelpOptions = true,
    description =
        "Shows what Kitward is for, on real Debian hosts of this machine (root), or with simulated nodes.")
public final class Demo implements Callable<Integer> {

  /** Each simulated node takes four of the 20,000 files that a process may have open. */
  private static final int MOST = 4_000;

  @Option(
      names = "--exit",
      description = "End when everything was shown; the exit code says whether all of it held.")
  private boolean exit;

  @Option(
      names = "--simulate",
      paramLabel = "N",
      description =
          "A server with N simulated nodes instead of real hosts; needs neither root nor Debian.")
  private Optional<Integer> simulate = Optional.empty();

  /** Runs the demo. Exit code 0 when every step held, 1 when one did not, 2 for a wrong option. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Demo()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    if (simulate.filter(nodes -> nodes < 1 || nodes > MOST).isPresent()) {
      System.err.println("kitward demo: --simulate takes a number of nodes from 1 to " + MOST);
      return 2;
    }
    var narrator =
        new Narrator(
            new PrintStream(
                new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8));
    try {
      return simulate.isPresent() ? Simulation.run(narrator, simulate.get(), exit) : real(narrator);
    } catch (LabException e) {
      System.err.println(
          "kitward demo: "
              + e.getMessage()
              + (simulate.isPresent()
                  ? ""
                  : "; without real hosts: ./kitward demo --simulate 200"));
      return 1;
    }
  }

  private int real(Narrator narrator) {
    narrator.step("Real Debian hosts, Puppet's server, and a Kitward server");
    try (Curtain curtain = Curtain.raise()) {
      Path log = real(narrator, curtain);
      Doors.closed(
          narrator,
          "the prepared images in /var/cache/kitward-lab, the server's log "
              + log
              + ", and the system user kitward");
    }
    return narrator.failures().isEmpty() ? 0 : 1;
  }

  /** Tells it and cleans up; returns where the server's log stays. */
  private Path real(Narrator narrator, Curtain curtain) {
    try (Mission mission = Mission.open(Room.DEMO, narrator::say);
        CliContext _ = CliContext.write(mission.server())) {
      curtain.play(
          () -> Scenario.tell(mission, narrator),
          e -> {
            narrator.failed(e.getMessage() == null ? e.toString() : e.getMessage());
            narrator.say("the server's log is in " + mission.server().log());
          });
      report(narrator);
      if (!exit) {
        Doors.show(
            narrator,
            mission.server(),
            "./kitward get nodes; on a host: bash lab/lab.sh exec db1 COMMAND …");
        curtain.awaitEnd();
      }
      narrator.say("cleaning up");
      return mission.server().log();
    }
  }

  /** Says at the end what held. */
  static void report(Narrator narrator) {
    List<String> failures = narrator.failures();
    if (failures.isEmpty()) {
      narrator.say("every step held");
    } else {
      narrator.say(failures.size() + " did not hold:");
      failures.forEach(narrator::say);
    }
  }
}
