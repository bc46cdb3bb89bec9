package io.kitward.policy;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A node with services that register in a console which is configured by files, as templates on
 * that console see it.
 *
 * @param address an IP address, or the certname where none is known
 * @param services at least one, in the order of their names
 */
public record Member(String certname, String address, List<Service> services) {
  public Member {
    services = List.copyOf(services);
  }

  /**
   * One of its services.
   *
   * @param fields what its Service document says for this kind of console, rendered
   */
  public record Service(String name, SortedMap<String, String> fields) {
    public Service {
      fields = Collections.unmodifiableSortedMap(new TreeMap<>(fields));
    }
  }
}
