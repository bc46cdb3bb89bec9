package io.kitward.server.rollout;

import io.kitward.protocol.DesiredState;
import io.kitward.protocol.InstanceDesired;
import io.kitward.protocol.OpAmp;
import io.kitward.server.channel.Channel;
import io.kitward.server.desired.Instance;
import io.kitward.server.desired.InstanceTable;
import io.kitward.server.desired.Phase;
import io.kitward.server.desired.Policy;
import io.kitward.server.desired.Registrations;
import io.kitward.server.desired.Resolved;
import io.kitward.server.fleet.EventTable;
import io.kitward.server.fleet.Node;
import io.kitward.server.fleet.NodeTable;
import io.kitward.server.fleet.SetTag;
import io.kitward.server.fleet.TagTable;
import io.kitward.server.reconcile.Key;
import io.kitward.server.reconcile.Outcome;
import io.kitward.server.rollout.NodeStateTable.NodeState;
import io.kitward.server.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/**
 * Brings one node a step closer to what policy wants: resolves, decides, commits, and only then
 * tells the node. Called for one node by one worker at a time.
 */
public final class NodeReconciler {

  private final Store store;
  private final Supplier<Policy> policy;
  private final Channel channel;
  private final NodeSessions sessions;
  private final Slots slots;
  private final Brake brake;
  private final Function<String, String> secrets;
  private final Consumer<Key> due;
  private final Runnable happened;
  private final Clock clock;
  private final long epoch;

  /**
   * Makes the reconciler.
   *
   * @param secrets the value behind {@code secret:NAME@VERSION}
   * @param due where keys go that this one's step made due
   * @param happened called after a commit that may hold new events
   */
  public NodeReconciler(
      Store store,
      Supplier<Policy> policy,
      Channel channel,
      NodeSessions sessions,
      Slots slots,
      Brake brake,
      Function<String, String> secrets,
      Consumer<Key> due,
      Runnable happened,
      Clock clock) {
    this.store = store;
    this.policy = policy;
    this.channel = channel;
    this.sessions = sessions;
    this.slots = slots;
    this.brake = brake;
    this.secrets = secrets;
    this.due = due;
    this.happened = happened;
    this.clock = clock;
    this.epoch = store.epoch();
  }

  /** What a step left behind, to be acted on after its commit. */
  private record Step(
      DesiredState state,
      List<String> secrets,
      boolean waitsForSlot,
      boolean registrations,
      Optional<Instant> due) {}

  /** Makes one step for a node; harmless when there is nothing to do. */
  public Outcome reconcile(UUID node) {
    Instant now = clock.instant();
    Policy current = policy.get();
    Optional<Step> step = store.write(handle -> step(handle, node, current, now));
    if (step.isEmpty()) {
      done(node);
      return Outcome.done();
    }
    tell(node, step.get());
    happened.run();
    if (step.get().registrations()) {
      current.consoles().keySet().forEach(name -> due.accept(new Key.BackendKey(name)));
    }
    return step.get()
        .due()
        .map(at -> Outcome.again(positive(Duration.between(clock.instant(), at))))
        .orElse(Outcome.done());
  }

  private static Duration positive(Duration wait) {
    return wait.isNegative() ? Duration.ZERO : wait;
  }

