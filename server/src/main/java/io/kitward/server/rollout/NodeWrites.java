package io.kitward.server.rollout;

import io.kitward.server.desired.Causes;
import io.kitward.server.desired.ConsoleHostTable;
import io.kitward.server.desired.Instance;
import io.kitward.server.desired.InstanceTable;
import io.kitward.server.desired.Phase;
import io.kitward.server.desired.Phases;
import io.kitward.server.desired.Policy;
import io.kitward.server.desired.Registrations;
import io.kitward.server.desired.Resolved;
import io.kitward.server.desired.TreatmentTable;
import io.kitward.server.fleet.EventTable;
import io.kitward.server.fleet.Node;
import io.kitward.server.fleet.Retirement;
import io.kitward.server.fleet.SetTag;
import io.kitward.server.fleet.TagTable;
import io.kitward.server.history.HistoryWrites;
import io.kitward.server.rollout.NodeStateTable.NodeState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * What the steps of one transaction shall leave in the store: collected node by node, written in as
 * few statements for many nodes as for one.
 */
final class NodeWrites {

  private final Instant now;
  private final List<Instance> saved = new ArrayList<>();
  private final List<UUID> deleted = new ArrayList<>();
  private final List<Map.Entry<UUID, String>> gone = new ArrayList<>();
  private final List<EventTable.Seen> events = new ArrayList<>();
  private final Map<UUID, NodeState> states = new HashMap<>();
  private final List<HistoryWrites.InstanceNow> changed = new ArrayList<>();
  private final Map<UUID, HistoryWrites.NodeNow> nodes = new HashMap<>();
  private final List<Write> further = new ArrayList<>();
  private boolean held;
  private boolean heldBefore;

  /** A rare statement. */
  private interface Write {
    void to(Handle handle);
  }

  NodeWrites(Instant now) {
    this.now = now;
  }

  /** The decision for a node; returns whether its consoles have something new to look at. */
  boolean add(
      NodeSeen seen, Resolved resolved, NodeDecision decision, NodeState after, Policy policy) {
    Node node = seen.node();
    Map<String, Instance> known = new TreeMap<>();
    seen.instances().forEach(instance -> known.put(instance.service(), instance));
    held |= decision.keep().stream().anyMatch(Instance::held);
    heldBefore |= seen.instances().stream().anyMatch(Instance::held);
    for (Instance instance : decision.keep()) {
      Optional<Instance> old = Optional.ofNullable(known.get(instance.service()));
      if (old.isEmpty() || !old.get().equals(instance)) {
        saved.add(instance);
        tell(node, old, instance, after.generation());
        history(seen, old, instance);
      }
    }
    for (Instance instance : decision.gone()) {
      deleted.add(instance.id());
      gone.add(Map.entry(node.id(), instance.service()));
      tell(node, instance, "gone", "no longer under management", after.generation());
    }
    leftovers(node, decision);
    StandingGaps.of(seen, decision).forEach(gap -> further.add(gap.write(node, now)::accept));
    for (Instance instance : decision.gone()) {
      if (seen.treatments().adopted(instance.service())) {
        further.add(handle -> TreatmentTable.forget(handle, node.id(), instance.service()));
      }
    }
    if (!after.equals(seen.state())) {
      states.put(node.id(), after);
    }
    if (!seen.retirement().leaving() && mayDiffer(seen.state(), after)) {
      nodes.put(node.id(), new HistoryWrites.NodeNow(resolved.tags(), node.facts()));
    }
    conflicts(seen, resolved);
    if (seen.ended(now)) {
      further.add(handle -> expire(handle, node));
    }
    return register(seen, decision, policy);
  }

  /** The node's services are gone, or it had its time: it has left. */
  void left(Node node, Retirement leaving) {
    further.add(handle -> ConsoleHostTable.left(handle, node.id()));
    further.add(handle -> Leaving.end(handle, node.id(), leaving, now));
  }

  /** Writes what was collected since the last time. */
  void writeTo(Handle handle) {
    if (held || heldBefore) {
      ExceptionTable.lockBrake(handle);
    }
    InstanceTable.save(handle, saved);
    InstanceTable.delete(handle, deleted);
    NodeStateTable.save(handle, states);
    HistoryWrites.changed(handle, changed, now);
    HistoryWrites.gone(handle, gone, now);
    HistoryWrites.seen(handle, nodes, now);
    if (held) {
      ExceptionTable.open(
          handle,
          ExceptionTable.BRAKE,
          "removals",
          Optional.empty(),
          "",
          "more removals within an hour than the brake allows; they wait until a person releases them",
          now);
    } else if (heldBefore && !InstanceTable.anyHeld(handle)) {
      ExceptionTable.close(handle, ExceptionTable.BRAKE, "removals", "server", now);
    }
    further.forEach(write -> write.to(handle));
    EventTable.add(handle, events);
    saved.clear();
    deleted.clear();
    states.clear();
    changed.clear();
    gone.clear();
    nodes.clear();
    further.clear();
    events.clear();
  }

  /** Whether the node may have other tags that count, or other facts, than after its last step. */
  private static boolean mayDiffer(NodeState before, NodeState after) {
    return before.nodeRevision() == 0
        || before.documentRevision() != after.documentRevision()
        || !before.tags().equals(after.tags())
        || !before.facts().equals(after.facts());
  }

