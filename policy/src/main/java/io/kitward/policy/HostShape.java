package io.kitward.policy;

import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the rules of a console that pick a node give its host there, added up; of two values for one
 * variable the later rule's counts.
 */
public record HostShape(
    SortedSet<String> groups, SortedSet<String> templates, SortedMap<String, String> variables) {
  public HostShape {
    groups = Collections.unmodifiableSortedSet(new TreeSet<>(groups));
    templates = Collections.unmodifiableSortedSet(new TreeSet<>(templates));
    variables = Collections.unmodifiableSortedMap(new TreeMap<>(variables));
  }
}
