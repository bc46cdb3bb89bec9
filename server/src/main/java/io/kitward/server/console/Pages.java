package io.kitward.server.console;

import io.kitward.server.access.Principal;
import io.kitward.server.api.PathPattern;
import io.kitward.server.console.page.Page;
import io.kitward.server.console.page.Screen;
import io.kitward.server.console.page.Visit;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The pages by their paths: for the browser's requests and for the streams behind them. */
final class Pages {
  private final Map<PathPattern, Page> byPath = new LinkedHashMap<>();

  Pages add(String pattern, Page page) {
    byPath.put(PathPattern.parse(pattern), page);
    return this;
  }

  List<String> patterns() {
    return byPath.keySet().stream().map(PathPattern::text).toList();
  }

  /**
   * The page at an address with its query, as it stands in the browser.
   *
   * @return empty when there is no page there
   */
  Optional<Screen> show(String address, Principal principal, String csrf, Instant now) {
    int mark = address.indexOf('?');
    String path = mark < 0 ? address : address.substring(0, mark);
    Map<String, String> query = query(mark < 0 ? "" : address.substring(mark + 1));
    List<String> segments =
        Arrays.stream(path.substring(Math.min(1, path.length())).split("/", -1))
            .map(Pages::decode)
            .toList();
    for (Map.Entry<PathPattern, Page> entry : byPath.entrySet()) {
      Optional<Map<String, String>> parameters = entry.getKey().match(segments);
      if (parameters.isPresent()) {
        return Optional.of(
            entry.getValue().show(new Visit(principal, csrf, parameters.get(), query, now)));
      }
    }
    return Optional.empty();
  }

  private static Map<String, String> query(String text) {
    var query = new LinkedHashMap<String, String>();
    for (String part : text.split("&", -1)) {
      int equals = part.indexOf('=');
      if (equals > 0) {
        query.putIfAbsent(
            decode(part.substring(0, equals)), formDecode(part.substring(equals + 1)));
      }
    }
    return query;
  }

  private static String decode(String text) {
    return formDecode(text.replace("+", "%2B"));
  }

  private static String formDecode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }
}
