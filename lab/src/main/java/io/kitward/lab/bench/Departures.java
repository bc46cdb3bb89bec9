package io.kitward.lab.bench;

import io.kitward.lab.HostDifferences;
import io.kitward.lab.HostState;
import io.kitward.lab.Stage;
import io.kitward.lab.Timeline;
import java.util.ArrayList;
import java.util.List;

/** How long it takes until a tag that goes has taken its services along, and what they leave. */
final class Departures {

  private Departures() {}

  static List<Figure> measure(Stage stage, int times) {
    stage.bare();
    HostState before = HostState.of(stage.mission().db1().host());
    var gone = new ArrayList<Long>();
    for (int i = 0; i < times; i++) {
      stage.database();
      long mark = Timeline.now(stage.api());
      stage.strip();
      Timeline timeline = Timeline.since(stage.api(), Stage.DB1, mark);
      Timeline.between(
              timeline.first("tags", "").map(Timeline.Event::at),
              timeline.events().stream()
                  .filter(event -> event.kind().equals("gone"))
                  .map(Timeline.Event::at)
                  .max(java.util.Comparator.naturalOrder()))
          .ifPresent(gone::add);
    }
    HostDifferences left = before.differences(HostState.of(stage.mission().db1().host()));
    left.unexplained().forEach(line -> System.err.println("left: " + line));
    var figures =
        new ArrayList<>(
            Figure.spread("offboarding.gone", "tag removed to services gone", gone, -1));
    figures.add(
        Figure.atMost(
            "offboarding.left",
            "differences below /etc and /var/lib that nothing explains",
            left.unexplained().size(),
            "paths",
            0));
    figures.add(
        Figure.of(
            "offboarding.accounts",
            "account files with the system user that Debian keeps",
            left.accounts().size(),
            "files"));
    return figures;
  }
}
