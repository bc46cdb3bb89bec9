package io.kitward.selector;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is known of a node beside its tags, by dotted path ({@code os.release}); immutable. Values
 * are text: a comparison gives them their meaning. A path may have several values, as a list has.
 */
public final class Facts {
  private static final Facts NONE = new Facts(new TreeMap<>());

  private final NavigableMap<String, NavigableSet<String>> valuesByPath;

  private Facts(NavigableMap<String, NavigableSet<String>> valuesByPath) {
    this.valuesByPath = valuesByPath;
  }

  public static Facts none() {
    return NONE;
  }

  /** Facts with one value each. */
  public static Facts of(Map<String, String> facts) {
    NavigableMap<String, NavigableSet<String>> values = new TreeMap<>();
    facts.forEach((path, value) -> values.put(path, set(List.of(value))));
    return new Facts(values);
  }

  /** Facts with several values each; a path without any is not there. */
  public static Facts ofLists(Map<String, ? extends Collection<String>> facts) {
    NavigableMap<String, NavigableSet<String>> values = new TreeMap<>();
    facts.forEach(
        (path, list) -> {
          if (!list.isEmpty()) {
            values.put(path, set(list));
          }
        });
    return new Facts(values);
  }

  /** The same, with this one value in place of what the path had. */
  public Facts with(String path, String value) {
    NavigableMap<String, NavigableSet<String>> values = new TreeMap<>(valuesByPath);
    values.put(path, set(List.of(value)));
    return new Facts(values);
  }

  /** The values of a path, sorted; empty when it is not there. */
  public NavigableSet<String> values(String path) {
    NavigableSet<String> values = valuesByPath.get(path);
    return values == null ? Collections.emptyNavigableSet() : values;
  }

  public boolean has(String path) {
    return valuesByPath.containsKey(path);
  }

  public NavigableSet<String> paths() {
    return Collections.unmodifiableNavigableSet(valuesByPath.navigableKeySet());
  }

  private static NavigableSet<String> set(Collection<String> values) {
    return Collections.unmodifiableNavigableSet(new TreeSet<>(values));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Facts facts && valuesByPath.equals(facts.valuesByPath);
  }

  @Override
  public int hashCode() {
    return valuesByPath.hashCode();
  }

  @Override
  public String toString() {
    return valuesByPath.toString();
  }
}
