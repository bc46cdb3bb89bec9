package io.kitward.cli;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.Writer;

/** Writes JSON on, with each unsafe character of its strings as an escape: the same value. */
final class EscapingWriter extends FilterWriter {

  EscapingWriter(Writer out) {
    super(out);
  }

  @Override
  public void write(int character) throws IOException {
    out.write(Unsafe.escaped(String.valueOf((char) character)));
  }

  @Override
  public void write(char[] text, int offset, int length) throws IOException {
    out.write(Unsafe.escaped(new String(text, offset, length)));
  }

  @Override
  public void write(String text, int offset, int length) throws IOException {
    out.write(Unsafe.escaped(text.substring(offset, offset + length)));
  }
}
