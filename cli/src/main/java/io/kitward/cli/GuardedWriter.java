package io.kitward.cli;

import java.io.IOException;
import java.io.PrintWriter;

/**
 * The last thing before the terminal: whatever a command forgot to clean is shown here instead of
 * obeyed. A text is judged as it is written, so that what is written in one call stays together.
 */
final class GuardedWriter extends RewritingWriter {

  private final PrintWriter place;

  private GuardedWriter(PrintWriter out) {
    super(out);
    this.place = out;
  }

  /**
   * A writer to the same place that lets nothing unsafe through.
   *
   * @param eachLine whether each line is seen as soon as it is printed
   */
  static PrintWriter around(PrintWriter out, boolean eachLine) {
    return new PrintWriter(new GuardedWriter(out), eachLine);
  }

  /** Tells when nobody reads any more, which a {@link PrintWriter} keeps to itself. */
  @Override
  public void flush() throws IOException {
    if (place.checkError()) {
      throw new IOException("nobody reads what is written");
    }
  }

  @Override
  String rewritten(String text) {
    return Unsafe.shownInOutput(text);
  }
}
