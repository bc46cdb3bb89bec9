package io.kitward.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Rows in columns that fit the terminal: names are shortened in the middle, sentences at the end.
 * Nothing is shortened when it is piped.
 */
final class Table {
  private static final String GAP = "  ";

  /** What gives way first when there is no room, and down to which width. */
  private static final List<Squeeze> SQUEEZES =
      List.of(
          new Squeeze(Fit.SENTENCE, 24),
          new Squeeze(Fit.NAME, 20),
          new Squeeze(Fit.SENTENCE, 8),
          new Squeeze(Fit.NAME, 8));

  private record Squeeze(Fit fit, int least) {}

  private final List<Column> columns;
  private final List<List<String>> rows = new ArrayList<>();
  private int paintedColumn = -1;
  private int[] least = new int[0];
  private int[] used = new int[0];

  /** What may happen to a column when there is no room. */
  enum Fit {
    /** Kept whole. */
    KEEP,
    /** Shortened in the middle. */
    NAME,
    /** Shortened at the end, before names are. */
    SENTENCE,
    /** Kept whole, right-aligned. */
    NUMBER
  }

  record Column(String title, Fit fit) {}

  Table(List<Column> columns) {
    this.columns = List.copyOf(columns);
  }

  static Column column(String title, Fit fit) {
    return new Column(title, fit);
  }

  /** Adds a row; what is missing at the end is empty. */
  Table row(String... cells) {
    var row = new ArrayList<String>();
    for (String cell : cells) {
      row.add(Text.clean(cell));
    }
    while (row.size() < columns.size()) {
      row.add("");
    }
    rows.add(row);
    return this;
  }

  /** Says which column holds phases, shown in their colours. */
  Table painted(int column) {
    this.paintedColumn = column;
    return this;
  }

  /** Makes its columns at least as wide as those of the table that it continues. */
  Table asWideAs(Table earlier) {
    this.least = earlier.columns.equals(columns) ? earlier.used : new int[0];
    return this;
  }

  /** Prints heading and rows for programs: whole cells, a tab between two. */
  void printTabs(PrintWriter out, boolean heading) {
    if (heading) {
      out.println(columns.stream().map(Column::title).collect(Collectors.joining("\t")));
    }
    rows.forEach(row -> out.println(String.join("\t", row)));
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  /** Prints heading and rows, each line behind the indent. */
  void print(PrintWriter out, int terminal, Style style, String indent) {
    print(out, terminal, style, indent, true);
  }

  /** Prints the rows, below a heading or as the continuation of a table. */
  void print(PrintWriter out, int terminal, Style style, String indent, boolean heading) {
    if (style.spoken()) {
      printSpoken(out, indent);
      return;
    }
    int[] widths = widths(terminal == 0 ? Integer.MAX_VALUE : terminal - indent.length());
    used = widths.clone();
    if (heading) {
      List<String> titles = columns.stream().map(Column::title).toList();
      out.println(indent + style.bold(line(titles, widths, null)));
    }
    for (List<String> row : rows) {
      out.println(indent + line(row, widths, style));
    }
  }

  /** A line with its label for each cell that says something, an empty line between two rows. */
  private void printSpoken(PrintWriter out, String indent) {
    for (List<String> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        String cell = row.get(i).strip();
        if (!cell.isEmpty()) {
          String title = columns.get(i).title();
          out.println(indent + (title.isEmpty() ? "" : title + ": ") + cell);
        }
      }
      out.println();
    }
  }

  private String line(
      List<String> cells, int[] widths, @org.jspecify.annotations.Nullable Style style) {
    var line = new StringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      String cell = shorten(cells.get(i), widths[i], columns.get(i).fit());
      String padding = " ".repeat(Math.max(0, widths[i] - Text.width(cell)));
      boolean last = i == cells.size() - 1;
      String shown = cell;
      if (style != null && i == paintedColumn) {
        String[] words = cells.get(i).split(" ", 2);
        shown = style.paint(cell, words.length == 2 ? words[1] : "");
      }
      line.append(
          columns.get(i).fit() == Fit.NUMBER ? padding + shown : shown + (last ? "" : padding));
      line.append(last ? "" : GAP);
    }
    return line.toString().stripTrailing();
  }

  private static String shorten(String cell, int width, Fit fit) {
    return fit == Fit.NAME ? Text.middle(cell, width) : Text.end(cell, width);
  }

  private int[] widths(int room) {
    int[] widths = new int[columns.size()];
    for (int i = 0; i < widths.length; i++) {
      widths[i] = Math.max(Text.width(columns.get(i).title()), i < least.length ? least[i] : 0);
      for (List<String> row : rows) {
        widths[i] = Math.max(widths[i], Text.width(row.get(i)));
      }
    }
    for (Squeeze squeeze : SQUEEZES) {
      for (int widest = widest(widths, squeeze); widest >= 0; widest = widest(widths, squeeze)) {
        if (total(widths) <= room) {
          return widths;
        }
        widths[widest]--;
      }
    }
    // No room for the last columns at all: cut them off rather than wrap.
    for (int i = widths.length - 1; i > 0 && total(widths) > room; i--) {
      widths[i] = Math.max(0, widths[i] - (total(widths) - room));
    }
    return widths;
  }

  private int widest(int[] widths, Squeeze squeeze) {
    int widest = -1;
    for (int i = 0; i < widths.length; i++) {
      if (columns.get(i).fit() == squeeze.fit()
          && widths[i] > squeeze.least()
          && (widest < 0 || widths[i] > widths[widest])) {
        widest = i;
      }
    }
    return widest;
  }

  private static int total(int[] widths) {
    int total = GAP.length() * (widths.length - 1);
    for (int width : widths) {
      total += width;
    }
    return total;
  }
}
