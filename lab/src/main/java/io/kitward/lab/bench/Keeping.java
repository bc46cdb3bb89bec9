package io.kitward.lab.bench;

import io.kitward.lab.LabHost;
import io.kitward.lab.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How long a tool on db1 is away after somebody killed or stopped it, and how long its file is not
 * as desired after somebody edited or deleted it. The clock runs on db1 itself, from the breakage
 * to what a user of the tool would see; systemd's own restarting is switched off.
 */
final class Keeping {

  private static final double GOAL_P50 = 500;
  private static final double GOAL_P99 = 2_000;

  /**
   * How often in a row before a person says that Kitward shall go on: it would think of a fight.
   */
  private static final int IN_A_ROW = 20;

  private static final String UNIT = "prometheus-node-exporter.service";
  private static final String FILE = "/etc/default/prometheus-node-exporter";

  private record Breakage(String id, String words, String prepare, String breaks, String holds) {}

  private static final String PID = "systemctl show -p MainPID --value " + UNIT;

  private static final List<Breakage> ALL =
      List.of(
          new Breakage("kill", "kill -9", "pid=$(" + PID + ")", "kill -9 $pid", "runs"),
          new Breakage(
              "stop", "systemctl stop", "pid=$(" + PID + ")", "systemctl stop " + UNIT, "runs"),
          new Breakage(
              "edit",
              "its file is edited",
              "pid=$(" + PID + ")",
              "echo '# edited' >> " + FILE,
              "kept"),
          new Breakage(
              "delete", "its file is deleted", "pid=$(" + PID + ")", "rm " + FILE, "kept"));

  /** Waits at most a minute for a new process of the unit, and for the file as it was. */
  private static final String SCRIPT =
      """
      file=FILE; sum=$(sha256sum < $file)
      group=/sys/fs/cgroup/system.slice/UNIT/cgroup.procs
      [ -e "$group" ] || group=/sys/fs/cgroup/systemd/system.slice/UNIT/cgroup.procs
      millis() { echo $(( $(date +%s%N) / 1000000 )); }
      runs() { now=$(cat "$group" 2>/dev/null); [ -n "$now" ] && ! echo "$now" | grep -qx "$pid"; }
      kept() { [ "$(sha256sum < $file 2>/dev/null)" = "$sum" ] && runs; }
      for i in $(seq TIMES); do
        PREPARE
        start=$(millis)
        BREAKS
        until HOLDS; do
          [ $(( $(millis) - start )) -lt 60000 ] || { echo late; exit 1; }
          sleep 0.01
        done
        echo $(( $(millis) - start ))
        for wait in $(seq 300); do
          curl -sf -o /dev/null http://127.0.0.1:9100/metrics && break
          sleep 0.1
        done
        sleep 1.5
      done
      """;

  private Keeping() {}

  static List<Figure> measure(Stage stage, int times) {
    stage.bare();
    stage.database();
    LabHost db1 = stage.mission().db1().host();
    db1.write(
        "/etc/systemd/system/" + UNIT + ".d/no-restart.conf", "[Service]\nRestart=no\n", "0644");
    db1.run("systemctl", "daemon-reload").orThrow("reading the drop-in");
    var figures = new ArrayList<Figure>();
    for (Breakage breakage : ALL) {
      var millis = new ArrayList<Long>();
      while (millis.size() < times) {
        db1.run("kitward-connector", "resume", "--all").orThrow("resuming");
        int now = Math.min(IN_A_ROW, times - millis.size());
        String told =
            db1.run(Duration.ofMinutes(10), "bash", "-c", script(breakage, now))
                .orThrow(breakage.words())
                .stdout();
        told.lines().forEach(line -> millis.add(Long.parseLong(line.strip())));
        System.err.printf("%s: %d of %d%n", breakage.words(), millis.size(), times);
      }
      figures.addAll(figures(breakage, millis.stream().sorted().toList()));
    }
    return figures;
  }

  private static String script(Breakage breakage, int times) {
    return SCRIPT
        .replace("FILE", FILE)
        .replace("UNIT", UNIT)
        .replace("TIMES", Integer.toString(times))
        .replace("PREPARE", breakage.prepare())
        .replace("BREAKS", breakage.breaks())
        .replace("HOLDS", breakage.holds());
  }

  private static List<Figure> figures(Breakage breakage, List<Long> sorted) {
    String id = "keeping." + breakage.id();
    String words = breakage.words() + " → runs again";
    var figures = new ArrayList<>(Figure.spread(id, words, sorted, -1));
    boolean process = breakage.holds().equals("runs");
    figures.add(
        process
            ? Figure.atMost(
                id + ".p50",
                words + ", p50",
                (double) Figure.percentile(sorted, 0.5),
                "ms",
                GOAL_P50)
            : Figure.of(
                id + ".p50", words + ", p50", (double) Figure.percentile(sorted, 0.5), "ms"));
    figures.add(
        Figure.atMost(
            id + ".p99",
            words + ", p99",
            (double) Figure.percentile(sorted, 0.99),
            "ms",
            GOAL_P99));
    return figures;
  }
}
