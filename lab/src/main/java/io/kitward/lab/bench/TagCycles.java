package io.kitward.lab.bench;

import io.kitward.lab.Stage;
import io.kitward.lab.demo.Cycles;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How long each stage of a deployment takes from the commit of the tag, connector connected. */
final class TagCycles {

  private static final double FIRST_EFFECT_MILLIS = 100;

  private TagCycles() {}

  static List<Figure> measure(Stage stage, int times) {
    stage.bare();
    Map<String, List<Long>> values = new LinkedHashMap<>();
    for (int i = 0; i < times; i++) {
      Cycles.cycle(stage.mission())
          .forEach(
              (name, took) ->
                  took.ifPresent(
                      millis -> values.computeIfAbsent(name, _ -> new ArrayList<>()).add(millis)));
    }
    var figures = new ArrayList<Figure>();
    values.forEach(
        (name, took) -> {
          String id = "cycle." + name.replace(' ', '-');
          List<Figure> spread = Figure.spread(id, "commit to " + name, took, -1);
          if (name.equals("first side effect")) {
            Figure median = spread.get(1);
            figures.add(spread.get(0));
            figures.add(
                Figure.below(
                    median.id(),
                    median.what(),
                    median.figure(),
                    median.unit(),
                    FIRST_EFFECT_MILLIS));
            figures.add(spread.get(2));
          } else {
            figures.addAll(spread);
          }
        });
    return figures;
  }
}
