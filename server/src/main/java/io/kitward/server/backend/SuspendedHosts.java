package io.kitward.server.backend;

import io.kitward.server.desired.Suspension;
import io.kitward.server.desired.WantedHost;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Which hosts of a console are in maintenance, for what persons suspended. Pure. */
final class SuspendedHosts {

  private SuspendedHosts() {}

  /**
   * The hosts with their ends. A console watches a host as one: it is in maintenance while its node
   * or any service that is registered on it is suspended, until the last of these ends.
   *
   * @param open the suspensions that are open
   * @param hosts the console's
   */
  static Map<WantedHost, Instant> until(Collection<Suspension> open, Collection<WantedHost> hosts) {
    Map<UUID, List<Suspension>> byNode = new HashMap<>();
    open.forEach(one -> byNode.computeIfAbsent(one.node(), _ -> new ArrayList<>()).add(one));
    var until = new HashMap<WantedHost, Instant>();
    for (WantedHost host : hosts) {
      for (Suspension one : byNode.getOrDefault(host.node(), List.of())) {
        if (one.whole() || host.services().containsKey(one.service())) {
          until.merge(host, one.end(), SuspendedHosts::later);
        }
      }
    }
    return until;
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
