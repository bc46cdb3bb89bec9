package io.kitward.server.history;

import io.kitward.server.desired.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * Figures of a stretch of time.
 *
 * @param at when it begins
 * @param span how long it is
 * @param phases how many instances were in each, on the average; what is missing is none
 * @param repairs how many ended within it
 * @param proven how many wishes were proven within it, by the classes of {@link Times}
 */
public record Sample(
    Instant at, Duration span, Map<Phase, Double> phases, int repairs, List<Integer> proven) {
  public Sample {
    phases = Map.copyOf(phases);
    proven = List.copyOf(proven);
  }

  /** So many instances that were wanted or are still there. */
  public double instances() {
    return phases.values().stream().mapToDouble(Double::doubleValue).sum();
  }

  /** How many of the instances were fully functional, in percent; empty when there were none. */
  public OptionalDouble functional() {
    double all = instances();
    double well = phases.getOrDefault(Phase.OK, 0.0) + phases.getOrDefault(Phase.REPAIRED, 0.0);
    return all == 0 ? OptionalDouble.empty() : OptionalDouble.of(100 * well / all);
  }

  /** The time below which this share of the wishes was proven, in seconds; empty: none was. */
  public OptionalDouble untilProven(double share) {
    return Times.quantile(proven, share);
  }

  /** How many wishes were proven. */
  public int provenCount() {
    return proven.stream().mapToInt(Integer::intValue).sum();
  }

  /**
   * The same in longer stretches, each of which begins at a multiple of its length since 1970:
   * averages are weighted by time, counts are added. Stretches without any sample are left out.
   */
  public static List<Sample> every(Duration length, List<Sample> samples) {
    var stretches = new TreeMap<Instant, List<Sample>>();
    for (Sample sample : samples) {
      long begin = Math.floorDiv(sample.at().getEpochSecond(), length.toSeconds());
      stretches
          .computeIfAbsent(
              Instant.ofEpochSecond(begin * length.toSeconds()), _ -> new ArrayList<>())
          .add(sample);
    }
    return stretches.entrySet().stream()
        .map(stretch -> together(stretch.getKey(), length, stretch.getValue()))
        .toList();
  }

  private static Sample together(Instant at, Duration length, List<Sample> parts) {
    double time = parts.stream().mapToDouble(part -> part.span().toSeconds()).sum();
    Map<Phase, Double> phases = new EnumMap<>(Phase.class);
    int[] proven = new int[Times.CLASSES];
    int repairs = 0;
    for (Sample part : parts) {
      double weight = part.span().toSeconds() / time;
      part.phases().forEach((phase, count) -> phases.merge(phase, count * weight, Double::sum));
      repairs += part.repairs();
      for (int i = 0; i < part.proven().size(); i++) {
        proven[i] += part.proven().get(i);
      }
    }
    boolean none = Arrays.stream(proven).allMatch(count -> count == 0);
    return new Sample(
        at, length, phases, repairs, none ? List.of() : Arrays.stream(proven).boxed().toList());
  }
}
