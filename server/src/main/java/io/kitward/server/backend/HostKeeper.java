package io.kitward.server.backend;

import io.kitward.server.backend.driver.ConsoleException;
import io.kitward.server.backend.driver.Driver;
import io.kitward.server.backend.driver.HostChange;
import io.kitward.server.backend.driver.HostDifference;
import io.kitward.server.backend.driver.Records;
import io.kitward.server.backend.driver.SeenHost;
import io.kitward.server.desired.ConsoleHostTable;
import io.kitward.server.desired.ConsoleHostTable.Left;
import io.kitward.server.desired.ConsoleHostTable.Row;
import io.kitward.server.desired.WantedHost;
import io.kitward.server.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Keeps the hosts of one console as they shall be: looks, lets {@link HostDifference} decide, has
 * the driver carry it out, and asks for proof. For one thread at a time.
 *
 * <p>Most steps touch only the hosts of which something changed. Every {@link #WHOLE} the whole
 * console is looked at, which finds what people changed there.
 */
final class HostKeeper {

  /** How often the whole console is looked at. */
  static final Duration WHOLE = Duration.ofMinutes(5);

  /** So many hosts at most are changed in one step, so that what is done is kept soon. */
  static final int STEP = 300;

  /** How often all hosts' data is asked for; that of unproven ones is at each step. */
  private static final Duration ALL_DATA = Duration.ofSeconds(15);

  /** How often a console is asked to fetch the data of what is new there. */
  private static final Duration HURRY = Duration.ofSeconds(3);

  /** How soon the next step is while something new is unproven, and else. */
  private static final Duration SOON = Duration.ofSeconds(1);

  private static final Duration USUAL = Duration.ofSeconds(5);

  /** After this time whoever is unproven is not new any more. */
  private static final Duration NEW = Duration.ofMinutes(3);

  /** How long a host waits that the console refused, at first and at most. */
  private static final Duration FIRST_REST = Duration.ofSeconds(5);

  private static final Duration LONGEST_REST = Duration.ofMinutes(5);

  /** A host that could not be registered: tried again when something changed, or at this time. */
  private record Rest(Optional<WantedHost> wanted, String adopt, Instant until, Duration length) {}

  private final String backend;
  private final Driver driver;
  private final HostDifference difference;
  private final Store store;
  private final Consumer<List<Said>> told;
  private final MaintenanceKeeper maintenances;
  private final Map<UUID, Sighting.Target> targets = new HashMap<>();
  private final Map<UUID, String> obstacles = new HashMap<>();
  private final Map<UUID, Rest> rests = new HashMap<>();
  private final Set<UUID> again = new LinkedHashSet<>();
  private Instant wholeAt = Instant.MIN;
  private Instant dataAt = Instant.MIN;
  private Instant hurriedAt = Instant.MIN;

  /** Something that people should know of a node's host in a console. */
  record Said(UUID node, String message) {}

  /**
   * Makes the keeper.
   *
   * @param told is given what was found changed by hand
   */
  HostKeeper(
      String backend,
      Driver driver,
      HostDifference.Conduct conduct,
      Store store,
      Consumer<List<Said>> told) {
    this.backend = backend;
    this.driver = driver;
    this.difference = new HostDifference(driver, conduct);
    this.store = store;
    this.told = told;
    this.maintenances = new MaintenanceKeeper(backend, driver, store);
  }

  /**
   * One step.
   *
   * @param unproven the instances that are not proven yet, each since when it is registered
   */
  Observation step(Map<UUID, Instant> unproven, Instant now) throws InterruptedException {
    try {
      boolean more = keep(now);
      String remark = maintenances.keep(wholeAt.equals(now), now);
      prove(unproven, now);
      return new Observation(
          new Sighting.Seen(Map.copyOf(targets), Map.copyOf(obstacles)),
          Optional.of(next(more, unproven, now)),
          remark);
    } catch (ConsoleException e) {
      // What was on its way may have arrived or not: the whole console says.
      wholeAt = Instant.MIN;
      return new Observation(new Sighting.Unreachable(e.words()));
    }
  }

  private static Duration next(boolean more, Map<UUID, Instant> unproven, Instant now) {
    if (more) {
      return Duration.ZERO;
    }
    return unproven.values().stream().anyMatch(since -> isNew(since, now)) ? SOON : USUAL;
  }

  private static boolean isNew(Instant since, Instant now) {
    return since.plus(NEW).isAfter(now);
  }

  /** Changes what has to be changed; whether there is more to do at once. */
  private boolean keep(Instant now) throws ConsoleException, InterruptedException {
    List<Row> due = due(now);
    // A host that is to be taken over may have any name there.
    boolean whole =
        !wholeAt.plus(WHOLE).isAfter(now) || due.stream().anyMatch(row -> !row.adopt().isEmpty());
    if (due.isEmpty() && !whole) {
      return false;
    }
    List<Row> rows = whole ? store.read(handle -> ConsoleHostTable.of(handle, backend)) : due;
    List<SeenHost> seen = whole ? adopting(rows, driver.observe()) : driver.observe(hosts(rows));
    Records records = Records.of(seen);
    var step = new Step();
    for (Row row : rows) {
      var known = new HostDifference.Known(row.wanted(), row.applied(), row.adopt());
      step.add(row, difference.of(known, records.candidates(row.node(), known)));
    }
    step.carryOut(now);
    if (whole) {
      wholeAt = now;
    }
    return !again.isEmpty();
  }

  /**
   * Strangers that are to be taken over are needed whole, so that what people set on them stays.
   */
  private List<SeenHost> adopting(List<Row> rows, List<SeenHost> seen)
      throws ConsoleException, InterruptedException {
    Map<String, SeenHost> byId = new HashMap<>();
    seen.forEach(host -> byId.put(host.id(), host));
    var named = new ArrayList<WantedHost>();
    for (Row row : rows) {
      SeenHost stranger = byId.get(row.adopt());
      if (stranger != null && stranger.node().isEmpty()) {
        row.wanted().ifPresent(wanted -> named.add(wanted.named(stranger.name())));
      }
    }
    if (!named.isEmpty()) {
      driver.observe(named).forEach(host -> byId.put(host.id(), host));
    }
    return List.copyOf(byId.values());
  }

  private static Collection<WantedHost> hosts(List<Row> rows) {
    return rows.stream().flatMap(row -> row.wanted().or(row::applied).stream()).toList();
  }

  /** Records that differ from what was last set, and do not rest. */
  private List<Row> due(Instant now) {
    return store.read(
        handle -> {
          var nodes = new LinkedHashSet<>(again);
          nodes.addAll(ConsoleHostTable.due(handle, backend));
          return nodes.isEmpty()
              ? List.<Row>of()
              : ConsoleHostTable.of(handle, backend, nodes).stream()
                  .filter(row -> !rests(row, now))
                  .limit(STEP)
                  .toList();
        });
  }

  /** An adoption is a person's wish: it does not wait for its turn. */
  private boolean rests(Row row, Instant now) {
    Rest rest = rests.get(row.node());
    return rest != null
        && rest.wanted().equals(row.wanted())
        && rest.adopt().equals(row.adopt())
        && now.isBefore(rest.until());
  }

  /** The verdicts of one step, and what became of them. */
  private final class Step {
    private final Map<UUID, Row> rows = new HashMap<>();
    private final Map<UUID, HostDifference.Verdict> verdicts = new HashMap<>();
    private final List<HostChange> changes = new ArrayList<>();
    private final Set<UUID> later = new HashSet<>();

    void add(Row row, HostDifference.Verdict verdict) {
      if (!verdict.changes().isEmpty() && changes.size() >= STEP) {
        later.add(row.node());
        return;
      }
      rows.put(row.node(), row);
      verdicts.put(row.node(), verdict);
      changes.addAll(verdict.changes());
    }

    void carryOut(Instant now) throws ConsoleException, InterruptedException {
      Map<HostChange, String> refused =
          changes.isEmpty() ? Map.of() : driver.apply(List.copyOf(changes));
      Map<UUID, String> problems = new HashMap<>();
      refused.forEach((change, words) -> problems.putIfAbsent(change.node(), words));
      var left = new ArrayList<Left>();
      var said = new ArrayList<Said>();
      rows.forEach(
          (node, row) -> {
            HostDifference.Verdict verdict = verdicts.get(node);
            if (verdict == null) {
              return;
            }
            String obstacle =
                verdict.obstacle().isEmpty() ? problems.getOrDefault(node, "") : verdict.obstacle();
            Optional<WantedHost> applied = obstacle.isEmpty() ? row.wanted() : row.applied();
            rest(row, obstacle, now);
            note(row, obstacle);
            if (!applied.equals(row.applied())
                || !verdict.drift().equals(row.drift())
                || !obstacle.equals(row.obstacle())
                || (obstacle.isEmpty() && !row.adopt().isEmpty())) {
              left.add(new Left(node, applied, verdict.drift(), obstacle, row.adopt()));
            }
            if (!verdict.drift().isEmpty() && !verdict.drift().equals(row.drift())) {
              said.add(new Said(node, said(verdict)));
            }
          });
      again.clear();
      again.addAll(later);
      store.change(handle -> ConsoleHostTable.keep(handle, backend, left));
      if (!said.isEmpty()) {
        told.accept(said);
      }
    }

    private String said(HostDifference.Verdict verdict) {
      return "changed by hand in "
          + backend
          + ": "
          + String.join(", ", verdict.drift())
          + (verdict.changes().isEmpty() ? "; left as it is" : "; put back");
    }

    private void rest(Row row, String obstacle, Instant now) {
      if (obstacle.isEmpty()) {
        rests.remove(row.node());
        return;
      }
      Rest before = rests.get(row.node());
      Duration length = before == null ? FIRST_REST : before.length().multipliedBy(2);
      if (length.compareTo(LONGEST_REST) > 0) {
        length = LONGEST_REST;
      }
      rests.put(row.node(), new Rest(row.wanted(), row.adopt(), now.plus(length), length));
    }

    private void note(Row row, String obstacle) {
      Stream.concat(row.wanted().stream(), row.applied().stream())
          .flatMap(host -> host.instances().stream())
          .forEach(
              instance -> {
                if (obstacle.isEmpty()) {
                  obstacles.remove(instance);
                } else {
                  obstacles.put(instance, obstacle);
                }
              });
    }
  }

  /** Asks for the data of what is unproven, and now and then of all. */
  private void prove(Map<UUID, Instant> unproven, Instant now)
      throws ConsoleException, InterruptedException {
    boolean all = !dataAt.plus(ALL_DATA).isAfter(now);
    if (!all && unproven.isEmpty()) {
      return;
    }
    List<WantedHost> hosts =
        store
            .read(
                handle ->
                    all
                        ? ConsoleHostTable.of(handle, backend)
                        : ConsoleHostTable.having(handle, backend, unproven.keySet()))
            .stream()
            .flatMap(row -> row.applied().stream())
            .toList();
    List<WantedHost> fresh =
        hosts.stream()
            .filter(
                host ->
                    host.instances().stream()
                        .map(unproven::get)
                        .anyMatch(since -> since != null && isNew(since, now)))
            .toList();
    if (!fresh.isEmpty() && !hurriedAt.plus(HURRY).isAfter(now)) {
      driver.hurry(fresh);
      hurriedAt = now;
    }
    Map<UUID, Sighting.Target> proven = hosts.isEmpty() ? Map.of() : driver.prove(hosts);
    if (all) {
      targets.clear();
      dataAt = now;
    } else {
      hosts.forEach(host -> targets.keySet().removeAll(host.instances()));
    }
    targets.putAll(proven);
    // What the console doesn't know though it was set there is looked at again.
    if (all) {
      hosts.stream()
          .filter(host -> !proven.keySet().containsAll(host.instances()))
          .forEach(host -> again.add(host.node()));
    }
  }
}
