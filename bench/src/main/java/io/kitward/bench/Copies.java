package io.kitward.bench;

import java.util.HashMap;
import java.util.Map;

/** Tags as they come from outside: texts of their own, not those that an engine keeps. */
final class Copies {
  private Copies() {}

  static Map<String, String> of(Map<String, String> tags) {
    Map<String, String> copies = HashMap.newHashMap(tags.size());
    tags.forEach((key, value) -> copies.put(copy(key), copy(value)));
    return copies;
  }

  private static String copy(String text) {
    return new String(text.toCharArray());
  }
}
