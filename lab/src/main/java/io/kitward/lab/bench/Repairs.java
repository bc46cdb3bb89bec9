package io.kitward.lab.bench;

import io.kitward.lab.LabHost;
import io.kitward.lab.Stage;
import io.kitward.lab.demo.Breakages;
import java.util.ArrayList;
import java.util.List;

/** How fast each breakage of the demo is detected, and repaired from its detection on. */
final class Repairs {

  private static final double DETECTION_MILLIS = 3_000;
  private static final double REPAIR_MILLIS = 5_000;

  private Repairs() {}

  static List<Figure> measure(Stage stage, int times) {
    stage.bare();
    stage.database();
    var figures = new ArrayList<Figure>();
    for (Breakages.Breakage breakage : Breakages.ALL) {
      var detections = new ArrayList<Long>();
      var repairs = new ArrayList<Long>();
      forgetRepairs(stage);
      for (int i = 0; i < times; i++) {
        Breakages.Result result = Breakages.run(stage.mission(), breakage);
        System.err.printf(
            "%s, %d of %d: detected after %d ms, mended %d ms later%n",
            breakage.name(), i + 1, times, result.detected(), result.repaired());
        detections.add(result.detected());
        repairs.add(result.repaired());
      }
      String id = "repair." + breakage.name().replaceAll("[^a-z]+", "-");
      figures.addAll(
          Figure.spread(
              id + ".detection", breakage.name() + ": detection", detections, DETECTION_MILLIS));
      List<Long> sorted = repairs.stream().sorted().toList();
      figures.addAll(
          Figure.spread(id + ".repair", breakage.name() + ": repair", repairs, -1).subList(0, 2));
      figures.add(
          Figure.below(
              id + ".repair.max",
              breakage.name() + ": repair, max",
              sorted.getLast(),
              "ms",
              REPAIR_MILLIS));
    }
    return figures;
  }

  /**
   * A person on db1 says that Kitward shall go on: after many repairs in a row it takes its time,
   * since somebody seems to undo them.
   */
  static void forgetRepairs(Stage stage) {
    LabHost db1 = stage.mission().db1().host();
    db1.run("kitward-connector", "resume", "--all").orThrow("resuming");
  }
}
