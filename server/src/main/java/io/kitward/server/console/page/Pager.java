package io.kitward.server.console.page;

import io.kitward.server.console.view.Names;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Where a page of a list leads.
 *
 * @param shown how many entries this page has
 * @param first the address of the first page; empty on the first page
 * @param next the address of the next page; empty on the last
 */
public record Pager(int shown, String first, String next) {

  /** Entries of one page. */
  public static final int SIZE = 100;

  /** One page of a list and where it leads. */
  public record Slice<T>(List<T> entries, Pager pager) {}

  /**
   * Takes a page from what was read: one entry more than a page says that there is a next one.
   *
   * @param cursor the query parameters that begin behind an entry
   * @param kept the query parameters that stay as they are; empty values are left out
   */
  public static <T> Slice<T> slice(
      List<T> read,
      String path,
      Map<String, String> kept,
      boolean atFirst,
      Function<T, Map<String, String>> cursor) {
    boolean more = read.size() > SIZE;
    List<T> entries = more ? read.subList(0, SIZE) : read;
    String next = "";
    if (more) {
      var parameters = new LinkedHashMap<>(kept);
      parameters.putAll(cursor.apply(entries.getLast()));
      next = address(path, parameters);
    }
    String first = atFirst ? "" : address(path, kept);
    return new Slice<>(List.copyOf(entries), new Pager(entries.size(), first, next));
  }

  /** A local address; parameters with an empty value are left out. */
  public static String address(String path, Map<String, String> parameters) {
    String query =
        parameters.entrySet().stream()
            .filter(entry -> !entry.getValue().isEmpty())
            .map(entry -> Names.encode(entry.getKey()) + "=" + Names.encode(entry.getValue()))
            .collect(Collectors.joining("&"));
    return query.isEmpty() ? path : path + "?" + query;
  }

  /** Whether all of the list is on this page. */
  public boolean whole() {
    return first.isEmpty() && next.isEmpty();
  }
}
