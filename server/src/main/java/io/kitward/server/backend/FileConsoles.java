package io.kitward.server.backend;

import io.kitward.policy.BackendDocument;
import io.kitward.protocol.Condition;
import io.kitward.protocol.Operation;
import io.kitward.server.desired.InstanceTable;
import io.kitward.server.desired.MemberTable;
import io.kitward.server.desired.Policy;
import io.kitward.server.fleet.NodeTable;
import io.kitward.server.reconcile.Key;
import io.kitward.server.rollout.AskedOperation;
import io.kitward.server.rollout.Operations;
import io.kitward.server.store.Store;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Consoles that are configured by files. Their connector writes the files over all members, as any
 * other service's; here is seen to it that it does so when members change, and asked what its
 * probes say of them. Thread-safe; one console is looked at by one thread at a time.
 */
public final class FileConsoles {

  /** Many members that change together are one change of the files. */
  private static final Duration TOGETHER = Duration.ofSeconds(2);

  /** How often the probes are asked while something new is unproven, and else. */
  private static final Duration SOON = Duration.ofSeconds(3);

  private static final Duration USUAL = Duration.ofSeconds(15);
  private static final Duration WHILE_ASKING = Duration.ofMillis(300);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration NEW = Duration.ofMinutes(10);

  /** What is False of the console's own service while its files are not as they shall be. */
  private static final Set<Condition.Type> UNTAKEN =
      EnumSet.of(Condition.Type.INSTALLED, Condition.Type.CONFIGURED);

  private final Store store;
  private final Operations operations;
  private final String replica;
  private final Consumer<Key> due;
  private final Map<String, Console> consoles = new ConcurrentHashMap<>();

  /**
   * Makes them.
   *
   * @param replica this server, among those on the same store
   * @param due where the consoles' own nodes go when their members changed
   */
  public FileConsoles(Store store, Operations operations, String replica, Consumer<Key> due) {
    this.store = store;
    this.operations = operations;
    this.replica = replica;
    this.due = due;
  }

  /** What is known of one console between two looks. */
  private static final class Console {
    private Optional<List<MemberTable.Row>> told = Optional.empty();
    private Instant toldAt = Instant.MIN;
    private Instant askedAt = Instant.MIN;
    private Optional<String> asked = Optional.empty();
    private Sighting last = new Sighting.Unreachable("it was not asked yet");
  }

  /**
   * Looks at a console; empty while another server speaks for it, which has the session with its
   * connector.
   *
   * @param unproven the instances that are not proven yet, each since when it is registered
   */
  Optional<Observation> look(Policy.Console backend, Map<UUID, Instant> unproven, Instant now) {
    Console console = consoles.computeIfAbsent(backend.name(), _ -> new Console());
    BackendDocument.Configure configure = backend.configure().orElseThrow();
    List<MemberTable.Row> members = store.read(handle -> MemberTable.of(handle, backend.name()));
    Optional<UUID> node =
        store.read(handle -> NodeTable.find(handle, configure.node()).map(it -> it.id()));
    if (node.isEmpty()) {
      console.last =
          new Sighting.Unreachable(
              "its own node " + configure.node() + " is not known to Kitward yet");
      return Optional.of(new Observation(console.last));
    }
    if (console.asked.isEmpty() && !speaks(backend.name(), node.get())) {
      forget(backend.name());
      return Optional.empty();
    }
    boolean changed = !console.told.equals(Optional.of(members));
    if (changed && !console.toldAt.plus(TOGETHER).isAfter(now)) {
      console.told = Optional.of(members);
      console.toldAt = now;
      due.accept(new Key.NodeKey(node.get()));
    }
    ask(console, configure, node.get(), members, unproven, now);
    return Optional.of(
        new Observation(
            console.last, Optional.of(console.asked.isPresent() ? WHILE_ASKING : SOON), ""));
  }

