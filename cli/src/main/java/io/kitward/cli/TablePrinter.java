package io.kitward.cli;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/** A list as a table for people, or as lines with tabs between the same cells. */
final class TablePrinter implements ListPrinter {
  private final Surroundings surroundings;
  private final Style style;
  private final Noun noun;
  private final List<Integer> columns;
  private final boolean tabs;
  private final Supplier<Instant> now;
  private Table last;
  private boolean heading;

  /**
   * @param columns the indexes of the noun's columns that are shown, in their order
   * @param tabs whether it is for programs: tabs between cells, nothing shortened
   */
  TablePrinter(
      Surroundings surroundings, Style style, Noun noun, List<Integer> columns, boolean tabs) {
    this.surroundings = surroundings;
    this.style = style;
    this.noun = noun;
    this.columns = List.copyOf(columns);
    this.tabs = tabs;
    this.now = () -> surroundings.clock().instant();
    this.last = table();
    this.heading = true;
  }

  /** The same without a heading: rows that follow others. */
  TablePrinter continued() {
    heading = false;
    return this;
  }

  @Override
  public void page(List<JsonNode> things) {
    if (things.isEmpty()) {
      return;
    }
    Table table = table();
    for (JsonNode thing : things) {
      List<String> cells = noun.row().cells(thing, style, now.get());
      table.row(columns.stream().map(cells::get).toArray(String[]::new));
    }
    if (tabs) {
      table.printTabs(surroundings.out(), heading);
    } else {
      table.asWideAs(last).print(surroundings.out(), surroundings.width(), style, "", heading);
    }
    last = table;
    heading = false;
  }

  private Table table() {
    var shown = new ArrayList<Table.Column>();
    columns.forEach(index -> shown.add(noun.columns().get(index)));
    return new Table(shown).painted(columns.indexOf(noun.phase()));
  }

  /** All columns of a noun, or those without {@code -o wide}. */
  static List<Integer> columns(Noun noun, boolean wide) {
    return IntStream.range(0, noun.columns().size() - (wide ? 0 : noun.wide())).boxed().toList();
  }
}
