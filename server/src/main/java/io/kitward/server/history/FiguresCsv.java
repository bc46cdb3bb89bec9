package io.kitward.server.history;

import io.kitward.server.desired.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** Figures over time as a table for other programs: a heading, one row a step. */
public final class FiguresCsv {

  private FiguresCsv() {}

  /** The whole table; every row ends with CR LF. */
  public static String of(String service, List<Sample> samples) {
    var heading = new ArrayList<>(List.of("at", "service", "functional_percent"));
    for (Phase phase : Phase.values()) {
      heading.add(phase.word());
    }
    heading.addAll(List.of("repairs", "proven", "proven_p50_seconds", "proven_p95_seconds"));
    var text = new StringBuilder(Csv.row(heading));
    for (Sample sample : samples) {
      var row =
          new ArrayList<>(List.of(sample.at().toString(), service, number(sample.functional())));
      for (Phase phase : Phase.values()) {
        row.add(number(OptionalDouble.of(sample.phases().getOrDefault(phase, 0.0))));
      }
      row.add(String.valueOf(sample.repairs()));
      row.add(String.valueOf(sample.provenCount()));
      row.add(number(sample.untilProven(0.5)));
      row.add(number(sample.untilProven(0.95)));
      text.append(Csv.row(row));
    }
    return text.toString();
  }

  private static String number(OptionalDouble value) {
    return value.isPresent() ? String.format(Locale.ROOT, "%.3f", value.getAsDouble()) : "";
  }
}
