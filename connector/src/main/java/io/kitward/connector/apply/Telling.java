package io.kitward.connector.apply;

import io.kitward.connector.host.Host;
import io.kitward.connector.state.Journal;
import io.kitward.protocol.InstanceDesired;
import io.kitward.protocol.InstanceObserved;
import io.kitward.protocol.NodeEvent;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
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

  private volatile SystemLog systemLog = (event, units, message) -> false;
  private final ConcurrentHashMap<String, Instant> repaired = new ConcurrentHashMap<>();
  private final ConcurrentSkipListMap<String, Outlook> outlooks = new ConcurrentSkipListMap<>();

  Telling(Journal journal, Clock clock, Runnable changed) {
    this.journal = journal;
    this.clock = clock;
    this.changed = changed;
  }

  List<InstanceObserved> observed() {
    return List.copyOf(observed.values());
  }

  /** When something of a service was mended last. */
  Map<String, Instant> repaired() {
    return Map.copyOf(repaired);
  }

  /** What is next and what was lately, by service. */
  SortedMap<String, Outlook> outlooks() {
    return new TreeMap<>(outlooks);
  }

  /** What the caretaker will do for a service next; empty when nothing waits. */
  void next(String service, String what) {
    outlooks.merge(service, Outlook.EMPTY.then(what), (known, ignored) -> known.then(what));
  }

  /** The machine's own log takes events from now on. */
  void systemLog(SystemLog log) {
    systemLog = log;
  }

  void event(String service, NodeEvent.Kind kind, long generation, String message) {
    event(service, kind, generation, message, List.of(), "");
  }

  /**
   * Something happened.
   *
   * @param units the units that it is about
   * @param advice what whoever reads the machine's log can do about it; may be empty
   */
  void event(
      String service,
      NodeEvent.Kind kind,
      long generation,
      String message,
      List<String> units,
      String advice) {
    NodeEvent event = journal.append(service, kind, generation, message);
    outlooks.merge(service, Outlook.EMPTY.after(event), (known, ignored) -> known.after(event));
    if (kind == NodeEvent.Kind.REPAIRED) {
      repaired.put(service, event.at());
    }
    String line = (service.isEmpty() ? "" : service + ": ") + message + advice;
    switch (kind) {
      case RECEIVED, RECORDED, ACTING, INSTALLED, CONFIGURED, STARTED, OTHER ->
          LOG.debug("{}", line);
      case REFUSED, FAILED, DRIFTED, KEPT, RETURNED, GAVE_UP, FLAPPING, TRIED -> {
        if (!systemLog.say(event, units, line)) {
          LOG.warn("{}", line);
        }
      }
      case REPAIRED, REMOVED, HEALTHY, UPGRADED, RESTARTED_BY_SYSTEMD, SUSPENDED, RESUMED -> {
        if (!systemLog.say(event, units, line)) {
          LOG.info("{}", line);
        }
      }
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
            care.stance(),
            care.discovery);
    if (!now.equals(care.observed)) {
      care.observed = now;
      observed.put(desired.service(), now);
      changed.run();
    }
  }

  /** The service is no longer spoken of. */
  void forget(String service) {
    outlooks.remove(service);
    repaired.remove(service);
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
