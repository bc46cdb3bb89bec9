package io.kitward.server.console.view;

import io.kitward.server.desired.Phase;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A node's services as one small drawing: a mark for each instance, its shape the phase, trouble
 * first. One path per phase, so that a list of a hundred nodes stays light.
 *
 * @param label the same in words
 * @param more instances that found no place; 0 when all did
 */
public record Strip(int width, String label, List<Bar> bars, int more) {
  private static final int CELL = 9;
  private static final int PLACES = 24;

  /** All marks of one phase, as SVG path data. */
  public record Bar(PhaseMark phase, String path) {}

  public static Strip of(Map<Phase, Integer> phases) {
    List<Map.Entry<Phase, Integer>> troubledFirst =
        phases.entrySet().stream()
            .filter(entry -> entry.getValue() > 0)
            .sorted(Map.Entry.comparingByKey(Comparator.reverseOrder()))
            .toList();
    List<Bar> bars = new ArrayList<>();
    int place = 0;
    for (Map.Entry<Phase, Integer> entry : troubledFirst) {
      StringBuilder path = new StringBuilder();
      for (int i = 0; i < entry.getValue() && place < PLACES; i++, place++) {
        path.append('M').append(place * CELL).append(" 0").append(mark(entry.getKey()));
      }
      if (!path.isEmpty()) {
        bars.add(new Bar(new PhaseMark(entry.getKey()), path.toString()));
      }
    }
    int all = troubledFirst.stream().mapToInt(Map.Entry::getValue).sum();
    String label =
        all == 0
            ? "no services"
            : troubledFirst.stream()
                .map(entry -> entry.getValue() + " " + entry.getKey().word())
                .collect(Collectors.joining(", "));
    return new Strip(Math.max(1, place * CELL), label, List.copyOf(bars), all - place);
  }

  /** A mark in a cell 7 wide and 14 high, drawn from its upper left corner. */
  private static String mark(Phase phase) {
    return switch (phase) {
      case OK -> "m1.5 1h4v12h-4z";
      case REPAIRED -> "m1.5 1h4v5h-4zm0 7h4v5h-4z";
      case PENDING -> "m1 1h5v12h-5zm1.2 1.2v9.6h2.6v-9.6z";
      case APPLYING -> "m1 1h5v12h-5zm1.2 1.2v4.8h2.6v-4.8z";
      case REMOVING -> "m0 6h7v2h-7z";
      case STALE -> "m2 1h3v2h-3zm0 5h3v2h-3zm0 5h3v2h-3z";
      case BLOCKED -> "m0 3.5h7v7h-7zm1.5 2.7v1.6h4v-1.6z";
      case DEGRADED -> "m3.5 2l3.5 10h-7z";
      case FAILED ->
          "m0 4.6l1.4-1.4 2.1 2.4 2.1-2.4 1.4 1.4-2 2.4 2 2.4-1.4 1.4-2.1-2.4-2.1 2.4-1.4-1.4 2-2.4z";
    };
  }
}
