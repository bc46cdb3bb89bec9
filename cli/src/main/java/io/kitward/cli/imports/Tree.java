package io.kitward.cli.imports;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds what a dotted path names in nested maps and lists, as JSON and YAML are read. Pure. */
final class Tree {

  private Tree() {}

  /**
   * The value at a path; empty when there is none, or it is null. A key may have dots itself: the
   * longest that fits is taken first. A number names a place in a list.
   */
  static Optional<Object> at(Object root, String path) {
    return at(root, Arrays.asList(path.split("\\.", -1)));
  }

  private static Optional<Object> at(Object node, List<String> path) {
    if (path.isEmpty()) {
      return Optional.of(node);
    }
    if (node instanceof List<?> list) {
      String place = path.getFirst();
      return place.matches("\\d{1,6}") && Integer.parseInt(place) < list.size()
          ? below(list.get(Integer.parseInt(place)), path.subList(1, path.size()))
          : Optional.empty();
    }
    if (!(node instanceof Map<?, ?> map)) {
      return Optional.empty();
    }
    for (int end = path.size(); end > 0; end--) {
      Optional<Object> found =
          below(map.get(String.join(".", path.subList(0, end))), path.subList(end, path.size()));
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static Optional<Object> below(
      @org.jspecify.annotations.Nullable Object node, List<String> path) {
    return node == null ? Optional.empty() : at(node, path);
  }

  /** A single value as text; empty when it is a map or a list. */
  static Optional<String> text(Object value) {
    return switch (value) {
      case Map<?, ?> _ -> Optional.empty();
      case Collection<?> _ -> Optional.empty();
      default -> Optional.of(String.valueOf(value));
    };
  }
}
