package io.kitward.server.rollout;

import io.kitward.policy.Member;
import io.kitward.protocol.DesiredState;
import io.kitward.protocol.InstanceDesired;
import io.kitward.protocol.OpAmp;
import io.kitward.server.channel.AgentConfig;
import io.kitward.server.channel.Channel;
import io.kitward.server.desired.AgentWanted;
import io.kitward.server.desired.Instance;
import io.kitward.server.desired.MemberTable;
import io.kitward.server.desired.Policies;
import io.kitward.server.desired.Policy;
import io.kitward.server.desired.Resolved;
import io.kitward.server.fleet.Node;
import io.kitward.server.reconcile.Key;
import io.kitward.server.reconcile.Outcome;
import io.kitward.server.rollout.NodeStateTable.NodeState;
import io.kitward.server.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings nodes a step closer to what policy wants: resolves, decides, commits, and only then tells
 * them. Called for one node by one worker at a time.
 */
public final class NodeReconciler {

  private static final Logger LOG = LoggerFactory.getLogger(NodeReconciler.class);

  /** What stands in a rendered text in the place of a secret's value. */
  private static final Pattern REFERENCE = Pattern.compile("\\$\\{(secret:[^}@\\s]+@[^}\\s]+)}");

  private final Store store;
  private final Policies policy;
  private final Channel channel;
  private final NodeSessions sessions;
  private final String replica;
  private final Slots slots;
  private final Brake brake;
  private final BrakeBases bases = new BrakeBases();
  private final Flapping flapping;
  private final NodeSecrets secrets;
  private final LentKeys lentKeys = new LentKeys();
  private final Consumer<Key> due;
  private final Runnable happened;
  private final Clock clock;
  private final long epoch;

  /**
   * Makes the reconciler.
   *
   * @param replica this server, among those on the same store
   * @param due where keys go that this one's step made due
   * @param happened called after a commit that may hold new events
   */
  public NodeReconciler(
      Store store,
      Policies policy,
      Channel channel,
      NodeSessions sessions,
      String replica,
      Slots slots,
      Brake brake,
      Flapping flapping,
      NodeSecrets secrets,
      Consumer<Key> due,
      Runnable happened,
      Clock clock) {
    this.store = store;
    this.policy = policy;
    this.channel = channel;
    this.sessions = sessions;
    this.replica = replica;
    this.slots = slots;
    this.brake = brake;
    this.flapping = flapping;
    this.secrets = secrets;
    this.due = due;
    this.happened = happened;
    this.clock = clock;
    this.epoch = store.epoch();
  }

  /** What a step left behind, to be acted on after its commit. */
  private record Step(
      String certname,
      DesiredState state,
      List<String> secrets,
      LentKeys.Lent lent,
      boolean sender,
      boolean waitsForSlot,
      boolean registrations,
      List<Instance> agents,
      Optional<Instant> due) {}

  /** Makes one step for a node; harmless when there is nothing to do. */
  public Outcome reconcile(UUID node) {
    return reconcile(List.of(node)).getOrDefault(node, Outcome.done());
  }

  /** Makes one step for each of several nodes in one transaction: all or none. */
  public Map<UUID, Outcome> reconcile(List<UUID> nodes) {
    Instant now = clock.instant();
    Policy current = policy.get();
    Map<UUID, Step> steps = store.write(handle -> steps(handle, nodes, now));
    steps.forEach((node, step) -> lentKeys.noted(node, step.lent()));
    happened.run();
    if (steps.values().stream().anyMatch(Step::registrations)) {
      current.consoles().keySet().forEach(name -> due.accept(new Key.BackendKey(name)));
    }
    Map<UUID, Outcome> outcomes = new HashMap<>();
    for (UUID node : nodes) {
      outcomes.put(node, after(node, Optional.ofNullable(steps.get(node))));
    }
    return outcomes;
  }

  /** What follows the commit of a node's step; none when the node is not there any more. */
  private Outcome after(UUID node, Optional<Step> step) {
    if (step.isEmpty()) {
      done(node);
      return Outcome.done();
    }
    tell(node, step.get());
    return step.get()
        .due()
        .map(at -> Outcome.again(positive(Duration.between(clock.instant(), at))))
        .orElse(Outcome.done());
  }

