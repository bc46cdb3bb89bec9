package io.kitward.server.backend.icinga;

import io.kitward.server.backend.driver.ConsoleException;
import io.kitward.server.desired.WantedHost;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/**
 * Keeps Kitward's downtimes: of each host one, with one for each of its services. They have the
 * author {@link #AUTHOR} and the host's mark in their comment. Icinga ends by itself what is over.
 */
final class Downtimes {

  /** Whom Icinga shows as the one who made them. */
  static final String AUTHOR = "kitward";

  private static final String OWN = "kitward:";
  private static final String DOWNTIMES = "/v1/objects/downtimes";

  private final Calls calls;
  private final InstantSource clock;

  Downtimes(Calls calls, InstantSource clock) {
    this.calls = calls;
    this.clock = clock;
  }

  /**
   * One of Kitward's.
   *
   * @param service empty: of the host itself
   */
  private record Downtime(String name, String comment, String host, String service, long end) {}

  /** Has exactly these hosts in downtime; those that Icinga does not have are passed over. */
  void keep(Map<WantedHost, Instant> until) throws ConsoleException, InterruptedException {
    Map<String, List<Downtime>> known = known();
    Map<UUID, String> hosts = hosts(until.keySet());
    Map<String, Set<String>> services = services(hosts.values());
    var refused = new ArrayList<String>();
    for (Map.Entry<WantedHost, Instant> one : until.entrySet()) {
      UUID mark = one.getKey().node();
      String host = hosts.get(mark);
      if (host == null) {
        continue;
      }
      long end = one.getValue().getEpochSecond();
      List<Downtime> there = known.getOrDefault(OWN + mark, List.of());
      List<Downtime> right =
          there.stream().filter(it -> it.host().equals(host) && it.end() == end).toList();
      if (right.stream().anyMatch(it -> it.service().isEmpty())
          && right.stream()
              .map(Downtime::service)
              .toList()
              .containsAll(services.getOrDefault(host, Set.of()))) {
        known.put(OWN + mark, there.stream().filter(it -> !right.contains(it)).toList());
      } else {
        // The old ones end when the new ones are there; when those can't be made, they stay.
        Optional<String> words = schedule(host, mark, end);
        if (words.isPresent()) {
          refused.add(host + ": " + words.get());
          known.remove(OWN + mark);
        }
      }
    }
    remove(known.values().stream().flatMap(List::stream).map(Downtime::name).toList());
    if (!refused.isEmpty()) {
      throw calls.trouble("refuses a downtime of " + refused.getFirst());
    }
  }

  /** Kitward's, by comment. */
  private Map<String, List<Downtime>> known() throws ConsoleException, InterruptedException {
    var known = new HashMap<String, List<Downtime>>();
    for (JsonNode found : calls.find(DOWNTIMES, Search.downtimesBy(AUTHOR), Search.DOWNTIME)) {
      JsonNode attributes = found.path("attrs");
      String comment = attributes.path("comment").asString("");
      if (comment.startsWith(OWN)) {
        known
            .computeIfAbsent(comment, _ -> new ArrayList<>())
            .add(
                new Downtime(
                    found.path("name").asString(""),
                    comment,
                    attributes.path("host_name").asString(""),
                    attributes.path("service_name").asString(""),
                    Math.round(attributes.path("end_time").asDouble(0))));
      }
    }
    return known;
  }

  /** The names of those that Icinga has, by mark. */
  private Map<UUID, String> hosts(Collection<WantedHost> wanted)
      throws ConsoleException, InterruptedException {
    var names = new HashMap<UUID, String>();
    for (List<UUID> chunk : IcingaDriver.chunks(wanted.stream().map(WantedHost::node).toList())) {
      for (JsonNode host :
          calls.find("/v1/objects/hosts", Search.hosts(List.of(), chunk), List.of("vars"))) {
        HostForm.mark(host.path("attrs").path("vars"))
            .ifPresent(mark -> names.put(mark, host.path("name").asString("")));
      }
    }
    return names;
  }

  /** The short names of Kitward's services on these hosts. */
  private Map<String, Set<String>> services(Collection<String> hosts)
      throws ConsoleException, InterruptedException {
    var services = new HashMap<String, Set<String>>();
    for (List<String> chunk : IcingaDriver.chunks(hosts)) {
      for (JsonNode service :
          calls.find(
              "/v1/objects/services", Search.servicesOn(chunk), List.of("host_name", "name"))) {
        JsonNode attributes = service.path("attrs");
        services
            .computeIfAbsent(attributes.path("host_name").asString(""), _ -> new TreeSet<>())
            .add(attributes.path("name").asString(""));
      }
    }
    return services;
  }

  /** Why not, in words; a host that is gone meanwhile needs none. */
  private Optional<String> schedule(String host, UUID mark, long end)
      throws ConsoleException, InterruptedException {
    SortedMap<String, Object> body = Search.removable(Map.of(host, mark)).body();
    body.put("type", "Host");
    body.put("author", AUTHOR);
    body.put("comment", OWN + mark);
    body.put("start_time", clock.instant().getEpochSecond());
    body.put("end_time", end);
    body.put("fixed", true);
    body.put("all_services", true);
    Answer answer = calls.write("POST", "/v1/actions/schedule-downtime", body);
    return answer.well() || nothingFound(answer) ? Optional.empty() : Optional.of(answer.words());
  }

  private void remove(List<String> names) throws ConsoleException, InterruptedException {
    for (List<String> chunk : IcingaDriver.chunks(new HashSet<>(names))) {
      SortedMap<String, Object> body = Search.downtimes(chunk).body();
      body.put("type", "Downtime");
      Answer answer = calls.write("POST", "/v1/actions/remove-downtime", body);
      // A service's goes with its host's: what was to be removed and is gone is done.
      if (!answer.well() && !nothingFound(answer)) {
        throw calls.trouble("does not remove a downtime: " + answer.words());
      }
    }
  }

  /** Icinga says 404 or, with an empty list, 500 where nothing is found. */
  private static boolean nothingFound(Answer answer) {
    return answer.status() == 404 || (answer.status() == 500 && answer.results().isEmpty());
  }
}