  private Optional<Step> step(Handle handle, UUID id, Policy current, Instant now) {
    Optional<Node> found = NodeTable.lock(handle, id);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Node node = found.get();
    NodeState before = NodeStateTable.find(handle, id).orElse(NodeState.none(epoch));
    SortedMap<String, List<String>> tags = effective(TagTable.of(handle, id));
    Resolved resolved = current.resolve(node.certname(), tags, node.facts());
    var wantedBefore =
        new TreeSet<>(
            current.resolve(node.certname(), before.tags(), before.facts()).instances().keySet());
    List<Instance> instances = InstanceTable.of(handle, id);
    Map<String, Registrations> registrations = InstanceTable.registrations(handle, id);
    NodeDecision decision =
        NodeDecision.decide(
            id,
            instances,
            resolved,
            wantedBefore,
            registrations,
            world(handle, id),
            UUID::randomUUID,
            now);
    NodeState after =
        new NodeState(
            node.revision(),
            current.revision(),
            tags,
            node.facts(),
            epoch,
            decision.released() ? before.generation() + 1 : before.generation());
    write(handle, node, instances, decision, after, before, now);
    conflicts(handle, node, resolved, now);
    boolean registering = register(handle, decision, registrations, current, now);
    var released = new ArrayList<InstanceDesired>();
    var secretNames = new TreeSet<String>();
    for (Instance instance : decision.keep()) {
      instance.released().ifPresent(released::add);
      secretNames.addAll(instance.reasons().secrets());
    }
    return Optional.of(
        new Step(
            new DesiredState(epoch, after.generation(), List.copyOf(released)),
            List.copyOf(secretNames),
            decision.waitsForSlot(),
            registering || decision.released(),
            decision.due()));
  }

  /** Every source's tags; a tag that several sources attached is there once, with all of them. */
  private static SortedMap<String, List<String>> effective(List<SetTag> tags) {
    var effective = new TreeMap<String, List<String>>();
    for (SetTag tag : tags) {
      effective
          .computeIfAbsent(tag.tag().toString(), _ -> new ArrayList<>())
          .add(tag.source().text());
    }
    return effective;
  }

  private NodeDecision.World world(Handle handle, UUID node) {
    return new NodeDecision.World() {
      @Override
      public boolean connected() {
        return channel.connected(node);
      }

      @Override
      public boolean slot() {
        return slots.take(node);
      }

      @Override
      public int slots() {
        return slots.limit();
      }

      @Override
      public boolean brakeAllows(String service) {
        // Removals of one service are counted one after another, whichever nodes they are on.
        handle
            .createQuery("select pg_advisory_xact_lock(hashtextextended('brake/' || :service, 0))")
            .bind("service", service)
            .map((_, _) -> true)
            .one();
        return NodeStateTable.countedWithinHour(handle, node, service)
            || brake.allows(
                NodeStateTable.removedWithinHour(handle, service),
                InstanceTable.count(handle, service)
                    + NodeStateTable.removedWithinHour(handle, service));
      }
    };
  }

  private static void write(
      Handle handle,
      Node node,
      List<Instance> before,
      NodeDecision decision,
      NodeState after,
      NodeState stateBefore,
      Instant now) {
    Map<String, Instance> known = new TreeMap<>();
    before.forEach(instance -> known.put(instance.service(), instance));
    boolean held = decision.keep().stream().anyMatch(Instance::held);
    boolean heldBefore = before.stream().anyMatch(Instance::held);
    if (held || heldBefore) {
      ExceptionTable.lockBrake(handle);
    }
    for (Instance instance : decision.keep()) {
      Optional<Instance> old = Optional.ofNullable(known.get(instance.service()));
      if (old.isEmpty() || !old.get().equals(instance)) {
        InstanceTable.save(handle, instance);
        tell(handle, node, old, instance, after.generation(), now);
      }
    }
    for (Instance instance : decision.gone()) {
      InstanceTable.delete(handle, instance.id());
      EventTable.add(
          handle,
          now,
          node.id(),
          instance.service(),
          "gone",
          "no longer under management",
          after.generation());
    }
    for (String service : decision.removals()) {
      NodeStateTable.removed(handle, node.id(), service);
    }
    if (!held && heldBefore && !InstanceTable.anyHeld(handle)) {
      ExceptionTable.close(handle, ExceptionTable.BRAKE, "removals", "server", now);
    }
    if (held) {
      ExceptionTable.open(
          handle,
          ExceptionTable.BRAKE,
          "removals",
          Optional.empty(),
          "",
          "more removals within an hour than the brake allows; they wait until a person releases them",
          now);
    }
    for (Instance instance :
        Stream.concat(decision.keep().stream(), decision.gone().stream()).toList()) {
      instance
          .observed()
          .filter(observed -> !observed.leftovers().isEmpty() && instance.removing())
          .ifPresent(
              observed ->
                  ExceptionTable.open(
                      handle,
                      ExceptionTable.KEPT,
                      node.certname() + "/" + instance.service(),
                      Optional.of(node.id()),
                      instance.service(),
                      String.join("; ", observed.leftovers()),
                      now));
    }
    if (!after.equals(stateBefore)) {
      NodeStateTable.save(handle, node.id(), after);
    }
  }

