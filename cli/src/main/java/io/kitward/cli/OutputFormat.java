package io.kitward.cli;

/** How a command prints what it found; JSON and YAML are a contract, tables are for people. */
enum OutputFormat {
  table,
  wide,
  json,
  yaml,
  name
}
