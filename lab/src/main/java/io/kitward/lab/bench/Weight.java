package io.kitward.lab.bench;

import io.kitward.lab.LabException;
import io.kitward.lab.LabHost;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a service of a host takes at one moment, with all processes that it started.
 *
 * @param memory proportional set size in KiB (smaps_rollup), over all processes
 * @param processes how many
 * @param ticks processor time that it used so far, with its ended children's, in hundredths of a
 *     second
 * @param threads the main process's threads: name to ticks, those of one name together
 */
record Weight(long memory, int processes, long ticks, Map<String, Long> threads) {

  /** One line a process ("process PSS TICKS"), then one a thread ("thread TICKS NAME"). */
  private static final String WEIGH =
      """
      main=$(systemctl show -P MainPID "$1")
      [ "$main" -gt 0 ] || { echo "$1 does not run" >&2; exit 1; }
      tree=$main; level=$main
      while [ -n "$level" ]; do
        level=$(for parent in $level; do cat /proc/$parent/task/*/children 2>/dev/null; done | tr -s ' \\n' ' ')
        level=${level# }; tree="$tree $level"
      done
      for process in $tree; do
        ticks=$(sed 's/.*) //' /proc/$process/stat 2>/dev/null | awk '{ print $12 + $13 + $14 + $15 }')
        awk -v ticks="$ticks" '/^Pss:/ { print "process", $2, ticks }' /proc/$process/smaps_rollup 2>/dev/null || true
      done
      for thread in /proc/$main/task/*; do
        echo "thread $(sed 's/.*) //' $thread/stat | awk '{ print $12 + $13 }') $(cat $thread/comm)"
      done
      """;

  /** Weighs the processes of a unit. */
  static Weight of(LabHost host, String unit) {
    String said = host.run("sh", "-euc", WEIGH, "sh", unit).orThrow("weighing " + unit).stdout();
    long memory = 0;
    int processes = 0;
    long ticks = 0;
    Map<String, Long> threads = new HashMap<>();
    for (String line : said.lines().toList()) {
      String[] parts = line.split(" ", 3);
      if (parts[0].equals("process") && parts.length == 3 && !parts[2].isEmpty()) {
        memory += Long.parseLong(parts[1]);
        ticks += Long.parseLong(parts[2]);
        processes++;
      } else if (parts[0].equals("thread") && parts.length == 3) {
        threads.merge(parts[2], Long.parseLong(parts[1]), Long::sum);
      }
    }
    if (processes == 0) {
      throw new LabException("nothing to weigh of " + unit + " on " + host.name() + ": " + said);
    }
    return new Weight(memory, processes, ticks, threads);
  }

  /** The threads that used the processor most since an earlier moment, one line each. */
  List<String> busiestSince(Weight before, int most) {
    List<Map.Entry<String, Long>> used = new ArrayList<>();
    threads.forEach(
        (name, now) -> used.add(Map.entry(name, now - before.threads.getOrDefault(name, 0L))));
    return used.stream()
        .filter(entry -> entry.getValue() > 0)
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .limit(most)
        .map(entry -> "%s: %d ms".formatted(entry.getKey(), entry.getValue() * 10))
        .map(line -> line.toLowerCase(Locale.ROOT))
        .toList();
  }
}
