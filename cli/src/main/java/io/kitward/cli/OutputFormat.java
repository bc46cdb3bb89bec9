package io.kitward.cli;

/**
 * How a command prints what it found; JSON, YAML and CSV are a contract, tables are for people. CSV
 * and HTML are known to {@link Exporting} commands alone.
 */
enum OutputFormat {
  table,
  wide,
  json,
  yaml,
  name,
  csv,
  html
}
