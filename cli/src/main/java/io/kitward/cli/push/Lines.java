package io.kitward.cli.push;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** What a command prints: told line by line as it comes, and kept, at most a MiB of it. */
final class Lines extends OutputStream {

  private static final int MOST = 1 << 20;

  private final Consumer<String> line;
  private final ByteArrayOutputStream current = new ByteArrayOutputStream();
  private final StringBuilder kept = new StringBuilder();

  Lines(Consumer<String> line) {
    this.line = line;
  }

  @Override
  public synchronized void write(int one) {
    if (one == '\n') {
      end();
    } else if (current.size() < MOST) {
      current.write(one);
    }
  }

  private void end() {
    String text = current.toString(StandardCharsets.UTF_8);
    current.reset();
    if (kept.length() < MOST) {
      kept.append(text).append('\n');
    }
    line.accept(text);
  }

  /** All of it. */
  synchronized String text() {
    if (current.size() > 0) {
      end();
    }
    return kept.toString();
  }
}