  /** Without a session anywhere every server says so. */
  private boolean speaks(String backend, UUID node) {
    boolean reached = operations.reaches(node);
    return store.write(
        handle ->
            reached
                ? ConsoleLease.hold(handle, backend, replica)
                : ConsoleLease.leave(handle, backend, replica));
  }

  private void ask(
      Console console,
      BackendDocument.Configure configure,
      UUID node,
      List<MemberTable.Row> members,
      Map<UUID, Instant> unproven,
      Instant now) {
    if (console.asked.isPresent()) {
      answered(console, configure, node, members);
      return;
    }
    boolean fresh = unproven.values().stream().anyMatch(since -> since.plus(NEW).isAfter(now));
    if (console.askedAt.plus(fresh ? SOON : USUAL).isAfter(now)) {
      return;
    }
    console.askedAt = now;
    String service = configure.services().getFirst().name();
    var operation =
        new Operation(
            UUID.randomUUID().toString(),
            Operation.Kind.MEMBERS,
            service,
            now.plus(PATIENCE),
            null,
            "",
            "the console's proof",
            0,
            List.of());
    if (operations.ask(node, operation).isPresent()) {
      console.asked = Optional.of(operation.id());
    } else {
      console.last =
          new Sighting.Unreachable(
              "the connector of " + configure.node() + " is not connected, or asked too much");
    }
  }

  private void answered(
      Console console,
      BackendDocument.Configure configure,
      UUID node,
      List<MemberTable.Row> members) {
    String id = console.asked.orElseThrow();
    Optional<AskedOperation> operation = operations.find(id);
    if (operation.map(it -> !it.state().over()).orElse(false)) {
      return;
    }
    console.asked = Optional.empty();
    Optional<byte[]> result = operations.result(id);
    console.last =
        result
            .map(bytes -> seen(new String(bytes, StandardCharsets.UTF_8), members))
            .map(seen -> explained(seen, configure, node, members))
            .orElseGet(
                () ->
                    new Sighting.Unreachable(
                        operation
                            .map(AskedOperation::message)
                            .filter(words -> !words.isEmpty())
                            .orElse("its connector did not answer")));
    operations.forget(id);
  }

  /** What is not seen has the reason for which the console's own node could not take its files. */
  private Sighting explained(
      Sighting.Seen seen,
      BackendDocument.Configure configure,
      UUID node,
      List<MemberTable.Row> members) {
    List<UUID> unseen =
        members.stream()
            .map(MemberTable.Row::instance)
            .filter(instance -> !seen.targets().containsKey(instance))
            .toList();
    if (unseen.isEmpty()) {
      return seen;
    }
    String service = configure.services().getFirst().name();
    return store.read(handle -> InstanceTable.of(handle, node)).stream()
        .filter(instance -> instance.service().equals(service))
        .flatMap(instance -> instance.observed().stream())
        .flatMap(observed -> observed.conditions().stream())
        .filter(
            condition ->
                UNTAKEN.contains(condition.type()) && condition.status() == Condition.Status.FALSE)
        .findFirst()
        .<Sighting>map(
            condition -> {
              var words = configure.node() + "/" + service + ": " + condition.message();
              return new Sighting.Seen(
                  seen.targets(),
                  unseen.stream().collect(Collectors.toMap(instance -> instance, _ -> words)));
            })
        .orElse(seen);
  }

  private static Sighting.Seen seen(String output, List<MemberTable.Row> members) {
    Map<MemberWords.Name, Sighting.Target> words = MemberWords.of(output);
    var targets = new HashMap<UUID, Sighting.Target>();
    for (MemberTable.Row row : members) {
      Sighting.Target target = words.get(new MemberWords.Name(row.certname(), row.service()));
      if (target != null) {
        targets.put(row.instance(), target);
      }
    }
    return new Sighting.Seen(targets);
  }

  /** Ends all that is known of a console that is not there any more. */
  void forget(String backend) {
    consoles.remove(backend);
  }
}
