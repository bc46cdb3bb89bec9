package io.kitward.server.history;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A coverage report as a table for other programs: RFC 4180, a heading, one row a line. */
public final class CoverageCsv {

  private static final List<String> HEADING =
      List.of(
          "month",
          "service",
          "group",
          "nodes_should",
          "nodes_had",
          "nodes_at_end",
          "share_percent",
          "wanted_hours",
          "functional_hours",
          "gaps");

  private CoverageCsv() {}

  /** The whole table; every row ends with CR LF. */
  public static String of(Coverage coverage) {
    var text = new StringBuilder(Csv.row(HEADING));
    for (Coverage.Line line : coverage.lines()) {
      text.append(
          Csv.row(
              List.of(
                  coverage.month(),
                  line.service(),
                  line.group(),
                  String.valueOf(line.should()),
                  String.valueOf(line.had()),
                  String.valueOf(line.now()),
                  String.format(Locale.ROOT, "%.3f", line.share()),
                  hours(line.wanted().toMillis()),
                  hours(line.functional().toMillis()),
                  line.gaps().stream().map(CoverageCsv::gap).collect(Collectors.joining("; ")))));
    }
    return text.toString();
  }

  private static String gap(Coverage.Gap gap) {
    return gap.phase()
        + (gap.cause().isEmpty() ? "" : " (" + gap.cause() + ")")
        + " "
        + hours(gap.time().toMillis())
        + " h on "
        + gap.nodes();
  }

  private static String hours(long milliseconds) {
    return String.format(Locale.ROOT, "%.2f", milliseconds / 3_600_000.0);
  }
}
