package io.kitward.server.backend.icinga;

import io.kitward.server.backend.Sighting;
import io.kitward.server.backend.driver.ConsoleAccess;
import io.kitward.server.backend.driver.ConsoleException;
import io.kitward.server.backend.driver.DirectExchange;
import io.kitward.server.backend.driver.Driver;
import io.kitward.server.backend.driver.Exchange;
import io.kitward.server.backend.driver.HostChange;
import io.kitward.server.backend.driver.SeenHost;
import io.kitward.server.desired.WantedHost;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/**
 * Icinga 2 from 2.11 on, through its API; tried with 2.13.6.
 *
 * <p>A host and its services are objects made at run time, marked by {@code vars.kitward_id}; tags
 * are the dictionary {@code vars.kitward_tags}. Icinga's name of a host is its identity: a node
 * that gets another name gets another host. Groups and templates come from packages ({@link Shape},
 * {@link Moves}), so that they can change later with the host's history kept.
 *
 * <p>A host that goes takes with it all that hangs on it in Icinga: services that people made
 * there, comments, downtimes. A service that goes alone takes its own.
 */
public final class IcingaDriver implements Driver {

  /** How long Icinga may take for one answer, where nobody says otherwise. */
  public static final Duration TIMEOUT = Duration.ofSeconds(30);

  /** So many names in one search: its text stays far below Icinga's limit of 1 MiB. */
  private static final int CHUNK = 1_000;

  private static final String HOSTS = "/v1/objects/hosts";
  private static final String SERVICES = "/v1/objects/services";

  private final ConsoleAccess access;
  private final Connection connection;
  private final InstantSource clock;

  /**
   * Connects with the first call.
   *
   * @param timeout for each answer
   * @param clock that Icinga's goes with
   * @throws ConsoleException when the certificates in the access can't be read
   */
  public IcingaDriver(ConsoleAccess access, Duration timeout, InstantSource clock)
      throws ConsoleException {
    this(access, DirectExchange.open(access.caPem(), timeout), timeout, clock);
  }

  /**
   * Connects with the first call.
   *
   * @param exchange the way to it; closed with the driver
   * @param timeout for each answer
   * @param clock that Icinga's goes with
   */
  public IcingaDriver(
      ConsoleAccess access, Exchange exchange, Duration timeout, InstantSource clock) {
    this.access = access;
    this.connection = new Connection(access, exchange, timeout);
    this.clock = clock;
  }

  @Override
  public List<SeenHost> observe() throws ConsoleException, InterruptedException {
    Calls calls = connection.calls();
    return seen(
        calls.find(HOSTS, Search.all(), Search.HOST),
        calls.find(SERVICES, Search.marked(), Search.SERVICE));
  }

  @Override
  public List<SeenHost> observe(Collection<WantedHost> hosts)
      throws ConsoleException, InterruptedException {
    Calls calls = connection.calls();
    var seen = new ArrayList<SeenHost>();
    for (List<WantedHost> chunk : chunks(hosts)) {
      List<JsonNode> found =
          calls.find(
              HOSTS,
              Search.hosts(
                  chunk.stream().map(WantedHost::name).toList(),
                  chunk.stream().map(WantedHost::node).toList()),
              Search.HOST);
      List<String> names = found.stream().map(host -> host.path("name").asString("")).toList();
      seen.addAll(
          seen(
              found,
              names.isEmpty()
                  ? List.of()
                  : calls.find(SERVICES, Search.servicesOn(names), Search.SERVICE)));
    }
    return seen;
  }

  private static List<SeenHost> seen(List<JsonNode> hosts, List<JsonNode> services) {
    Map<String, SortedMap<String, SortedMap<String, String>>> byHost = new HashMap<>();
    for (JsonNode service : services) {
      JsonNode attributes = service.path("attrs");
      String host = attributes.path("host_name").asString("");
      byHost
          .computeIfAbsent(host, _ -> new TreeMap<>())
          .put(
              service.path("name").asString("").substring(host.length() + 1),
              ServiceForm.seen(attributes));
    }
    return hosts.stream()
        .map(
            host ->
                HostForm.seen(
                    host, byHost.getOrDefault(host.path("name").asString(""), new TreeMap<>())))
        .toList();
  }

  @Override
  public SeenHost expected(WantedHost wanted) {
    return HostForm.expected(wanted);
  }

  @Override
  public SortedMap<String, String> secrets(WantedHost wanted) {
    return HostForm.secrets(wanted);
  }

  @Override
  public Map<HostChange, String> apply(List<HostChange> changes)
      throws ConsoleException, InterruptedException {
    return changes.isEmpty()
        ? Map.of()
        : new Changes(connection.calls(), access.secrets()).apply(changes);
  }

  @Override
  public Map<UUID, Sighting.Target> prove(Collection<WantedHost> hosts)
      throws ConsoleException, InterruptedException {
    Calls calls = connection.calls();
    var names = new HashMap<UUID, String>();
    hosts.forEach(
        host ->
            host.services()
                .forEach(
                    (name, service) -> names.put(service.instance(), host.name() + "!" + name)));
    Instant now = clock.instant();
    var targets = new HashMap<UUID, Sighting.Target>();
    for (List<UUID> chunk : chunks(names.keySet())) {
      for (JsonNode service : calls.find(SERVICES, Search.services(chunk), Search.RESULT)) {
        JsonNode attributes = service.path("attrs");
        HostForm.mark(attributes.path("vars"))
            // A person may have cloned a service with its mark.
            .filter(id -> service.path("name").asString("").equals(names.get(id)))
            .ifPresent(id -> targets.put(id, CheckResults.target(attributes, now)));
      }
    }
    return targets;
  }

  @Override
  public void hurry(Collection<WantedHost> hosts) throws ConsoleException, InterruptedException {
    Calls calls = connection.calls();
    for (List<UUID> chunk :
        chunks(hosts.stream().flatMap(host -> host.instances().stream()).toList())) {
      SortedMap<String, Object> body = Search.services(chunk).body();
      body.put("type", "Service");
      body.put("force", true);
      // An answer that nothing was found is none to act on: whoever looks next sees what is
      // missing.
      var _ = calls.write("POST", "/v1/actions/reschedule-check", body);
    }
  }

  @Override
  public void maintain(Map<WantedHost, Instant> until)
      throws ConsoleException, InterruptedException {
    new Downtimes(connection.calls(), clock).keep(until);
  }

  /** How many requests only read so far, since the driver was made. */
  public long reads() {
    return connection.reads();
  }

  /** How many requests could change something so far. */
  public long writes() {
    return connection.writes();
  }

  @Override
  public void close() {
    connection.close();
  }

  static <T> List<List<T>> chunks(Collection<T> items) {
    var all = List.copyOf(items);
    var chunks = new ArrayList<List<T>>();
    for (int from = 0; from < all.size(); from += CHUNK) {
      chunks.add(all.subList(from, Math.min(all.size(), from + CHUNK)));
    }
    return chunks;
  }
}
