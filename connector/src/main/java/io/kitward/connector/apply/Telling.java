package io.kitward.connector.apply;

import io.kitward.connector.host.Host;
import io.kitward.connector.state.Journal;
import io.kitward.protocol.InstanceDesired;
import io.kitward.protocol.InstanceObserved;
import io.kitward.protocol.NodeEvent;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the caretaker tells: observed instances and events. Read by other threads. */
final class Telling {

  private static final Logger LOG = LoggerFactory.getLogger("io.kitward.connector");

  private final Journal journal;
  private final Clock clock;
  private final Runnable changed;
  private final ConcurrentSkipListMap<String, InstanceObserved> observed =
      new ConcurrentSkipListMap<>();

  Telling(Journal journal, Clock clock, Runnable changed) {
    this.journal = journal;
    this.clock = clock;
    this.changed = changed;
  }

  List<InstanceObserved> observed() {
    return List.copyOf(observed.values());
  }

  void event(String service, NodeEvent.Kind kind, long generation, String message) {
    journal.append(service, kind, generation, message);
    switch (kind) {
      case REFUSED, FAILED, DRIFTED, KEPT, GAVE_UP, FLAPPING, TRIED ->
          LOG.warn("{}: {}", service, message);
      case REPAIRED, REMOVED, HEALTHY, RESTARTED_BY_SYSTEMD, SUSPENDED, RESUMED ->
          LOG.info("{}: {}", service, message);
      case RECEIVED, RECORDED, ACTING, INSTALLED, CONFIGURED, STARTED, OTHER ->
          LOG.debug("{}: {}", service, message);
    }
    changed.run();
  }

  /** Tells how an instance is now. */
  void observe(
      InstanceDesired desired,
      Care care,
      String hash,
      InstanceObserved.State state,
      List<Conditions.Answer> answers,
      Map<String, String> packages,
      List<String> leftovers) {
    var now =
        new InstanceObserved(
            desired.service(),
            hash,
            state,
            Conditions.at(clock.instant(), answers, care.observed),
            new TreeMap<>(packages),
            List.copyOf(care.drift),
            List.copyOf(leftovers),
            care.stance());
    if (!now.equals(care.observed)) {
      care.observed = now;
      observed.put(desired.service(), now);
      changed.run();
    }
  }

  /** The service is no longer spoken of. */
  void forget(String service) {
    if (observed.remove(service) != null) {
      changed.run();
    }
  }

  /** The installed versions of a service's packages. */
  static Map<String, String> versions(InstanceDesired desired, Host host) {
    var versions = new TreeMap<String, String>();
    var known = host.packages().known();
    desired
        .packages()
        .forEach(
            wanted -> {
              var one = known.get(wanted.name());
              if (one != null && one.installed()) {
                versions.put(wanted.name(), one.version());
              }
            });
    return versions;
  }
}
