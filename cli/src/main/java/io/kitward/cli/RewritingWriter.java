package io.kitward.cli;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.Writer;

/** Writes each text on as something else; a text is taken as it is written, call by call. */
abstract class RewritingWriter extends FilterWriter {

  RewritingWriter(Writer out) {
    super(out);
  }

  /** What is written instead. */
  abstract String rewritten(String text);

  @Override
  public final void write(int character) throws IOException {
    out.write(rewritten(String.valueOf((char) character)));
  }

  @Override
  public final void write(char[] text, int offset, int length) throws IOException {
    out.write(rewritten(new String(text, offset, length)));
  }

  @Override
  public final void write(String text, int offset, int length) throws IOException {
    out.write(rewritten(text.substring(offset, offset + length)));
  }
}
