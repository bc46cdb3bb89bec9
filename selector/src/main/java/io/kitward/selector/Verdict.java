package io.kitward.selector;

import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Whether a selector holds for a node, and the same of each of its parts: why it does or does not.
 *
 * @param parts those of the selector, a group's own selector for a group; empty for a leaf
 */
public record Verdict(Selector selector, boolean holds, List<Verdict> parts) {
  /** Groups within groups are shown so deep; below that only whether they hold. */
  private static final int GROUPS_SHOWN = 50;

  public Verdict {
    parts = List.copyOf(parts);
  }

  /**
   * Asks a selector and its parts about a node.
   *
   * @throws GroupExpansionException as {@link Selector#expand} does
   */
  public static Verdict of(Selector selector, Subject subject, Map<String, Selector> groups) {
    GroupExpansion expansion = new GroupExpansion(groups);
    expansion.expand(selector);
    return of(selector, subject, groups, expansion, 0);
  }

  private static Verdict of(
      Selector selector,
      Subject subject,
      Map<String, Selector> groups,
      GroupExpansion expansion,
      int depth) {
    List<Selector> parts =
        switch (selector) {
          case Selector.And and -> and.terms();
          case Selector.Or or -> or.terms();
          case Selector.Not not -> List.of(not.term());
          case Selector.GroupReference reference -> meaning(groups.get(reference.name()), depth);
          case Selector.All ignored -> List.of();
          case Condition ignored -> List.of();
        };
    int below = selector instanceof Selector.GroupReference ? depth + 1 : depth;
    return new Verdict(
        selector,
        expansion.expand(selector).matches(subject),
        parts.stream().map(part -> of(part, subject, groups, expansion, below)).toList());
  }

  private static List<Selector> meaning(@Nullable Selector group, int depth) {
    return group == null || depth == GROUPS_SHOWN ? List.of() : List.of(group);
  }

  /** What a condition saw, sorted: the values of its attribute; empty for anything else. */
  public NavigableSet<String> seen(Subject subject) {
    return selector instanceof Condition condition
        ? subject.values(condition.attribute())
        : new TreeSet<>();
  }
}
