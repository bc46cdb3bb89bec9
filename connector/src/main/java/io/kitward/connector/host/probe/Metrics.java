package io.kitward.connector.host.probe;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Counts samples in the Prometheus text format, line by line. For one thread. */
final class Metrics {

  private static final int LONGEST = 8_192;

  private final String wanted;
  private final byte[] line = new byte[LONGEST];
  private int length;
  private boolean tooLong;
  private int samples;
  private boolean found;

  /**
   * @param wanted the metric to look for; empty for any
   */
  Metrics(String wanted) {
    this.wanted = wanted;
    this.found = wanted.isEmpty();
  }

  /** Reads a text to its end. */
  void read(InputStream body) throws IOException {
    byte[] buffer = new byte[16_384];
    for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
      for (int i = 0; i < count; i++) {
        if (buffer[i] == '\n') {
          end();
        } else if (length < LONGEST) {
          line[length++] = buffer[i];
        } else {
          tooLong = true;
        }
      }
    }
    end();
  }

  int samples() {
    return samples;
  }

  /** Whether a sample of the metric was there. */
  boolean found() {
    return found;
  }

  private void end() {
    if (!tooLong && length > 0 && line[0] != '#') {
      sample(new String(line, 0, length, StandardCharsets.ISO_8859_1).strip());
    }
    length = 0;
    tooLong = false;
  }

  private void sample(String text) {
    int end = 0;
    while (end < text.length() && name(text.charAt(end), end == 0)) {
      end++;
    }
    int rest = end;
    if (end < text.length() && text.charAt(end) == '{') {
      rest = text.lastIndexOf('}') + 1;
    }
    if (end == 0 || rest < end || rest >= text.length()) {
      return;
    }
    String[] words = text.substring(rest).strip().split("\\s+", -1);
    if (words.length > 2 || !number(words[0])) {
      return;
    }
    samples++;
    found = found || text.substring(0, end).equals(wanted);
  }

  private static boolean name(char c, boolean first) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || c == '_'
        || c == ':'
        || (!first && c >= '0' && c <= '9');
  }

  private static boolean number(String text) {
    if (text.equals("NaN") || text.equals("+Inf") || text.equals("-Inf") || text.equals("Inf")) {
      return true;
    }
    if (text.isEmpty() || text.length() > 64) {
      return false;
    }
    try {
      return !Double.isNaN(Double.parseDouble(text));
    } catch (NumberFormatException e) {
      return false;
    }
  }
}
