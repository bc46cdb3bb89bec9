package io.kitward.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * A list of the API, read page by page; at most one page is held.
 *
 * @param parameters the query without place and limit
 * @param paged whether the API gives it in pages
 */
record Listing(Api api, String path, Map<String, String> parameters, boolean paged) {
  private static final int PAGE = 1_000;

  /** What is done with a page; false to read no more. */
  @FunctionalInterface
  interface Reader {
    boolean page(List<JsonNode> things);
  }

  /**
   * Reads at most so many things; returns whether there are more.
   *
   * @param wanted what of a page is passed on; what is not counts all the same
   */
  boolean read(int limit, Predicate<JsonNode> wanted, Reader reader) {
    int left = limit;
    Optional<String> after = Optional.empty();
    boolean on;
    do {
      JsonNode page = api.get(path + query(left, after));
      on = reader.page(page.path("items").valueStream().filter(wanted).toList());
      left -= page.path("items").size();
      after = Optional.of(Nouns.text(page, "next")).filter(cursor -> !cursor.isEmpty());
    } while (on && after.isPresent() && left > 0);
    return on && after.isPresent();
  }

  /** Reads all of it. */
  void all(Reader reader) {
    boolean _ = read(Integer.MAX_VALUE, _ -> true, reader);
  }

  /** Where it is, without place and limit. */
  String address() {
    return path + text(parameters);
  }

  private String query(int left, Optional<String> after) {
    var all = new LinkedHashMap<String, String>();
    if (paged) {
      all.put("limit", Integer.toString(Math.min(left, PAGE)));
    }
    after.ifPresent(cursor -> all.put("after", cursor));
    all.putAll(parameters);
    return text(all);
  }

  private static String text(Map<String, String> parameters) {
    return parameters.isEmpty()
        ? ""
        : parameters.entrySet().stream()
            .map(e -> e.getKey() + "=" + Api.escape(e.getValue()))
            .collect(Collectors.joining("&", "?", ""));
  }
}