  private static Duration positive(Duration wait) {
    return wait.isNegative() ? Duration.ZERO : wait;
  }

  private Map<UUID, Step> steps(Handle handle, List<UUID> ids, Instant now) {
    Map<UUID, Step> steps = new HashMap<>();
    var writes = new NodeWrites(now);
    var removals = new Removals(handle, brake, bases, ids);
    List<NodeSeen> nodes = NodeSeen.lock(handle, ids, replica, epoch, flapping);
    // Read after the nodes' pins: a node that no plan holds back any more never sees documents
    // older than that plan's.
    Policy current = policy.inForce(handle);
    for (NodeSeen seen : nodes) {
      Policy follows = seen.pin().isPresent() ? policy.at(handle, seen.pin().getAsLong()) : current;
      String certname = seen.node().certname();
      List<String> consoles = follows.resolution().fileConsolesAt(certname);
      Map<String, List<Member>> members =
          consoles.isEmpty() ? Map.of() : MemberTable.of(handle, consoles);
      Step step = step(seen, current, follows, members, now, removals, writes);
      lentKeys.note(handle, seen.node(), step.lent(), now);
      steps.put(seen.node().id(), step);
    }
    removals.write();
    writes.writeTo(handle);
    return steps;
  }

  /**
   * One node's step.
   *
   * @param current the documents in force
   * @param follows the documents that the node follows: these, unless a plan left it behind
   * @param members of consoles that are configured by files on this node, by backend
   */
  private Step step(
      NodeSeen seen,
      Policy current,
      Policy follows,
      Map<String, List<Member>> members,
      Instant now,
      Removals removals,
      NodeWrites writes) {
    Node node = seen.node();
    NodeState before = seen.state();
    if (seen.retirement().gone()) {
      return new Step(
          node.certname(),
          new DesiredState(epoch, before.generation(), List.of()),
          List.of(),
          LentKeys.Lent.NONE,
          false,
          false,
          false,
          List.of(),
          Optional.empty());
    }
    boolean leaving = seen.retirement().leaving();
    Resolved resolved =
        leaving
            ? new Resolved(Map.of(), Map.of())
            : seen.treatments()
                .over(
                    follows.resolve(
                        node.certname(),
                        seen.sourced(),
                        seen.declared(),
                        members,
                        node.facts(),
                        now),
                    now);
    NodeDecision.World world = world(seen, removals, now);
    NodeDecision decision =
        NodeDecision.decide(
            node.id(),
            seen.instances(),
            resolved,
            leaving ? new TreeSet<>() : wantedBefore(seen, resolved, follows, now),
            seen.registrations(),
            world,
            UUID::randomUUID,
            now);
    NodeState after =
        new NodeState(
            node.revision(),
            current.revision(),
            seen.living(now),
            node.facts(),
            epoch,
            decision.released() ? before.generation() + 1 : before.generation(),
            resolved.changesAt());
    boolean registering = writes.add(seen, resolved, decision, after, follows);
    Optional<Instant> patience =
        leaving ? seen.retirement().at().map(at -> at.plus(Leaving.PATIENCE)) : Optional.empty();
    if (leaving
        && (decision.keep().isEmpty() || patience.map(end -> !now.isBefore(end)).orElse(true))) {
      writes.left(node, seen.retirement());
    }
    removals.release(node.id(), decision.removals());
    var released = new ArrayList<InstanceDesired>();
    var secretNames = new TreeSet<String>();
    var agents = new ArrayList<Instance>();
    for (Instance instance : decision.keep()) {
      if (instance.agent().isPresent()) {
        // What it carries out is kept only as wanted: it is sent when that is what was released.
        if (instance.released().equals(instance.wanted())) {
          agents.add(instance);
        }
        continue;
      }
      instance.released().ifPresent(released::add);
      secretNames.addAll(instance.reasons().secrets());
    }
    return new Step(
        node.certname(),
        new DesiredState(epoch, after.generation(), List.copyOf(released)),
        List.copyOf(secretNames),
        world.connected()
            ? LentKeys.of(
                members, current.resolution().fileConsolesAt(node.certname()), secretNames)
            : LentKeys.Lent.NONE,
        world.connected(),
        decision.waitsForSlot(),
        registering || decision.released(),
        List.copyOf(agents),
        Stream.of(decision.due(), resolved.changesAt(), patience)
            .flatMap(Optional::stream)
            .min(Instant::compareTo));
  }

