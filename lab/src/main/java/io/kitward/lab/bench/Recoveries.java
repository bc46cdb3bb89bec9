package io.kitward.lab.bench;

import io.kitward.lab.LabException;
import io.kitward.lab.LabHost;
import io.kitward.lab.Stage;
import io.kitward.lab.Timeline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How long a broken tool stays broken, by the host's own clock: from the command that breaks it
 * until its unit runs again, and its file is as it was.
 */
final class Recoveries {

  private static final double MEDIAN_MILLIS = 500;
  private static final double LONGEST_MILLIS = 2_000;
  private static final int AT_ONCE = 20;
  private static final String UNIT = "prometheus-node-exporter.service";
  private static final String FILE = "/etc/default/prometheus-node-exporter";

  /**
   * A way to break it.
   *
   * @param restart what systemd itself does with the unit meanwhile
   */
  private record Way(String id, String what, String restart, String command) {}

  private static final List<Way> WAYS =
      List.of(
          new Way("stop", "stopped", "no", "systemctl stop " + UNIT),
          new Way("kill", "killed, Restart=no", "no", "systemctl kill -s KILL " + UNIT),
          new Way(
              "kill-always", "killed, Restart=always", "always", "systemctl kill -s KILL " + UNIT),
          new Way("edit", "file edited", "no", "echo '# by hand' >>" + FILE),
          new Way("delete", "file deleted", "no", "rm " + FILE));

  /** Breaks it so many times; prints the milliseconds of each. */
  private static final String BREAK =
      """
      unit=$1 file=$2 times=$3 command=$4
      state() { systemctl show -p ActiveState -p MainPID "$unit" | sort | tr '\\n' ' '; }
      runs='ActiveState=active MainPID='
      whole=$(sha256sum <"$file")
      for i in $(seq "$times"); do
        for settled in $(seq 600); do
          case $(state) in "$runs"[1-9]*) break ;; esac; sleep 0.05
        done
        sleep 0.5
        before=$(state)
        begin=$(date +%s%3N)
        eval "$command"
        for waited in $(seq 3000); do
          now=$(state)
          case $now in
            "$runs"[1-9]*) [ "$now" != "$before" ] && [ "$(sha256sum <"$file" 2>/dev/null)" = "$whole" ] && break ;;
          esac
          sleep 0.01
        done
        [ "$waited" -lt 3000 ] || { echo "it stays broken: $now" >&2; exit 1; }
        echo $(($(date +%s%3N) - begin))
      done
      """;

  private Recoveries() {}

  static List<Figure> measure(Stage stage, int times) {
    stage.bare();
    stage.database();
    LabHost db1 = stage.mission().db1().host();
    var figures = new ArrayList<Figure>();
    for (Way way : WAYS) {
      restart(db1, way.restart());
      long mark = Timeline.now(stage.api());
      var took = new ArrayList<Long>();
      while (took.size() < times) {
        Repairs.forgetRepairs(stage);
        stage.awaitDatabase();
        int count = Math.min(AT_ONCE, times - took.size());
        db1.run(
                Duration.ofMinutes(10),
                "sh",
                "-euc",
                BREAK,
                "sh",
                UNIT,
                FILE,
                Integer.toString(count),
                way.command())
            .orThrow(way.what())
            .stdout()
            .lines()
            .forEach(line -> took.add(Long.parseLong(line.strip())));
        System.err.printf("%s: %d of %d%n", way.what(), took.size(), times);
      }
      figures.addAll(spread(way, took.stream().sorted().toList()));
      if (way.restart().equals("always")) {
        long seen =
            Timeline.since(stage.api(), Stage.DB1, mark).events().stream()
                .filter(event -> event.kind().equals("restarted_by_systemd"))
                .count();
        figures.add(
            Figure.of(
                "recovery.by-systemd",
                "of them recorded as systemd's restart",
                (double) seen,
                "times"));
      }
    }
    db1.run("sh", "-euc", "rm -rf /run/systemd/system/" + UNIT + ".d; systemctl daemon-reload")
        .orThrow("giving the unit its own Restart= back");
    return figures;
  }

  private static List<Figure> spread(Way way, List<Long> sorted) {
    if (sorted.isEmpty()) {
      throw new LabException("nothing was measured");
    }
    String id = "recovery." + way.id();
    double median = Figure.median(sorted);
    double p99 = sorted.get((int) Math.ceil(sorted.size() * 0.99) - 1);
    boolean file = way.id().equals("edit") || way.id().equals("delete");
    boolean ours = way.restart().equals("no");
    return List.of(
        Figure.of(id + ".min", way.what() + " to running again, min", sorted.getFirst(), "ms"),
        ours && !file
            ? Figure.atMost(
                id + ".p50", way.what() + " to running again, p50", median, "ms", MEDIAN_MILLIS)
            : Figure.of(id + ".p50", way.what() + " to running again, p50", median, "ms"),
        ours
            ? Figure.atMost(
                id + ".p99", way.what() + " to running again, p99", p99, "ms", LONGEST_MILLIS)
            : Figure.of(id + ".p99", way.what() + " to running again, p99", p99, "ms"),
        Figure.of(id + ".max", way.what() + " to running again, max", sorted.getLast(), "ms"));
  }

  private static void restart(LabHost db1, String restart) {
    db1.run(
            "sh",
            "-euc",
            "mkdir -p /run/systemd/system/$1.d; printf '[Unit]\\nStartLimitIntervalSec=0\\n[Service]\\nRestart=%s\\nRestartSec=100ms\\n' \"$2\" >/run/systemd/system/$1.d/bench.conf; systemctl daemon-reload",
            "sh",
            UNIT,
            restart)
        .orThrow("setting Restart=" + restart);
  }
}
