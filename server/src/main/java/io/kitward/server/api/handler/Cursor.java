package io.kitward.server.api.handler;

import io.kitward.server.api.ApiException;
import io.kitward.server.api.ErrorCode;
import io.kitward.server.api.Request;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * Where a page ended, as an opaque word that holds everything itself: it survives a restart and
 * works on every replica.
 */
final class Cursor {
  private static final String VERSION = "1";
  private static final String SEPARATOR = "\n";

  private Cursor() {}

  /** A cursor of the given list, with the key of its last item. */
  static String of(String list, String... key) {
    String text = VERSION + SEPARATOR + list + SEPARATOR + String.join(SEPARATOR, key);
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The key in the request's cursor: so many parts, each empty when there is no cursor. */
  static List<String> key(Request request, String list, int parts) {
    String cursor = Queries.text(request, "after").orElse("");
    if (cursor.isEmpty()) {
      return java.util.Collections.nCopies(parts, "");
    }
    List<String> read = read(cursor);
    if (read.size() != parts + 2 || !read.get(0).equals(VERSION) || !read.get(1).equals(list)) {
      throw invalid();
    }
    return read.subList(2, read.size());
  }

  /** The number in the request's cursor; the given one when there is no cursor. */
  static long number(Request request, String list, long otherwise) {
    String key = key(request, list, 1).getFirst();
    try {
      return key.isEmpty() ? otherwise : Long.parseLong(key);
    } catch (NumberFormatException _) {
      throw invalid();
    }
  }

  private static List<String> read(String cursor) {
    try {
      return List.of(
          new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8)
              .split(SEPARATOR, -1));
    } catch (IllegalArgumentException _) {
      throw invalid();
    }
  }

  private static ApiException invalid() {
    return new ApiException(
        ErrorCode.CURSOR_INVALID, "The cursor in “after” does not belong to this list.");
  }
}