  /**
   * What the same documents would want under the tags and facts of the last step: asked only when
   * something is lost, to tell whether tags took it.
   */
  private static SortedSet<String> wantedBefore(
      NodeSeen seen, Resolved resolved, Policy policy, Instant now) {
    boolean loses =
        seen.instances().stream()
            .anyMatch(
                instance ->
                    instance.wanted().isPresent()
                        && !resolved.instances().containsKey(instance.service()));
    if (!loses) {
      return new TreeSet<>();
    }
    NodeState before = seen.state();
    SortedSet<String> wanted =
        new TreeSet<>(
            policy
                .resolve(seen.node().certname(), before.sourced(), before.facts(), now)
                .instances()
                .keySet());
    // What Puppet's code assigned and assigns no more is lost as by a tag.
    seen.instances().stream()
        .filter(instance -> instance.reasons().assignedByPuppet())
        .forEach(instance -> wanted.add(instance.service()));
    return wanted;
  }

  private NodeDecision.World world(NodeSeen seen, Removals removals, Instant now) {
    UUID node = seen.node().id();
    return new NodeDecision.World() {
      @Override
      public boolean connected() {
        return channel.connected(node) && seen.session();
      }

      @Override
      public boolean agentConnected(String type) {
        return channel.agentConnected(node, type);
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
      public Optional<Instant> flappingUntil() {
        return flapping.until(seen.removals(), now);
      }

      @Override
      public boolean leaving() {
        return seen.retirement().leaving();
      }

      @Override
      public boolean brakeAllows(String service) {
        return removals.allowed(node, service);
      }
    };
  }

  /** Sends stock agents what was released to them; one that holds it already gets nothing. */
  private void tellAgents(UUID node, Step step) {
    for (Instance instance : step.agents()) {
      AgentWanted agent = instance.agent().orElseThrow();
      if (channel.agentConnected(node, agent.type())) {
        var parts = new ArrayList<AgentConfig.Part>();
        for (AgentWanted.Part part : agent.parts()) {
          filled(step.certname(), part.text())
              .ifPresent(
                  text -> parts.add(new AgentConfig.Part(part.name(), part.contentType(), text)));
        }
        if (parts.size() < agent.parts().size()) {
          LOG.warn(
              "{} gets no configuration: a secret's value can't be made harmless for it; give the secret another value",
              agent.type());
          continue;
        }
        String hash = instance.released().orElseThrow().hash();
        channel.offer(node, agent.type(), new AgentConfig(hash, parts));
      }
    }
  }

  /**
   * The text with secrets' values; empty when one can't be made harmless or is not for the node.
   */
  private Optional<String> filled(String certname, String text) {
    Matcher found = REFERENCE.matcher(text);
    var filled = new StringBuilder();
    while (found.find()) {
      Optional<String> value = secrets.value(certname, found.group(1), Set.of());
      if (value.isEmpty()) {
        return Optional.empty();
      }
      found.appendReplacement(filled, Matcher.quoteReplacement(value.get()));
    }
    return Optional.of(found.appendTail(filled).toString());
  }

  private void tell(UUID node, Step step) {
    tellAgents(node, step);
    DesiredState state = step.state();
    boolean nothingEver = state.generation() == 0;
    if (!step.sender() || (nothingEver && !step.waitsForSlot())) {
      done(node);
      return;
    }
    if (nothingEver) {
      return;
    }
    var values = new TreeMap<String, String>();
    Set<String> lent = step.lent().references();
    for (String reference : step.secrets()) {
      secrets
          .value(step.certname(), reference, lent)
          .ifPresent(value -> values.put(reference, value));
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
