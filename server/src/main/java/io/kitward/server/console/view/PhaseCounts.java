package io.kitward.server.console.view;

import io.kitward.server.desired.Phase;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * How the instances of a service are, the worst phase first.
 *
 * @param total all of them
 */
public record PhaseCounts(String service, int total, List<Count> counts) {

  /** How many are in a phase, and where they are listed. */
  public record Count(PhaseMark phase, int count, String href) {}

  public static PhaseCounts of(String service, Map<Phase, Integer> phases) {
    String all = "/instances?service=" + Names.encode(service);
    return new PhaseCounts(
        service,
        phases.values().stream().mapToInt(Integer::intValue).sum(),
        phases.entrySet().stream()
            .filter(entry -> entry.getValue() > 0)
            .sorted(Map.Entry.comparingByKey(Comparator.reverseOrder()))
            .map(
                entry ->
                    new Count(
                        new PhaseMark(entry.getKey()),
                        entry.getValue(),
                        all + "&phase=" + entry.getKey().word()))
            .toList());
  }

  /** The list of all instances. */
  public String href() {
    return "/instances?service=" + Names.encode(service);
  }
}
