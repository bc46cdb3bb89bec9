package io.kitward.lab.bench;

import io.kitward.lab.LabHost;
import io.kitward.lab.Mission;
import io.kitward.lab.Stage;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What the connector takes of a host when nothing happens: memory beside Debian's Puppet agent, the
 * processor's time, and the disk, with twelve services in its care.
 */
final class Footprint {

  private static final String CONNECTOR = "kitward-connector.service";
  private static final String PUPPET = "puppet.service";
  private static final Path TWELVE = Path.of("lab/scenario/twelve.yaml");
  private static final int SERVICES = 12;
  private static final double MEMORY_MEBIBYTES = 80;
  private static final double PROCESSOR_PERCENT = 0.2;
  private static final double DISK_MEGABYTES = 60;
  private static final Duration BETWEEN_WEIGHINGS = Duration.ofSeconds(10);
  private static final Duration INSTALLATION = Duration.ofMinutes(15);
  private static final Duration SETTLING = Duration.ofSeconds(60);

  private static final String DISK =
      """
      { dpkg -L kitward-connector; echo /usr/lib/kitward-connector; } | sort -u |
        while read -r path; do [ -d "$path" ] || echo "$path"; done |
        { cat; find /usr/lib/kitward-connector -type f; } | sort -u | tr '\\n' '\\0' | du -cb --files0-from=- | tail -1 | cut -f1
      """;

  private Footprint() {}

  static List<Figure> measure(Stage stage, int minutes) {
    LabHost db1 = stage.mission().db1().host();
    twelveServices(stage);
    puppetDaemon(stage, db1);
    pause(SETTLING);

    Instant end = Instant.now().plus(Duration.ofMinutes(minutes));
    Weight first = Weight.of(db1, CONNECTOR);
    Weight puppetFirst = Weight.of(db1, PUPPET);
    Instant began = Instant.now();
    List<Long> memory = new ArrayList<>(List.of(first.memory()));
    List<Long> puppet = new ArrayList<>(List.of(puppetFirst.memory()));
    Weight last = first;
    Weight puppetLast = puppetFirst;
    Instant ended = began;
    while (Instant.now().isBefore(end)) {
      pause(BETWEEN_WEIGHINGS);
      last = Weight.of(db1, CONNECTOR);
      puppetLast = Weight.of(db1, PUPPET);
      ended = Instant.now();
      memory.add(last.memory());
      puppet.add(puppetLast.memory());
    }
    System.err.printf(
        "%d processes of the connector, %d threads; busiest: %s%n",
        last.processes(), last.threads().size(), last.busiestSince(first, 12));

    double seconds = Math.max(1, Duration.between(began, ended).toMillis() / 1000.0);
    List<Long> memorySorted = memory.stream().sorted().toList();
    List<Long> puppetSorted = puppet.stream().sorted().toList();
    double most = memorySorted.getLast() / 1024.0;
    var figures = new ArrayList<Figure>();
    figures.addAll(spread("footprint.memory", "connector, 12 services, PSS", memorySorted));
    figures.add(
        Figure.atMost(
            "footprint.memory.max",
            "connector, 12 services, PSS, max",
            most,
            "MiB",
            MEMORY_MEBIBYTES));
    figures.addAll(spread("footprint.puppet", "puppet agent daemon, PSS", puppetSorted));
    figures.add(
        Figure.of(
            "footprint.puppet.max",
            "puppet agent daemon, PSS, max",
            puppetSorted.getLast() / 1024.0,
            "MiB"));
    figures.add(
        Figure.below(
            "footprint.memory.ratio",
            "connector to puppet agent, PSS, medians",
            100 * Figure.median(memorySorted) / Figure.median(puppetSorted),
            "%",
            100));
    figures.add(
        Figure.atMost(
            "footprint.processor",
            "connector, share of one core over %.0f s".formatted(seconds),
            last.ticks() - first.ticks() <= 0 ? 0 : (last.ticks() - first.ticks()) / seconds,
            "%",
            PROCESSOR_PERCENT));
    figures.add(
        Figure.of(
            "footprint.puppet.processor",
            "puppet agent daemon, share of one core",
            Math.max(0, puppetLast.ticks() - puppetFirst.ticks()) / seconds,
            "%"));
    figures.add(
        Figure.atMost(
            "footprint.disk",
            "package on disk, installed, with its cache",
            disk(db1) / 1e6,
            "MB",
            DISK_MEGABYTES));
    return figures;
  }

  private static List<Figure> spread(String id, String what, List<Long> sorted) {
    return List.of(
        Figure.of(id + ".min", what + ", min", sorted.getFirst() / 1024.0, "MiB"),
        Figure.of(id + ".median", what + ", median", Figure.median(sorted) / 1024.0, "MiB"));
  }

  private static void twelveServices(Stage stage) {
    Mission mission = stage.mission();
    mission
        .server()
        .command("apply", "-f", mission.lab().home().resolve(TWELVE).toString())
        .orThrow("applying the twelve services");
    stage.enrolled(mission.db1());
    stage.tag("twelve");
    Mission.await(
        "twelve healthy services on db1",
        INSTALLATION,
        () -> healthy(stage) == SERVICES,
        () -> mission.server().command("describe", Stage.DB1).stdout());
  }

  private static long healthy(Stage stage) {
    return stage.mission().instances(Stage.DB1).stream()
        .filter(instance -> stage.isHealthy(Stage.DB1, instance.path("service").asString("")))
        .count();
  }

  /** Debian's agent as a daemon, after its first run. */
  private static void puppetDaemon(Stage stage, LabHost db1) {
    String summary =
        db1.run("puppet", "config", "print", "lastrunfile")
            .orThrow("asking puppet where it notes its runs")
            .stdout()
            .strip();
    db1.run("rm", "-f", summary).orThrow("forgetting the last run of puppet");
    db1.run("systemctl", "start", PUPPET).orThrow("starting puppet's daemon");
    stage.await(
        "the first run of puppet's daemon",
        () -> db1.run("test", "-e", summary).exit() == 0,
        Stage.DB1);
  }

  private static double disk(LabHost db1) {
    return Double.parseDouble(
        db1.run("sh", "-euc", DISK).orThrow("reckoning the package's size").stdout().strip());
  }

  private static void pause(Duration time) {
    try {
      TimeUnit.MILLISECONDS.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new io.kitward.lab.LabException("interrupted while measuring", e);
    }
  }
}
