package io.kitward.server.desired;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * The documents in force, as a function from a node to what it shall have. A value: it never
 * changes. Thread-safe.
 */
public interface Policy {

  /** The documents' revision; 0 when nothing was ever applied. */
  long revision();

  /**
   * What a node of that name, with these effective tags and facts, shall have. Pure.
   *
   * @param tags tag to the sources that attached it
   */
  Resolved resolve(
      String certname, SortedMap<String, List<String>> tags, Map<String, String> facts);

  /** The consoles, by name. */
  Map<String, Console> consoles();

  /**
   * A console, as its document says.
   *
   * @param kind what services register in, for instance {@code prometheus}
   * @param url where Kitward asks it; empty when it does not
   */
  record Console(String name, String kind, String url) {}
}
