package io.kitward.policy;

import io.kitward.selector.DidYouMean;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The names that a template may use.
 *
 * @param given whole names
 * @param families names of which only the beginning is fixed, as messages write them, for instance
 *     {@code tags.KEY}
 * @param lists those of the names that stand for several values, with the names that each has
 *     inside its section
 */
record TemplateNames(Set<String> given, List<String> families, Map<String, Set<String>> lists) {
  TemplateNames {
    given = Set.copyOf(given);
    families = List.copyOf(families);
    lists = Map.copyOf(lists);
  }

  boolean has(String name, Collection<String> sections) {
    return given.contains(name)
        || lists.containsKey(name)
        || isOf(families, name)
        || sections.stream()
            .flatMap(section -> lists.getOrDefault(section, Set.of()).stream())
            .anyMatch(inner -> inner.equals(name) || isOf(List.of(inner), name));
  }

  boolean isList(String name) {
    return lists.containsKey(name);
  }

  private static boolean isOf(List<String> families, String name) {
    return families.stream()
        .filter(family -> family.indexOf('.') > 0)
        .anyMatch(family -> name.startsWith(family.substring(0, family.indexOf('.') + 1)));
  }

  /** What else was meant, or what there is. */
  String hint(String name) {
    Set<String> known = new TreeSet<>(given);
    known.addAll(lists.keySet());
    return DidYouMean.closest(name, known)
        .map(close -> "did you mean " + close + "?")
        .orElseGet(
            () ->
                "known are "
                    + String.join(", ", Stream.concat(families.stream(), known.stream()).toList()));
  }
}
