package io.kitward.bench.tags;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What processes and all below them used of the processors, by Linux' own count. */
final class CpuTime {

  /** Linux counts in hundredths of a second for whoever reads {@code /proc}. */
  private static final double TICKS_A_SECOND = 100;

  /** utime, stime, and both of the children that ended; counted from the field after the name. */
  private static final List<Integer> FIELDS = List.of(11, 12, 13, 14);

  private CpuTime() {}

  /** Seconds since they began, of these processes and those below them. */
  static double seconds(Set<Long> processes) {
    Set<Long> all = new HashSet<>();
    for (long process : processes) {
      ProcessHandle.of(process)
          .ifPresent(
              handle -> {
                all.add(handle.pid());
                handle.descendants().forEach(below -> all.add(below.pid()));
              });
    }
    return all.stream().mapToLong(CpuTime::ticks).sum() / TICKS_A_SECOND;
  }

  private static long ticks(long process) {
    try {
      String stat = Files.readString(Path.of("/proc/" + process + "/stat"));
      List<String> fields = List.of(stat.substring(stat.lastIndexOf(')') + 2).strip().split(" "));
      return FIELDS.stream().mapToLong(field -> Long.parseLong(fields.get(field))).sum();
    } catch (IOException _) {
      return 0; // it ended meanwhile, and its parent has its time
    }
  }
}
