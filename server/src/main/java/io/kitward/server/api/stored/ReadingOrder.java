package io.kitward.server.api.stored;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The order in which people write a document: the store keeps no order of fields. Fields that it
 * does not name come after those that it does, as they were; what lies deeper than {@code spec}
 * stays as it is.
 */
final class ReadingOrder {

  private static final List<String> DOCUMENT = List.of("apiVersion", "kind", "metadata", "spec");
  private static final List<String> METADATA = List.of("name", "description");
  private static final List<String> SPEC =
      List.of(
          "type",
          "url",
          "selector",
          "priority",
          "effect",
          "bundles",
          "services",
          "parameters",
          "packages",
          "directories",
          "files",
          "units",
          "checks",
          "registration",
          "configure",
          "offboarding");

  private ReadingOrder() {}

  /** The same document, in that order. */
  static Map<String, Object> of(Map<String, Object> document) {
    Map<String, Object> sorted = sorted(document, DOCUMENT);
    sorted.replaceAll(
        (field, value) ->
            switch (field) {
              case "metadata" -> inner(value, METADATA);
              case "spec" -> inner(value, SPEC);
              default -> value;
            });
    return sorted;
  }

  private static Object inner(Object value, List<String> order) {
    return value instanceof Map<?, ?> map ? sorted(map, order) : value;
  }

  private static Map<String, Object> sorted(Map<?, ?> map, List<String> order) {
    var sorted = new LinkedHashMap<String, Object>();
    for (String field : order) {
      if (map.containsKey(field)) {
        sorted.put(field, map.get(field));
      }
    }
    map.forEach((field, value) -> sorted.putIfAbsent(String.valueOf(field), value));
    return sorted;
  }
}
