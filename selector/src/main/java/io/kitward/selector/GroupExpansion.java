package io.kitward.selector;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts groups into selectors, each group's own groups first. Without recursion over groups, so that
 * a chain or circle of any length is answered; each group is expanded once.
 *
 * <p>One expansion serves any number of selectors, also after a refusal. Not thread-safe.
 */
public final class GroupExpansion {
  /** A longer circle is shown by its beginning and its end. */
  private static final int SHOWN = 10;

  private final Map<String, Selector> groups;
  private final Map<String, Selector> expanded = new HashMap<>();
  private final Map<String, Long> parts = new HashMap<>();

  public GroupExpansion(Map<String, Selector> groups) {
    this.groups = groups;
  }

  /** As {@link Selector#expand}. */
  public Selector expand(Selector selector) {
    for (String name : selector.groups()) {
      expandGroup(name);
    }
    return replace("", selector);
  }

  /** Depth first with the path kept by hand: what is on it is open, and meeting it is a circle. */
  Selector expandGroup(String root) {
    Map<String, Iterator<String>> open = new LinkedHashMap<>();
    Deque<String> path = new ArrayDeque<>();
    enter(root, open, path);
    while (!path.isEmpty()) {
      String name = path.getLast();
      Iterator<String> references = iterator(open, name);
      if (references.hasNext()) {
        String next = references.next();
        if (open.containsKey(next)) {
          throw circle(path, next);
        }
        enter(next, open, path);
      } else {
        path.removeLast();
        open.remove(name);
        if (!expanded.containsKey(name)) {
          expanded.put(name, replace(name, group(name)));
        }
      }
    }
    return expandedGroup(root);
  }

  private void enter(String name, Map<String, Iterator<String>> open, Deque<String> path) {
    if (!expanded.containsKey(name)) {
      open.put(name, group(name).groups().iterator());
      path.addLast(name);
    }
  }

  private Selector group(String name) {
    Selector group = groups.get(name);
    if (group == null) {
      String fix =
          DidYouMean.closest(name, groups.keySet())
              .map(near -> "did you mean group:" + near + "?")
              .orElse("make a group of this name, or write its selector");
      throw new GroupExpansionException(
          SelectorError.GROUP, List.of(name), "there is no group named " + name, fix);
    }
    return group;
  }

  private static GroupExpansionException circle(Deque<String> path, String again) {
    List<String> circle = new ArrayList<>(path);
    circle = new ArrayList<>(circle.subList(circle.indexOf(again), circle.size()));
    circle.add(again);
    List<String> shown = new ArrayList<>(circle);
    if (shown.size() > SHOWN) {
      shown.subList(SHOWN - 1, shown.size() - 1).clear();
      shown.add(SHOWN - 1, "… (" + (circle.size() - 1) + " groups)");
    }
    String message = "groups refer to each other in a circle: " + String.join(" → ", shown);
    return new GroupExpansionException(
        SelectorError.CIRCLE, circle, message, "take one of these references out");
  }

  /** Counts before it builds, so that what would be too large is never there. */
  private Selector replace(String name, Selector selector) {
    long count = count(selector);
    if (count > Selector.PART_LIMIT) {
      throw tooMuch(
          SelectorError.TOO_LARGE,
          name,
          "has " + count + " parts with its groups, the limit is " + Selector.PART_LIMIT);
    }
    Selector replaced = replace(selector);
    if (nesting(replaced) > Selector.NESTING_LIMIT) {
      throw tooMuch(
          SelectorError.TOO_DEEP,
          name,
          "nests deeper than " + Selector.NESTING_LIMIT + " with its groups");
    }
    parts.put(name, count);
    return replaced;
  }

  private static GroupExpansionException tooMuch(SelectorError error, String name, String what) {
    return new GroupExpansionException(
        error,
        name.isEmpty() ? List.of() : List.of(name),
        (name.isEmpty() ? "the selector " : "the group " + name + " ") + what,
        "give the nodes a tag of their own");
  }

  private long count(Selector selector) {
    return switch (selector) {
      case Selector.All ignored -> 1;
      case Condition ignored -> 1;
      case Selector.And and -> 1 + and.terms().stream().mapToLong(this::count).sum();
      case Selector.Or or -> 1 + or.terms().stream().mapToLong(this::count).sum();
      case Selector.Not not -> 1 + count(not.term());
      case Selector.GroupReference reference -> parts.getOrDefault(reference.name(), 1L);
    };
  }

  private Selector replace(Selector selector) {
    return switch (selector) {
      case Selector.All all -> all;
      case Condition condition -> condition;
      case Selector.And and -> new Selector.And(and.terms().stream().map(this::replace).toList());
      case Selector.Or or -> new Selector.Or(or.terms().stream().map(this::replace).toList());
      case Selector.Not not -> new Selector.Not(replace(not.term()));
      case Selector.GroupReference reference -> expandedGroup(reference.name());
    };
  }

  /** How deep parentheses and {@code not} nest in the canonical text. */
  private static int nesting(Selector selector) {
    return switch (selector) {
      case Selector.And and ->
          and.terms().stream()
              .mapToInt(term -> nesting(term) + (term instanceof Selector.Or ? 1 : 0))
              .max()
              .orElse(0);
      case Selector.Or or -> or.terms().stream().mapToInt(GroupExpansion::nesting).max().orElse(0);
      case Selector.Not not -> 1 + nesting(not.term()) + (SelectorPrinter.encloses(not) ? 1 : 0);
      case Selector.All ignored -> 0;
      case Selector.GroupReference ignored -> 0;
      case Condition ignored -> 0;
    };
  }

  private Selector expandedGroup(String name) {
    Selector selector = expanded.get(name);
    if (selector == null) {
      throw new IllegalStateException("group " + name + " is not expanded yet");
    }
    return selector;
  }

  private static Iterator<String> iterator(Map<String, Iterator<String>> open, String name) {
    Iterator<String> iterator = open.get(name);
    if (iterator == null) {
      throw new IllegalStateException("group " + name + " is not open");
    }
    return iterator;
  }
}
