package io.kitward.cli.imports;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * A table with a heading: one host a line, its columns become tags.
 *
 * @param node the column with the certname
 * @param mappings which columns become which keys; none: every column by its own name
 * @param tags a column with whole tags, parted by spaces, commas or semicolons
 */
public record CsvHosts(
    char delimiter,
    String node,
    List<Mapping> mappings,
    Optional<String> tags,
    Invalid invalid,
    Optional<String> domain) {

  public CsvHosts {
    mappings = List.copyOf(mappings);
  }

  /**
   * Reads it.
   *
   * @throws ImportException when it can't be taken as it is
   */
  public Wanted read(Input input) {
    var format =
        CSVFormat.RFC4180.builder().setDelimiter(delimiter).setIgnoreEmptyLines(true).get();
    try (CSVParser parser = CSVParser.parse(input.text(), format)) {
      var rows = parser.iterator();
      if (!rows.hasNext()) {
        throw new ImportException(
            "import-empty",
            input.name() + " is empty.",
            "A table begins with a line of column names.");
      }
      Map<String, Integer> columns = columns(input, rows.next());
      int name = place(input, columns, node, "--node-column");
      List<Mapping> mapped = mapped(input, columns);
      var hosts = new HostTags(invalid, domain);
      while (rows.hasNext()) {
        // The parser stands at the end of the row that it looked ahead for.
        CSVRecord row = rows.next();
        long line = parser.getCurrentLineNumber() - breaks(row);
        row(input.name() + ":" + line, row, columns, mapped, name, hosts);
      }
      return hosts.wanted(mappings);
    } catch (IOException | java.io.UncheckedIOException | IllegalStateException e) {
      throw new ImportException(
          "csv",
          input.name() + " is no table: " + HostTags.shown(String.valueOf(e.getMessage())),
          "Check quotes and --delimiter.");
    }
  }

  /** A cell of a column that is known to be there. */
  private static String cell(CSVRecord row, Map<String, Integer> columns, String column) {
    return row.get(columns.getOrDefault(column, 0)).strip();
  }

  private static long breaks(CSVRecord row) {
    return row.stream().flatMapToInt(String::chars).filter(c -> c == '\n').count();
  }

  private void row(
      String at,
      CSVRecord row,
      Map<String, Integer> columns,
      List<Mapping> mapped,
      int name,
      HostTags hosts) {
    if (row.size() != columns.size()) {
      hosts.fault(
          at
              + ": "
              + row.size()
              + " cells, but the heading has "
              + columns.size()
              + "; is the file whole?");
      return;
    }
    HostTags.Host host = hosts.once(row.get(name).strip(), at);
    for (Mapping mapping : mapped) {
      host.value(mapping, cell(row, columns, mapping.path()));
    }
    if (tags.isPresent()) {
      for (String tag : cell(row, columns, tags.get()).split("[\\s;,]+")) {
        if (!tag.isEmpty()) {
          host.tag(tag, "column " + tags.get());
        }
      }
    }
  }

  private static Map<String, Integer> columns(Input input, CSVRecord heading) {
    Map<String, Integer> columns = new HashMap<>();
    for (int i = 0; i < heading.size(); i++) {
      String name = heading.get(i).strip();
      if (columns.put(name, i) != null) {
        throw new ImportException(
            "csv",
            input.name() + ":1: two columns are named “" + HostTags.shown(name) + "”.",
            "Give each column a name of its own.");
      }
    }
    return columns;
  }

  /** The mappings that were asked for, or one for every other column. */
  private List<Mapping> mapped(Input input, Map<String, Integer> columns) {
    tags.ifPresent(column -> place(input, columns, column, "--tags-column"));
    if (!mappings.isEmpty()) {
      mappings.forEach(mapping -> place(input, columns, mapping.path(), "--map"));
      return mappings;
    }
    if (tags.isPresent()) {
      return List.of();
    }
    List<Mapping> all = new ArrayList<>();
    for (String column : columns.keySet()) {
      if (!column.equals(node)) {
        all.add(Mapping.of(column, column));
      }
    }
    return all;
  }

  private int place(Input input, Map<String, Integer> columns, String name, String option) {
    Integer place = columns.get(name);
    if (place == null) {
      throw new ImportException(
          "csv",
          input.name() + ":1: there is no column “" + HostTags.shown(name) + "”.",
          "Name one of these with "
              + option
              + (columns.size() == 1 ? ", or say what parts the columns with --delimiter: " : ": ")
              + HostTags.shown(String.join(", ", columns.keySet().stream().sorted().toList())));
    }
    return place;
  }
}
