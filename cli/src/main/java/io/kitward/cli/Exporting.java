package io.kitward.cli;

import java.util.Set;

/** A command that also writes tables and pages for other programs. */
interface Exporting {

  /** In which of these forms. */
  Set<OutputFormat> exports();
}
