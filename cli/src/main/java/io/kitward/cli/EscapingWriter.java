package io.kitward.cli;

import java.io.Writer;

/** Writes JSON on, with each unsafe character of its strings as an escape: the same value. */
final class EscapingWriter extends RewritingWriter {

  EscapingWriter(Writer out) {
    super(out);
  }

  @Override
  String rewritten(String text) {
    return Unsafe.escaped(text);
  }
}
