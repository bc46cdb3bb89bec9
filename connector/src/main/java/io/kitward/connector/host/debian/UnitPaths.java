package io.kitward.connector.host.debian;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** How systemd names its units' objects on the bus. */
final class UnitPaths {

  private static final String ROOT = "/org/freedesktop/systemd1/unit/";

  private UnitPaths() {}

  /** The object of a unit; every byte but ASCII letters and later digits is escaped. */
  static String of(String unit) {
    var path = new StringBuilder(ROOT);
    byte[] bytes = unit.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < bytes.length; i++) {
      int c = bytes[i] & 0xff;
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      boolean digit = c >= '0' && c <= '9';
      if (letter || (digit && i > 0)) {
        path.append((char) c);
      } else {
        path.append(String.format(Locale.ROOT, "_%02x", c));
      }
    }
    return bytes.length == 0 ? path.append('_').toString() : path.toString();
  }
}
