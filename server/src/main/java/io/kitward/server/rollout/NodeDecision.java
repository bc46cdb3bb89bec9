package io.kitward.server.rollout;

import io.kitward.protocol.InstanceDesired;
import io.kitward.protocol.Json;
import io.kitward.server.desired.AgentWanted;
import io.kitward.server.desired.Instance;
import io.kitward.server.desired.Phase;
import io.kitward.server.desired.Phases;
import io.kitward.server.desired.Registrations;
import io.kitward.server.desired.Resolved;
import io.kitward.server.desired.WantedInstance;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * What shall become of one node's instances: a pure function of what policy says, what was released
 * and what the node reported.
 *
 * @param keep instances as they shall be stored, by service
 * @param gone instances whose rows go
 * @param released whether what is released differs from before: then the generation rises
 * @param waitsForSlot whether something waits for its turn among the nodes that act
 * @param removals services whose removal, caused by tags or facts, is released by this decision;
 *     the brake counts them
 * @param due when to look again, if something comes due by itself
 */
public record NodeDecision(
    List<Instance> keep,
    List<Instance> gone,
    boolean released,
    boolean waitsForSlot,
    List<String> removals,
    Optional<Instant> due) {

  /** What the decision needs to know of the world outside the node. */
  public interface World {

    /** Whether the node has a session now. */
    boolean connected();

    /** Whether a stock agent of this type has a session on the node now. */
    default boolean agentConnected(String type) {
      return false;
    }

    /** Takes a slot among the nodes that act, or keeps the one that the node has. */
    boolean slot();

    /** How many nodes may act at a time, for the sentence that says why one waits. */
    int slots();

    /** Until when the node's tags count as flapping, so that removals wait. */
    Optional<Instant> flappingUntil();

    /** Whether the brake lets one more instance of the service go. */
    boolean brakeAllows(String service);

    /** Whether services go at once, without their grace: the node itself is leaving. */
    default boolean leaving() {
      return false;
    }
  }

  /**
   * Decides.
   *
   * @param before the node's instances as stored
   * @param resolved what policy says now
   * @param wantedBefore the services that the same documents would want under the tags and facts of
   *     the last resolution: one that is lost but in here is lost by its tags
   */
  public static NodeDecision decide(
      UUID node,
      List<Instance> before,
      Resolved resolved,
      SortedSet<String> wantedBefore,
      Map<String, Registrations> registrations,
      World world,
      Supplier<UUID> ids,
      Instant now) {
    return new Deciding(node, resolved, wantedBefore, registrations, world, ids, now)
        .decide(before);
  }

  /** The state of one decision while it is made. */
  private static final class Deciding {
    private final UUID node;
    private final Resolved resolved;
    private final SortedSet<String> wantedBefore;
    private final Map<String, Registrations> registrations;
    private final World world;
    private final Supplier<UUID> ids;
    private final Instant now;
    private final List<Instance> keep = new ArrayList<>();
    private final List<Instance> gone = new ArrayList<>();
    private final List<String> removals = new ArrayList<>();

    /** Type of a stock agent to the service that configures it here. */
    private final Map<String, String> agents = new TreeMap<>();

    private boolean released;
    private boolean waitsForSlot;
    private Optional<Instant> due = Optional.empty();

    Deciding(
        UUID node,
        Resolved resolved,
        SortedSet<String> wantedBefore,
        Map<String, Registrations> registrations,
        World world,
        Supplier<UUID> ids,
        Instant now) {
      this.node = node;
      this.resolved = resolved;
      this.wantedBefore = wantedBefore;
      this.registrations = registrations;
      this.world = world;
      this.ids = ids;
      this.now = now;
    }

    NodeDecision decide(List<Instance> before) {
      var known = new TreeMap<String, Instance>();
      before.forEach(instance -> known.put(instance.service(), instance));
      var services = new TreeSet<>(known.keySet());
      services.addAll(resolved.instances().keySet());
      for (String service : services) {
        Optional<Instance> row = Optional.ofNullable(known.get(service));
        Optional<WantedInstance> wanted = Optional.ofNullable(resolved.instances().get(service));
        if (resolved.inConflict(service)) {
          String why =
              resolved.conflicts().getOrDefault(service, resolved.conflicts().getOrDefault("", ""));
          row.ifPresent(instance -> keep(instance.waitingFor(why, instance.held())));
        } else if (wanted.isPresent()) {
          keep(
              release(
                  row.map(instance -> instance.wanting(wanted.get(), now))
                      .orElseGet(
                          () -> Instance.fresh(ids.get(), node, wanted.get(), service, now))));
        } else {
          row.ifPresent(this::leave);
        }
      }
      return new NodeDecision(keep, gone, released, waitsForSlot, removals, due);
    }

    private void keep(Instance instance) {
      Phase phase =
          Phases.of(instance, registrations.getOrDefault(instance.service(), Registrations.NONE));
      if (resolved.inConflict(instance.service())) {
        phase = Phase.BLOCKED;
      }
      keep.add(instance.in(phase, now));
    }

    private Instance release(Instance instance) {
      InstanceDesired wanted = instance.wanted().orElseThrow();
      if (instance.released().isPresent() && instance.released().get().equals(wanted)) {
        instance.agent().ifPresent(agent -> agents.put(agent.type(), instance.service()));
        return instance.waitingFor("", false);
      }
      Optional<String> hindrance =
          instance.agent().map(agent -> hindrance(instance, agent)).orElseGet(this::hindrance);
      if (hindrance.isPresent()) {
        return instance.waitingFor(hindrance.get(), false);
      }
      // The connector's state is the same when only a stock agent is concerned.
      released |= instance.agent().isEmpty();
      return instance.releasing(wanted, now);
    }

    /** Why a stock agent does not get its configuration now. */
    private Optional<String> hindrance(Instance instance, AgentWanted agent) {
      String first = agents.putIfAbsent(agent.type(), instance.service());
      if (first != null && !first.equals(instance.service())) {
        return Optional.of(
            "the service " + first + " configures the agents " + agent.type() + " already");
      }
      return world.agentConnected(agent.type())
          ? Optional.empty()
          : Optional.of("no agent " + agent.type() + " that takes configurations is connected");
    }

    private void leave(Instance row) {
      Instance instance = row.wanted().isEmpty() ? row : row.lost(cause(row.service()), now);
      // A stock agent keeps what it was last sent: nothing would say "remove it" safely.
      if (instance.released().isEmpty() || instance.agent().isPresent()) {
        gone.add(instance);
        return;
      }
      if (instance.removed()) {
        released = true;
        gone.add(instance);
        return;
      }
      if (instance.removing()) {
        keep(instance.waitingFor("", false));
        return;
      }
      keep(remove(instance));
    }

    private Instance.Loss cause(String service) {
      return wantedBefore.contains(service) ? Instance.Loss.TAGS : Instance.Loss.DOCUMENTS;
    }

    private Instance remove(Instance instance) {
      Instant graceEnds =
          instance.wantedAt().plus(Duration.ofSeconds(instance.reasons().graceSeconds()));
      if (now.isBefore(graceEnds) && !world.leaving()) {
        if (due.isEmpty() || graceEnds.isBefore(due.get())) {
          due = Optional.of(graceEnds);
        }
        return instance.waitingFor(
            "nothing asks for it any more; it stays until " + graceEnds, false);
      }
      // What is held stays held when the hour is over: only a person, or the tags, end it.
      boolean braked = instance.lostBy() == Instance.Loss.TAGS && !instance.approved();
      Optional<Instant> flapping = braked ? world.flappingUntil() : Optional.empty();
      if (flapping.isPresent()) {
        if (due.isEmpty() || flapping.get().isBefore(due.get())) {
          due = flapping;
        }
        return instance.waitingFor(
            "its node's tags go back and forth; it stays until " + flapping.get(), false);
      }
      if (braked && (instance.held() || !world.brakeAllows(instance.service()))) {
        return instance.waitingFor("the brake holds its removal until a person releases it", true);
      }
      Optional<String> hindrance = hindrance();
      if (hindrance.isPresent()) {
        return instance.waitingFor(hindrance.get(), false);
      }
      if (braked) {
        removals.add(instance.service());
      }
      released = true;
      return instance.releasing(absent(instance.released().orElseThrow(), now), now);
    }

    private Optional<String> hindrance() {
      if (!world.connected()) {
        return Optional.of("the node is not connected");
      }
      if (!world.slot()) {
        waitsForSlot = true;
        return Optional.of("waiting for its turn: " + world.slots() + " nodes may act at a time");
      }
      return Optional.empty();
    }
  }

  /** The same service, to be taken away; each removal has a hash of its own. */
  static InstanceDesired absent(InstanceDesired present, Instant now) {
    return present.toBuilder()
        .hash(Json.sha256("absent:" + present.hash() + ":" + now))
        .ensure(InstanceDesired.Ensure.ABSENT)
        .checks(List.of())
        .probes(List.of())
        .build();
  }
}
