package io.kitward.server.api.stored;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The order in which people write a document: the store keeps no order of fields. Fields that it
 * does not name come after those that it does, as they were.
 */
final class ReadingOrder {

  private static final List<String> DOCUMENT = List.of("apiVersion", "kind", "metadata", "spec");
  private static final List<String> METADATA = List.of("name", "description");
  private static final List<String> SPEC =
      List.of(
          "type",
          "url",
          "node",
          "key",
          "selector",
          "priority",
          "effect",
          "tags",
          "bundles",
          "services",
          "reason",
          "until",
          "values",
          "cardinality",
          "sources",
          "grantsAccess",
          "parameters",
          "versions",
          "packages",
          "directories",
          "files",
          "units",
          "checks",
          "registration",
          "configure",
          "offboarding");

  /** The fields of the items of each list, and of each parameter. */
  private static final Map<String, List<String>> ITEMS =
      Map.of(
          "parameters",
              List.of(
                  "type",
                  "default",
                  "description",
                  "enum",
                  "minimum",
                  "maximum",
                  "pattern",
                  "minItems",
                  "maxItems",
                  "items"),
          "packages", List.of("name", "version"),
          "files",
              List.of("path", "owner", "group", "mode", "format", "template", "insert", "validate"),
          "units", List.of("name", "onChange"),
          "checks", List.of("type", "unit", "port", "url", "contains"),
          "registration", List.of("port", "path", "scheme"));

  private static final List<String> CONFIGURE = List.of("node", "services");
  private static final List<String> OFFBOARDING = List.of("contract", "grace");

  private ReadingOrder() {}

  /** The same document, in that order. */
  static Map<String, Object> of(Map<String, Object> document) {
    Map<String, Object> sorted = sorted(document, DOCUMENT);
    sorted.replaceAll(
        (field, value) ->
            switch (field) {
              case "metadata" -> inner(value, METADATA);
              case "spec" -> spec(value);
              default -> value;
            });
    return sorted;
  }

  private static Object spec(Object value) {
    if (!(value instanceof Map<?, ?> map)) {
      return value;
    }
    Map<String, Object> sorted = sorted(map, SPEC);
    sorted.replaceAll(
        (field, inner) ->
            switch (field) {
              case "configure" -> inner(inner, CONFIGURE);
              case "offboarding" -> inner(inner, OFFBOARDING);
              default -> items(inner, ITEMS.getOrDefault(field, List.of()));
            });
    return sorted;
  }

  private static Object items(Object value, List<String> order) {
    if (value instanceof List<?> list) {
      return list.stream().map(item -> inner(item, order)).toList();
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> same = sorted(map, List.of());
      same.replaceAll((_, item) -> inner(item, order));
      return same;
    }
    return value;
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
