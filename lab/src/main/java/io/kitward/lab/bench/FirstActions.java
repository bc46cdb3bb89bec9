package io.kitward.lab.bench;

import io.kitward.lab.Stage;
import io.kitward.lab.Timeline;
import java.util.ArrayList;
import java.util.List;

/**
 * How long from the moment that a node kept a desired state until its first change, on its clock.
 */
final class FirstActions {

  private static final double LONGEST_MILLIS = 50;

  private FirstActions() {}

  static List<Figure> measure(Stage stage, int times) {
    stage.bare();
    var took = new ArrayList<Long>();
    for (int i = 0; i < times; i++) {
      long mark = Timeline.now(stage.api());
      stage.database();
      Timeline timeline = Timeline.since(stage.api(), Stage.DB1, mark);
      Timeline.between(
              timeline.first("received", "").map(Timeline.Event::at),
              timeline.events().stream()
                  .filter(event -> event.kind().equals("acting"))
                  .map(Timeline.Event::at)
                  .min(java.util.Comparator.naturalOrder()))
          .ifPresent(took::add);
      stage.strip();
    }
    System.err.println("each, in their order, ms: " + took);
    return Figure.spread(
        "first-action", "desired state received to first action", took, LONGEST_MILLIS);
  }
}
