package io.kitward.policy;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a request to a console may say of one node. A tag, variable or field that is not there is
 * empty.
 *
 * @param node the mark by which the record is found again
 * @param digest of all that the record shall hold
 * @param id the console's own for the record; empty when there is none yet
 */
public record RequestValues(
    String node,
    String certname,
    String address,
    String digest,
    String id,
    SortedMap<String, String> tags,
    SortedMap<String, String> variables,
    SortedSet<String> groups,
    SortedSet<String> templates,
    List<Service> services) {

  private static final String TAGS = "tags.";
  private static final String VARIABLES = "variables.";
  private static final String FIELDS = "fields.";

  public RequestValues {
    tags = Collections.unmodifiableSortedMap(new TreeMap<>(tags));
    variables = Collections.unmodifiableSortedMap(new TreeMap<>(variables));
    groups = Collections.unmodifiableSortedSet(new TreeSet<>(groups));
    templates = Collections.unmodifiableSortedSet(new TreeSet<>(templates));
    services = List.copyOf(services);
  }

  /** One instance on the node. */
  public record Service(String service, String instance, SortedMap<String, String> fields) {
    public Service {
      fields = Collections.unmodifiableSortedMap(new TreeMap<>(fields));
    }
  }

  /** For a request that is about no node. */
  public static RequestValues none() {
    return leaving("", "", "", "", "");
  }

  /** For a record of which only this much is known any more. */
  public static RequestValues leaving(
      String node, String certname, String address, String digest, String id) {
    return new RequestValues(
        node,
        certname,
        address,
        digest,
        id,
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeSet<>(),
        new TreeSet<>(),
        List.of());
  }

  /** Something in every place, to see what becomes of a template. */
  static RequestValues example() {
    var fields = new TreeMap<>(Map.of("a", "a"));
    return new RequestValues(
        "n",
        "c",
        "a",
        "d",
        "i",
        new TreeMap<>(Map.of("a", "a")),
        new TreeMap<>(Map.of("a", "a")),
        new TreeSet<>(Set.of("a", "b")),
        new TreeSet<>(Set.of("a", "b")),
        List.of(new Service("a", "a", fields), new Service("b", "b", fields)));
  }

  /** By the names under which templates know them. */
  Map<String, Object> byName() {
    var values = new Lenient(List.of(TAGS, VARIABLES));
    values.put("node", node);
    values.put("certname", certname);
    values.put("address", address);
    values.put("digest", digest);
    values.put("id", id);
    tags.forEach((key, value) -> values.put(TAGS + key, value));
    variables.forEach((name, value) -> values.put(VARIABLES + name, value));
    values.put("groups", List.copyOf(groups));
    values.put("templates", List.copyOf(templates));
    values.put("services", services.stream().map(RequestValues::byName).toList());
    return values;
  }

  private static Map<String, Object> byName(Service service) {
    var values = new Lenient(List.of(FIELDS));
    values.put("service", service.service());
    values.put("instance", service.instance());
    service.fields().forEach((name, value) -> values.put(FIELDS + name, value));
    return values;
  }

  /** Knows every name of some families; what is not there is empty. */
  private static final class Lenient extends HashMap<String, Object> {
    private static final long serialVersionUID = 1L;

    private final transient List<String> families;

    Lenient(List<String> families) {
      this.families = families;
    }

    @Override
    public @Nullable Object get(@Nullable Object key) {
      Object value = super.get(key);
      return value == null
              && key instanceof String name
              && families.stream().anyMatch(name::startsWith)
          ? ""
          : value;
    }
  }
}
