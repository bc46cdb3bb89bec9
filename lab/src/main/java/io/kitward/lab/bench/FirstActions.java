package io.kitward.lab.bench;

import io.kitward.lab.LabException;
import io.kitward.lab.Stage;
import io.kitward.lab.Timeline;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How long from the moment that a node kept a desired state until its first change, on its clock.
 */
final class FirstActions {

  private static final double LONGEST_MILLIS = 50;

  private static final int QUIET_MILLIS = 2_000;

  private FirstActions() {}

  static List<Figure> measure(Stage stage, int times) {
    stage.bare();
    var took = new ArrayList<Long>();
    for (int i = 0; i < times; i++) {
      pause(); // the last try's end is told to the node too, and is no desired state of this one
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

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(QUIET_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted while measuring", e);
    }
  }
}
