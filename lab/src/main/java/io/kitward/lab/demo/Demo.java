package io.kitward.lab.demo;

import io.kitward.lab.LabException;
import io.kitward.lab.Mission;
import io.kitward.lab.Room;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
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

  @Option(
      names = "--exit",
      description = "End when everything was shown; the exit code says whether all of it held.")
  private boolean exit;

  @Option(
      names = "--simulate",
      paramLabel = "N",
      description =
          "A server with N simulated nodes instead of real hosts; needs neither root nor Debian.")
  private int simulate;

  /**
   * Runs the demo. Exit code 0 when every step held, 1 when one did not, 69 when the machine can't.
   */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Demo()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    var narrator = new Narrator(System.out);
    if (simulate > 0) {
      return Simulation.run(narrator, simulate, exit);
    }
    Optional<String> missing = missing();
    if (missing.isPresent()) {
      System.err.println(
          "kitward demo: " + missing.get() + "; without it: ./kitward demo --simulate 200");
      return 69;
    }
    return real(narrator);
  }

  private static Optional<String> missing() {
    if (!System.getProperty("os.name", "").equals("Linux")) {
      return Optional.of("real hosts need Linux with systemd-nspawn");
    }
    if (!"root".equals(System.getProperty("user.name"))) {
      return Optional.of("real hosts need root");
    }
    return Optional.empty();
  }

  private int real(Narrator narrator) throws InterruptedException {
    var cleaned = new CountDownLatch(1);
    var ended = new CountDownLatch(1);
    narrator.step("Real Debian hosts, Puppet's server, and a Kitward server");
    try (Mission mission = Mission.open(Room.DEMO, narrator::say);
        CliContext _ = CliContext.write(mission.server())) {
      Runtime.getRuntime()
          .addShutdownHook(
              Thread.ofPlatform()
                  .unstarted(
                      () -> {
                        ended.countDown();
                        awaitQuietly(cleaned);
                      }));
      try {
        Scenario.tell(mission, narrator);
      } catch (LabException e) {
        narrator.failed(e.getMessage() == null ? e.toString() : e.getMessage());
        narrator.say("the server's log is in " + mission.server().log());
      }
      report(narrator);
      if (!exit) {
        narrator.say("everything stays up. In a second terminal: ./kitward get nodes");
        narrator.say(
            "the console is at "
                + mission.server().url()
                + ", the token to sign in with in "
                + mission.server().token());
        narrator.say("Ctrl-C ends it and cleans up");
        ended.await();
      }
      narrator.say("cleaning up");
    } finally {
      cleaned.countDown();
    }
    return narrator.failures().isEmpty() ? 0 : 1;
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void report(Narrator narrator) {
    List<String> failures = narrator.failures();
    if (failures.isEmpty()) {
      narrator.say("every step held");
    } else {
      narrator.say(failures.size() + " did not hold:");
      failures.forEach(narrator::say);
    }
  }
}
