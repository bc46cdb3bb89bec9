package io.kitward.connector.apply;

import io.kitward.connector.apply.Conditions.Answer;
import io.kitward.connector.config.Limits;
import io.kitward.connector.host.Host;
import io.kitward.connector.host.HostFailure;
import io.kitward.connector.state.Journal;
import io.kitward.connector.state.NodeState;
import io.kitward.connector.state.Records;
import io.kitward.connector.state.Treatment;
import io.kitward.protocol.DesiredState;
import io.kitward.protocol.InstanceDesired;
import io.kitward.protocol.InstanceDesired.Ensure;
import io.kitward.protocol.InstanceObserved;
import io.kitward.protocol.InstanceObserved.State;
import io.kitward.protocol.NodeEvent.Kind;
import io.kitward.protocol.Operation;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one worker of a node: it takes a service's name from the agenda, looks at what is desired and
 * what is there, makes the next move, and notes when to look again. Nothing else changes the node.
 */
public final class Caretaker {

  private static final Logger LOG = LoggerFactory.getLogger(Caretaker.class);
  private static final Duration IDLE = Duration.ofSeconds(60);
  private static final Duration WAITING = Duration.ofMillis(500);

  private final NodeState state;
  private final Records records;
  private final Journal journal;
  private final Limits limits;
  private final RandomGenerator random;
  private final Clock clock;
  private final Agenda agenda;
  private final Telling telling;
  private final Upkeep upkeep;
  private final Farewell farewell;
  private final Lookout lookout;
  private final Suspensions suspensions;
  private final Recorder recorder;
  private final Host host;
  private final Claimants claimants;
  private final Map<String, Care> cares = new HashMap<>();
  private final Map<String, String> lastHash = new HashMap<>();
  private final Map<String, List<Runnable>> awaited = new ConcurrentHashMap<>();
  private final Set<String> renewed = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean stopped = new AtomicBoolean();

  /**
   * @param changed runs whenever there is something new to report; must not block
   */
  public Caretaker(
      Host host,
      NodeState state,
      Records records,
      Journal journal,
      Limits limits,
      Clock clock,
      RandomGenerator random,
      Runnable changed) {
    this(host, state, records, journal, limits, clock, random, changed, Claimants.ofThisMachine());
  }

  Caretaker(
      Host host,
      NodeState state,
      Records records,
      Journal journal,
      Limits limits,
      Clock clock,
      RandomGenerator random,
      Runnable changed,
      Claimants claimants) {
    this.claimants = claimants;
    this.state = state;
    this.records = records;
    this.journal = journal;
    this.limits = limits;
    this.random = random;
    this.clock = clock;
    this.agenda = new Agenda(clock);
    this.telling = new Telling(journal, clock, changed);
    this.host = host;
    this.recorder = new Recorder(host, records, state::gone);
    var hands = new Hands(host, records, state::gone);
    this.upkeep =
        new Upkeep(
            host, state, recorder, hands, new Adoption(host, records), claimants, telling, clock);
    this.farewell = new Farewell(host, state, records, hands, telling);
    this.lookout = new Lookout(host, state, telling, clock);
    this.suspensions = new Suspensions(state, limits.mode(), telling, clock);
  }

  /** What was observed last of each service. Thread-safe. */
  public List<InstanceObserved> observed() {
    return telling.observed();
  }

  /**
   * A person wants nothing to be changed for a while. Thread-safe.
   *
   * @param service its name; empty for all
   */
  public void suspend(String service, Treatment.Suspension suspension) {
    state.treatment(service, state.treatment(service).suspended(suspension));
    lookAtAll();
  }

  /**
   * A person says that it shall go on: a suspension ends, all starts of the day are ahead again,
   * and what waits is tried now. Thread-safe.
   *
   * @param service its name; empty for all
   */
  public void resume(String service) {
    var services = new TreeSet<String>(Set.of(service));
    if (service.isEmpty()) {
      services.addAll(state.treated());
      services.addAll(services());
    }
    for (String one : services) {
      state.treatment(one, state.treatment(one).refreshed().suspended(null));
      renewed.add(one);
      look(one);
    }
  }

  /** The services that are desired here, in whatever way. Thread-safe. */
  public Set<String> services() {
    var names = new TreeSet<String>();
    state
        .desired()
        .ifPresent(all -> all.instances().forEach(instance -> names.add(instance.service())));
    return names;
  }

  /** The machine's own log takes events from now on. Thread-safe. */
  public void systemLog(SystemLog log) {
    telling.systemLog(log);
  }

