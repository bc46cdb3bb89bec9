package io.kitward.lab.catalog;

import io.kitward.lab.catalog.Row.Case;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The rows as a table: a line for each tool, a column for each case. */
public final class ProofTable {

  private ProofTable() {}

  /** In Markdown; what did not hold is marked. */
  public static String markdown(List<Row> rows) {
    Map<String, Map<Case, Row>> byService = new LinkedHashMap<>();
    for (Row row : rows) {
      byService
          .computeIfAbsent(row.service(), _ -> new EnumMap<>(Case.class))
          .put(row.tried(), row);
    }
    var text = new StringBuilder("| tool |");
    for (Case each : Case.values()) {
      text.append(' ').append(each.title()).append(" |");
    }
    text.append("\n|---|").append("---|".repeat(Case.values().length)).append('\n');
    byService.forEach(
        (service, cells) -> {
          text.append("| ").append(service).append(" |");
          for (Case each : Case.values()) {
            Row row = cells.get(each);
            text.append(' ').append(row == null ? "–" : cell(row)).append(" |");
          }
          text.append('\n');
        });
    return text.toString();
  }

  private static String cell(Row row) {
    String what = row.what().replace("|", "\\|").replace("\n", " ");
    return row.held() ? what : "**not held:** " + what;
  }

  /** What did not hold, a line each. */
  public static List<String> failures(List<Row> rows) {
    List<String> failures = new ArrayList<>();
    for (Row row : rows) {
      if (!row.held()) {
        failures.add(row.service() + ", " + row.tried().title() + ": " + row.what());
      }
    }
    return failures;
  }
}
