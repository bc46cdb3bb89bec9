package io.kitward.cli.imports;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * What an import says of all hosts.
 *
 * @param hosts the tags of each, none for a host that is listed without any
 * @param notes what was left out or replaced, a sentence each
 * @param unused mappings that gave no host a value
 */
public record Wanted(
    SortedMap<String, SortedSet<String>> hosts, List<String> notes, List<Mapping> unused) {
  public Wanted {
    hosts = Collections.unmodifiableSortedMap(hosts);
    notes = List.copyOf(notes);
    unused = List.copyOf(unused);
  }
}