  /** When something of a service was mended last, for those of which something was. Thread-safe. */
  public Map<String, Instant> repaired() {
    return telling.repaired();
  }

  /** A sentence for each part of a tool that Puppet manages, wanted or not. Thread-safe. */
  public List<String> claimed(Operation.Tool tool) {
    return claimants.now().of(tool);
  }

  /** What is next and what was lately, by service. Thread-safe. */
  public SortedMap<String, Outlook> outlooks() {
    return telling.outlooks();
  }

  /** Asks for a look at a service now. Thread-safe, never blocks. */
  public void look(String service) {
    agenda.in(Duration.ZERO, service);
  }

  /** The same, and says when it has looked. Thread-safe, never blocks. */
  public void look(String service, Runnable done) {
    awaited.merge(service, List.of(done), (a, b) -> Stream.concat(a.stream(), b.stream()).toList());
    look(service);
  }

  /** Asks for a look at every service, known or desired. Thread-safe, never blocks. */
  public void lookAtAll() {
    state.desired().stream()
        .flatMap(desired -> desired.instances().stream())
        .forEach(instance -> look(instance.service()));
    state.known().forEach(this::look);
    records.services().forEach(this::look);
  }

  /** Works until {@link #stop} or an interruption. */
  public void run() {
    try {
      while (!stopped.get()) {
        Optional<String> service = agenda.next(IDLE);
        if (service.isPresent()) {
          move(service.get());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends {@link #run} after the move that it is making. */
  public void stop() {
    stopped.set(true);
  }

  /** Makes the next move for one service. Not to be called while {@link #run} runs. */
  public void move(String service) {
    List<Runnable> done = awaited.remove(service);
    tend(service);
    if (done != null) {
      done.forEach(Runnable::run);
    }
    Care care = cares.get(service);
    if (care != null) {
      telling.next(service, care.next);
    }
    journal.force();
  }

  private void tend(String service) {
    DesiredState desired = state.desired().orElse(null);
    InstanceDesired instance =
        desired == null
            ? null
            : desired.instances().stream()
                .filter(one -> one.service().equals(service))
                .findFirst()
                .orElse(null);
    if (desired == null || instance == null) {
      forget(service, desired);
      return;
    }
    Care care = cares.computeIfAbsent(service, name -> new Care(random));
    boolean other = !instance.hash().equals(lastHash.put(service, instance.hash()));
    boolean asked = renewed.remove(service);
    if (asked) {
      care.pace.forget();
    }
    if (asked || other) {
      care.renew();
    }
    try {
      tend(instance, desired, care);
    } catch (RuntimeException e) {
      HostFailure.Kind kind =
          e instanceof HostFailure failure ? failure.kind() : HostFailure.Kind.FAILED;
      String message = e.getMessage() == null ? e.toString() : e.getMessage();
      if (!(e instanceof HostFailure)) {
        LOG.error("{}: unexpected", service, e);
      }
      if (!message.equals(care.lastFailure) && kind != HostFailure.Kind.LOCKED) {
        telling.event(service, Kind.FAILED, desired.generation(), message);
      }
      care.lastFailure = message;
      observe(instance, care, State.FAILED, Answer.unknown(kind.word(), message));
      Duration wait = care.failed(kind);
      care.notBefore = clock.instant().plus(wait);
      agenda.in(wait, service);
    }
  }

  private void tend(InstanceDesired instance, DesiredState desired, Care care) {
    Optional<String> refusal = untouched(instance) ? Optional.empty() : refusal(instance);
    if (refusal.isPresent()) {
      if (care.first(Care.Told.REFUSED, instance.hash())) {
        telling.event(instance.service(), Kind.REFUSED, desired.generation(), refusal.get());
      }
      observe(instance, care, State.FAILED, Answer.no("Refused", refusal.get()));
      return;
    }
    Optional<String> rivalry =
        instance.ensure() == Ensure.PRESENT ? Rivals.of(instance, desired) : Optional.empty();
    if (rivalry.isPresent()) {
      if (care.first(Care.Told.RIVAL, instance.hash())) {
        telling.event(instance.service(), Kind.FAILED, desired.generation(), rivalry.get());
      }
      observe(instance, care, State.FAILED, Answer.no("Conflict", rivalry.get()));
      return;
    }
    if (changesNothing(instance, desired.generation(), care)) {
      Duration wait = lookout.look(instance, desired.generation(), care);
      agenda.in(suspensions.shorten(wait, care), instance.service());
      return;
    }
    switch (instance.ensure()) {
      case PRESENT -> {
        if (state.gone(instance.service())) {
          records.forget(instance.service());
          state.forget(instance.service());
        }
        farewell.stay(instance, desired.generation());
        if (waits(instance, desired, care)) {
          agenda.in(WAITING, instance.service());
          return;
        }
        Duration wait = upkeep.tend(limited(instance), desired.generation(), care);
        agenda.in(wait, instance.service());
      }
      case ABSENT -> {
        if (care.notBefore.isAfter(clock.instant())) {
          agenda.in(Duration.between(clock.instant(), care.notBefore), instance.service());
        } else {
          List<InstanceDesired> staying = staying(desired);
          if (!state.gone(instance.service())) {
            staying.forEach(this::recordHeir);
          }
          farewell.bid(instance, staying, desired.generation(), care);
        }
      }
    }
  }

  /** Decides how the service is treated now, and tells when that is another way than before. */
  private boolean changesNothing(InstanceDesired instance, long generation, Care care) {
    boolean was = care.mode.mode() != InstanceDesired.Mode.ENFORCE;
    care.mode = suspensions.decide(instance, generation, care);
    boolean is = care.mode.mode() != InstanceDesired.Mode.ENFORCE;
    if (was && !is) {
      care.renew();
    }
    return is;
  }

  /** Whether a service shall go of which nothing was ever carried out here: nothing is undone. */
  private boolean untouched(InstanceDesired instance) {
    return instance.ensure() == Ensure.ABSENT
        && !state.begun(instance.service())
        && records.find(instance.service()) instanceof Records.Found.Missing;
  }

  /** The instance, with no more starts a day than this node's owner allows. */
  private InstanceDesired limited(InstanceDesired instance) {
    int most = limits.startsPerDay();
    if (most == 0 || Recovery.startsPerDay(instance) <= most) {
      return instance;
    }
    var asked = instance.conduct();
    return instance.toBuilder()
        .conduct(
            new InstanceDesired.Conduct(asked.mode(), asked.suspendedUntil(), asked.after(), most))
        .build();
  }

  private Optional<String> refusal(InstanceDesired instance) {
    return Shape.problem(instance)
        .or(() -> limits.refusal(instance, path -> host.files().leads(path)));
  }

  /** Whether a service that is to be carried out waits for others; says so, and what it ignores. */
  private boolean waits(InstanceDesired instance, DesiredState desired, Care care) {
    boolean carriedOut =
        state
            .progress(instance.service())
            .filter(progress -> progress.hash().equals(instance.hash()))
            .isPresent();
    Order order =
        carriedOut ? new Order(List.of(), List.of()) : Order.of(instance, desired, this::settled);
    if (!order.broken().isEmpty() && care.first(Care.Told.ORDER, instance.hash())) {
      telling.event(
          instance.service(),
          Kind.REFUSED,
          desired.generation(),
          "its order is not kept: " + String.join("; ", order.broken()));
    }
    if (order.waits().isEmpty()) {
      return false;
    }
    String message = "waits for " + String.join(", ", order.waits());
    observe(instance, care, State.PENDING, Answer.unknown("WaitsFor", message));
    return true;
  }

  private boolean settled(InstanceDesired other) {
    return telling.observed().stream()
        .anyMatch(
            one ->
                one.service().equals(other.service())
                    && one.hash().equals(other.hash())
                    && one.state() == State.SETTLED);
  }

  /** A service that stays knows what another one brought before that one goes. */
  private void recordHeir(InstanceDesired heir) {
    if (records.find(heir.service()) instanceof Records.Found.Missing
        && !state.begun(heir.service())
        && refusal(heir).isEmpty()) {
      var units = heir.units().stream().map(InstanceDesired.UnitDesired::name).toList();
      try {
        recorder.ensure(heir, false, host.units().look(units));
      } catch (HostFailure e) {
        LOG.warn("{}: {}", heir.service(), e.getMessage()); // it cannot be carried out here
      }
    }
  }

  private static List<InstanceDesired> staying(DesiredState desired) {
    return desired.instances().stream().filter(one -> one.ensure() == Ensure.PRESENT).toList();
  }

  /**
   * A service that is not listed is left alone; only when its removal was carried out do its record
   * and the rest go.
   */
  private void forget(String service, @org.jspecify.annotations.Nullable DesiredState desired) {
    cares.remove(service);
    lastHash.remove(service);
    telling.forget(service);
    if (desired != null && state.gone(service)) {
      records.forget(service);
      state.forget(service);
    }
  }

  private void observe(InstanceDesired instance, Care care, State now, Answer answer) {
    telling.observe(instance, care, "", now, Conditions.all(answer), Map.of(), List.of());
  }
}
