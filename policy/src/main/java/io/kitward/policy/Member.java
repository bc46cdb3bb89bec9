package io.kitward.policy;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A service on a node that registers in a console which is configured by files, as templates on
 * that console see it.
 *
 * @param address an IP address, or the certname where none is known
 * @param fields what its Service document says for this kind of console, rendered
 */
public record Member(
    String certname, String address, String service, SortedMap<String, String> fields) {
  public Member {
    fields = Collections.unmodifiableSortedMap(new TreeMap<>(fields));
  }
}
