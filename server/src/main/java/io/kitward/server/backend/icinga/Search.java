package io.kitward.server.backend.icinga;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;

/**
 * Which objects, as an expression of Icinga. Names and marks travel as variables beside it and
 * never become part of the expression. A dictionary's {@code contains} and {@code []} are all that
 * Icinga lets a user call there. A value.
 *
 * @param filter empty for all objects
 */
record Search(String filter, SortedMap<String, Object> variables) {

  /** What of a host is read. */
  static final List<String> HOST =
      List.of(
          "address", "groups", "templates", "vars", "enable_active_checks", "enable_notifications");

  /** What of a service is read. */
  static final List<String> SERVICE =
      List.of("host_name", "check_command", "check_interval", "command_endpoint", "vars");

  /** What of a service tells whether data arrives. */
  static final List<String> RESULT =
      List.of("check_interval", "vars", "last_check_result", "next_check");

  /** What of a downtime is read. */
  static final List<String> DOWNTIME = List.of("comment", "host_name", "service_name", "end_time");

  static Search all() {
    return new Search("", new TreeMap<>());
  }

  /** Kitward's services. */
  static Search marked() {
    return new Search("service.vars && service.vars.kitward_id", new TreeMap<>());
  }

  /** Hosts of one of these names or marks. */
  static Search hosts(Collection<String> names, Collection<UUID> marks) {
    return new Search(
        "names.contains(host.name) || (host.vars && marks.contains(host.vars.kitward_id))",
        new TreeMap<>(
            Map.of("names", among(names, name -> name), "marks", among(marks, UUID::toString))));
  }

  /** Those that still carry these marks: never a stranger of the name. */
  static Search removable(Map<String, UUID> marks) {
    var pairs = new TreeMap<String, Object>();
    marks.forEach((name, mark) -> pairs.put(name, mark.toString()));
    return new Search(
        "host.vars && marks.contains(host.name) && marks[host.name] == host.vars.kitward_id",
        new TreeMap<>(Map.of("marks", pairs)));
  }

  /** Kitward's services on hosts of these names. */
  static Search servicesOn(Collection<String> hosts) {
    return new Search(
        "service.vars && service.vars.kitward_id && names.contains(service.host_name)",
        new TreeMap<>(Map.of("names", among(hosts, name -> name))));
  }

  /** Services that carry one of these marks. */
  static Search services(Collection<UUID> marks) {
    return new Search(
        "service.vars && marks.contains(service.vars.kitward_id)",
        new TreeMap<>(Map.of("marks", among(marks, UUID::toString))));
  }

  /** Downtimes of an author. */
  static Search downtimesBy(String author) {
    return new Search(
        "downtime.author == wanted_author", new TreeMap<>(Map.of("wanted_author", author)));
  }

  /** Downtimes of these full names. */
  static Search downtimes(Collection<String> names) {
    return new Search(
        "names.contains(downtime.__name)",
        new TreeMap<>(Map.of("names", among(names, name -> name))));
  }

  /** Objects of these names; of hosts, groups and templates the word is their own. */
  static Search named(String word, Collection<String> names) {
    return new Search(
        "names.contains(" + word + ".name)",
        new TreeMap<>(Map.of("names", among(names, name -> name))));
  }

  /** The body of a request that finds them. */
  SortedMap<String, Object> body() {
    var body = new TreeMap<String, Object>();
    if (!filter.isEmpty()) {
      body.put("filter", filter);
      body.put("filter_vars", variables);
    }
    return body;
  }

  private static <T> SortedMap<String, Object> among(Collection<T> items, Function<T, String> key) {
    var among = new TreeMap<String, Object>();
    items.forEach(item -> among.put(key.apply(item), true));
    return among;
  }
}
