package io.kitward.server.backend.driver;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/**
 * One record of a console, in the common words. A value.
 *
 * @param id the console's own for it
 * @param node the mark that Kitward left on it; empty for a stranger, of which only id, name and
 *     address need to be known
 * @param services by the name that Kitward gave them there; for each the fields that Kitward sets
 *     and the console shows, in the form in which {@link HostForm#expected} gives what is wanted
 * @param enabled whether the console watches it
 */
public record SeenHost(
    String id,
    Optional<UUID> node,
    String name,
    String address,
    SortedSet<String> groups,
    SortedSet<String> templates,
    SortedMap<String, String> labels,
    SortedMap<String, String> variables,
    SortedMap<String, SortedMap<String, String>> services,
    boolean enabled) {

  public SeenHost {
    groups = Collections.unmodifiableSortedSet(new TreeSet<>(groups));
    templates = Collections.unmodifiableSortedSet(new TreeSet<>(templates));
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    variables = Collections.unmodifiableSortedMap(new TreeMap<>(variables));
    var copies = new TreeMap<String, SortedMap<String, String>>();
    services.forEach(
        (service, fields) ->
            copies.put(service, Collections.unmodifiableSortedMap(new TreeMap<>(fields))));
    services = Collections.unmodifiableSortedMap(copies);
  }

  /** A record that is not Kitward's. */
  public static SeenHost stranger(String id, String name, String address) {
    return new SeenHost(
        id,
        Optional.empty(),
        name,
        address,
        new TreeSet<>(),
        new TreeSet<>(),
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeMap<>(),
        true);
  }
}