  private static void tell(
      Handle handle,
      Node node,
      Optional<Instance> old,
      Instance instance,
      long generation,
      Instant now) {
    if (!old.map(Instance::released).equals(Optional.of(instance.released()))
        && instance.released().isPresent()) {
      String word = instance.removing() ? "removal released" : "released";
      EventTable.add(
          handle,
          now,
          node.id(),
          instance.service(),
          "released",
          word + " to the node: " + String.join(", ", instance.reasons().because()),
          generation);
    }
    Phase phase = instance.phase();
    if (old.isEmpty() || old.get().phase() != phase) {
      EventTable.add(
          handle,
          now,
          node.id(),
          instance.service(),
          "phase",
          phase.word() + (instance.waiting().isEmpty() ? "" : ": " + instance.waiting()),
          generation);
    }
  }

  private static void conflicts(Handle handle, Node node, Resolved resolved, Instant now) {
    resolved
        .conflicts()
        .forEach(
            (service, message) ->
                ExceptionTable.open(
                    handle,
                    ExceptionTable.CONFLICT,
                    node.certname() + "/" + service,
                    Optional.of(node.id()),
                    service,
                    message,
                    now));
    for (String service : ExceptionTable.openServices(handle, ExceptionTable.CONFLICT, node.id())) {
      if (!resolved.conflicts().containsKey(service)) {
        ExceptionTable.close(
            handle, ExceptionTable.CONFLICT, node.certname() + "/" + service, "server", now);
      }
    }
  }

  /**
   * Offers instances that run to the consoles that know their kind, and withdraws those that go;
   * whether anything changed.
   */
  private static boolean register(
      Handle handle,
      NodeDecision decision,
      Map<String, Registrations> registered,
      Policy policy,
      Instant now) {
    boolean changed = false;
    for (Instance instance : decision.keep()) {
      Map<String, Map<String, String>> known = new TreeMap<>();
      for (var row : registered.getOrDefault(instance.service(), Registrations.NONE).rows()) {
        known.put(row.backend(), row.fields());
      }
      // One that waits for its removal, or is held, still runs: its console keeps it until then.
      boolean offered = !instance.removing() && (instance.settled() || !known.isEmpty());
      for (Policy.Console console : policy.consoles().values()) {
        Map<String, String> fields = instance.reasons().registration().get(console.kind());
        if (offered && fields != null) {
          if (!fields.equals(known.remove(console.name()))) {
            InstanceTable.register(handle, instance.id(), console.name(), fields, now);
            changed = true;
          }
        }
      }
      for (String backend : known.keySet()) {
        InstanceTable.unregister(handle, instance.id(), backend);
        changed = true;
      }
    }
    return changed;
  }

  private void tell(UUID node, Step step) {
    DesiredState state = step.state();
    boolean nothingEver = state.generation() == 0;
    if (!channel.connected(node) || (nothingEver && !step.waitsForSlot())) {
      done(node);
      return;
    }
    if (nothingEver) {
      return;
    }
    var values = new TreeMap<String, String>();
    for (String reference : step.secrets()) {
      values.put(reference, secrets.apply(reference));
    }
    channel.offer(node, state, values);
    String hash = HexFormat.of().formatHex(OpAmp.hash(state).toByteArray());
    if (!step.waitsForSlot() && sessions.isSettled(node, hash)) {
      done(node);
    }
  }

  private void done(UUID node) {
    slots.done(node).ifPresent(next -> due.accept(new Key.NodeKey(next)));
  }
}
