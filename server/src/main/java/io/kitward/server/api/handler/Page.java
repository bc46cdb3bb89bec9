package io.kitward.server.api.handler;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list.
 *
 * @param next the cursor for {@code after}; null when this is the last page
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Page<T>(List<T> items, @Nullable String next) {

  /** A page from one item more than it may hold, which tells whether there is another page. */
  static <T> Page<T> of(List<T> items, int limit, Function<T, String> cursor) {
    if (items.size() <= limit) {
      return new Page<>(items, null);
    }
    List<T> page = items.subList(0, limit);
    return new Page<>(List.copyOf(page), cursor.apply(page.getLast()));
  }

  /** A list that is always whole. */
  static <T> Page<T> whole(List<T> items) {
    return new Page<>(items, null);
  }
}
