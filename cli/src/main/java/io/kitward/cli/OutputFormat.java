package io.kitward.cli;

import java.util.Set;

/**
 * How a command prints what it found; JSON, YAML, TSV and CSV are a contract, tables are for
 * people. CSV, HTML and TSV are known to {@link Exporting} commands alone.
 */
enum OutputFormat {
  table,
  wide,
  json,
  jsonl,
  yaml,
  name,
  tsv,
  csv,
  html;

  /** Known only to commands that say so. */
  static final Set<OutputFormat> EXPORTS = Set.of(tsv, csv, html);

  /** Whether values are printed whole, for programs. */
  boolean isStructured() {
    return this == json || this == jsonl || this == yaml;
  }

  /** Whether an error is printed as JSON too. */
  boolean isJson() {
    return this == json || this == jsonl;
  }
}