  private void history(NodeSeen seen, Optional<Instance> old, Instance instance) {
    if (old.isPresent()
        && old.get().phase() == instance.phase()
        && old.get().wanted().isPresent() == instance.wanted().isPresent()) {
      return;
    }
    Registrations registrations =
        seen.registrations().getOrDefault(instance.service(), Registrations.NONE);
    changed.add(
        new HistoryWrites.InstanceNow(
            seen.node().id(),
            instance.service(),
            instance.wanted().isPresent(),
            instance.phase().word(),
            Causes.of(instance, registrations),
            instance.wantedAt(),
            Causes.proven(instance, registrations)));
  }

  private void expire(Handle handle, Node node) {
    var gone = new ArrayList<EventTable.Seen>();
    for (SetTag tag : TagTable.expire(handle, node.id(), now)) {
      String message = tag.source().text() + " (its time is over): -" + tag.tag();
      gone.add(new EventTable.Seen(now, node.id(), "", "tags", message, 0));
    }
    EventTable.add(handle, gone);
  }

  private void leftovers(Node node, NodeDecision decision) {
    Stream.concat(decision.keep().stream(), decision.gone().stream())
        .filter(Instance::removing)
        .forEach(
            instance ->
                instance
                    .observed()
                    .filter(observed -> !observed.leftovers().isEmpty())
                    .ifPresent(
                        observed ->
                            open(
                                ExceptionTable.KEPT,
                                node,
                                instance.service(),
                                String.join("; ", observed.leftovers()))));
  }

  private void open(String kind, Node node, String service, String message) {
    further.add(
        handle ->
            ExceptionTable.open(
                handle,
                kind,
                node.certname() + "/" + service,
                Optional.of(node.id()),
                service,
                message,
                now));
  }

  private void conflicts(NodeSeen seen, Resolved resolved) {
    Node node = seen.node();
    resolved
        .conflicts()
        .forEach((service, message) -> open(ExceptionTable.CONFLICT, node, service, message));
    for (String service : seen.conflicts()) {
      if (!resolved.conflicts().containsKey(service)) {
        further.add(
            handle ->
                ExceptionTable.close(
                    handle,
                    ExceptionTable.CONFLICT,
                    node.certname() + "/" + service,
                    "server",
                    now));
      }
    }
  }

  /**
   * Offers instances that run to the consoles that know their kind, and withdraws those that go;
   * whether anything changed.
   */
  private boolean register(NodeSeen seen, NodeDecision decision, Policy policy) {
    boolean changed = false;
    var hosts = new HostWishes(seen, policy);
    for (Instance instance : decision.keep()) {
      Map<String, Map<String, String>> known = new TreeMap<>();
      for (var row :
          seen.registrations().getOrDefault(instance.service(), Registrations.NONE).rows()) {
        known.put(row.backend(), row.fields());
      }
      // One that waits for its removal, or is held, still runs: its console keeps it until then.
      boolean offered = !instance.removing() && (instance.settled() || !known.isEmpty());
      for (Policy.Console console : policy.consoles().values()) {
        Map<String, String> fields = told(instance, console, known);
        if (offered && fields != null) {
          hosts.add(console, instance, fields);
        }
        if (offered && fields != null && !fields.equals(known.remove(console.name()))) {
          further.add(
              handle -> InstanceTable.register(handle, instance.id(), console.name(), fields, now));
          changed = true;
        }
      }
      for (String backend : known.keySet()) {
        further.add(handle -> InstanceTable.unregister(handle, instance.id(), backend));
        changed = true;
      }
    }
    hosts.write(now).ifPresent(write -> further.add(write::accept));
    return changed;
  }

  /**
   * What a console is told of an instance; null: nothing. It is told when the node is: a new key
   * that waits for a slot stays that of before on both sides.
   */
  private static @Nullable Map<String, String> told(
      Instance instance, Policy.Console console, Map<String, Map<String, String>> known) {
    Map<String, String> fields = instance.reasons().registration().get(console.kind());
    return fields == null || instance.wanted().equals(instance.released())
        ? fields
        : known.getOrDefault(console.name(), fields);
  }

  private void tell(Node node, Optional<Instance> old, Instance instance, long generation) {
    if (!old.map(Instance::released).equals(Optional.of(instance.released()))
        && instance.released().isPresent()) {
      String words =
          instance.removing()
              ? "removal released to the node: nothing asks for it any more"
              : "released to the node: " + String.join(", ", instance.reasons().because());
      tell(node, instance, "released", words, generation);
    }
    Phase phase = instance.phase();
    if (old.isEmpty() || old.get().phase() != phase) {
      String waiting = instance.waiting().isEmpty() ? "" : ": " + instance.waiting();
      String word = Phases.justRepaired(instance, now) ? "repaired" : phase.word();
      tell(node, instance, "phase", word + waiting, generation);
    }
  }

  private void tell(Node node, Instance instance, String kind, String message, long generation) {
    events.add(new EventTable.Seen(now, node.id(), instance.service(), kind, message, generation));
  }
}
