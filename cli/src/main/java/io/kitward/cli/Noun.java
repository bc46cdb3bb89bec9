package io.kitward.cli;

import io.kitward.cli.Table.Column;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/**
 * A kind of thing that {@code get} lists.
 *
 * @param words what people type, the usual word first
 * @param kind its name in JSON and YAML
 * @param path where the API lists it
 * @param name the name of one
 * @param columns all columns; the last {@code wide} of them only with {@code -o wide}
 * @param phase the column that holds a phase; -1 for none
 * @param row the cells of one
 */
record Noun(
    List<String> words,
    String kind,
    String path,
    Function<JsonNode, String> name,
    List<Column> columns,
    int wide,
    int phase,
    Row row) {

  /** Makes the cells of one thing. */
  @FunctionalInterface
  interface Row {
    List<String> cells(JsonNode thing, Style style, Instant now);
  }

  /** One of them as {@code -o name} prints it. */
  String titled(String name) {
    return words.getLast() + "/" + name;
  }

  /** Its usual word. */
  String word() {
    return words.getFirst();
  }

  /** An empty table for it. */
  Table table(boolean allColumns) {
    return new Table(columns.subList(0, shown(allColumns))).painted(phase);
  }

  /** Adds one thing to a table. */
  void add(Table table, JsonNode thing, Style style, Instant now, boolean allColumns) {
    List<String> cells = row.cells(thing, style, now);
    table.row(cells.subList(0, shown(allColumns)).toArray(String[]::new));
  }

  private int shown(boolean allColumns) {
    return columns.size() - (allColumns ? 0 : wide);
  }
}
