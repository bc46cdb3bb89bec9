package io.kitward.server.api;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Takes paths and queries apart before they are decoded, so that an escaped slash stays one. */
final class Paths {
  private Paths() {}

  /** The decoded segments of a raw path, without the first slash. */
  static List<String> segments(String path) {
    var segments = new ArrayList<String>();
    for (String raw : (path.startsWith("/") ? path.substring(1) : path).split("/", -1)) {
      segments.add(decode(raw, false, ErrorCode.PATH_MALFORMED));
    }
    return segments;
  }

  /** The decoded parameters of a raw query, which may be empty. */
  static Map<String, List<String>> query(String query) {
    var parameters = new LinkedHashMap<String, List<String>>();
    for (String pair : query.split("&", -1)) {
      if (pair.isEmpty()) {
        continue;
      }
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      String value = equals < 0 ? "" : pair.substring(equals + 1);
      parameters
          .computeIfAbsent(decode(name, true, ErrorCode.QUERY_INVALID), _ -> new ArrayList<>())
          .add(decode(value, true, ErrorCode.QUERY_INVALID));
    }
    return parameters;
  }

  private static String decode(String raw, boolean plusIsSpace, ErrorCode code) {
    byte[] bytes = raw.getBytes(StandardCharsets.UTF_8);
    ByteBuffer decoded = ByteBuffer.allocate(bytes.length);
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '%') {
        int high = i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
        int low = i + 2 < bytes.length ? Character.digit(bytes[i + 2], 16) : -1;
        if (high < 0 || low < 0) {
          throw malformed(raw, code);
        }
        decoded.put((byte) (high << 4 | low));
        i += 2;
      } else {
        decoded.put(plusIsSpace && bytes[i] == '+' ? (byte) ' ' : bytes[i]);
      }
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(decoded.flip()).toString();
      if (text.indexOf('\0') >= 0) {
        throw malformed(raw, code);
      }
      return text;
    } catch (CharacterCodingException _) {
      throw malformed(raw, code);
    }
  }

  private static ApiException malformed(String raw, ErrorCode code) {
    return new ApiException(
        code, "“" + JsonBody.printable(raw) + "” is not UTF-8 text with %XX escapes.");
  }
}
