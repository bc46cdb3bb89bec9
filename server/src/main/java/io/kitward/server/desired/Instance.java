package io.kitward.server.desired;

import io.kitward.protocol.InstanceDesired;
import io.kitward.protocol.InstanceObserved;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * One service on one node, with the three states that are kept apart.
 *
 * @param id stable for as long as the instance is there; consoles know it by this
 * @param wanted what policy says; empty: nothing asks for it any more
 * @param wantedAt when {@code wanted} became what it is
 * @param lostBy what took it away, while {@code wanted} is empty
 * @param released what was given to the node; empty: nothing yet
 * @param waiting why {@code wanted} is not released yet, as a sentence; empty when it is
 * @param held the brake holds its removal
 * @param approved a person released its removal from the brake
 * @param observed what the connector last said
 * @param phase where it stands, as far as the store knows
 */
public record Instance(
    UUID id,
    UUID node,
    String service,
    Optional<InstanceDesired> wanted,
    Instant wantedAt,
    Loss lostBy,
    Reasons reasons,
    Optional<InstanceDesired> released,
    Optional<Instant> releasedAt,
    String waiting,
    boolean held,
    boolean approved,
    Optional<InstanceObserved> observed,
    Optional<Instant> repairedAt,
    Phase phase,
    Instant phaseSince) {

  /** What took an instance away. Only what tags and facts take away is held by the brake. */
  public enum Loss {
    NONE,
    TAGS,
    DOCUMENTS
  }

  /** A new instance that policy wants and nobody has been told of. */
  public static Instance fresh(
      UUID id, UUID node, WantedInstance wanted, String service, Instant now) {
    return new Instance(
        id,
        node,
        service,
        Optional.of(wanted.desired()),
        now,
        Loss.NONE,
        wanted.reasons(),
        Optional.empty(),
        Optional.empty(),
        "",
        false,
        false,
        Optional.empty(),
        Optional.empty(),
        Phase.PENDING,
        now);
  }

  /** What a stock agent carries out; empty: the connector does it. */
  public Optional<AgentWanted> agent() {
    return Optional.ofNullable(reasons.agent());
  }

  /** The node was told to take it away. */
  public boolean removing() {
    return released.isPresent() && released.get().ensure() == InstanceDesired.Ensure.ABSENT;
  }

  /** The connector carried out in full what was released. */
  public boolean settled() {
    return released.isPresent()
        && observed.isPresent()
        && observed.get().state() == InstanceObserved.State.SETTLED
        && observed.get().hash().equals(released.get().hash());
  }

  /** The connector took it away, as this removal asked; what it said of an earlier one is void. */
  public boolean removed() {
    return removing()
        && observed.isPresent()
        && observed.get().state() == InstanceObserved.State.REMOVED
        && observed.get().hash().equals(released.get().hash());
  }

  /** The same instance under what policy says now. */
  public Instance wanting(WantedInstance next, Instant now) {
    boolean same = wanted.isPresent() && wanted.get().equals(next.desired());
    return new Instance(
        id,
        node,
        service,
        Optional.of(next.desired()),
        same ? wantedAt : now,
        Loss.NONE,
        next.reasons(),
        released,
        releasedAt,
        waiting,
        false,
        false,
        observed,
        repairedAt,
        phase,
        phaseSince);
  }

  /** The same instance, which nothing asks for any more. */
  public Instance lost(Loss by, Instant now) {
    return new Instance(
        id,
        node,
        service,
        Optional.empty(),
        now,
        by,
        reasons,
        released,
        releasedAt,
        waiting,
        held,
        approved,
        observed,
        repairedAt,
        phase,
        phaseSince);
  }

  /** The same instance with this released to its node. */
  public Instance releasing(InstanceDesired next, Instant now) {
    return new Instance(
        id,
        node,
        service,
        wanted,
        wantedAt,
        lostBy,
        reasons,
        Optional.of(next),
        Optional.of(now),
        "",
        false,
        approved,
        observed,
        repairedAt,
        phase,
        phaseSince);
  }

  /** The same instance, not released yet (or released: an empty reason). */
  public Instance waitingFor(String reason, boolean byBrake) {
    return new Instance(
        id,
        node,
        service,
        wanted,
        wantedAt,
        lostBy,
        reasons,
        released,
        releasedAt,
        reason,
        byBrake,
        approved,
        observed,
        repairedAt,
        phase,
        phaseSince);
  }

  /** The same instance in a phase; the time of the change is kept when it is the same. */
  public Instance in(Phase next, Instant now) {
    return new Instance(
        id,
        node,
        service,
        wanted,
        wantedAt,
        lostBy,
        reasons,
        released,
        releasedAt,
        waiting,
        held,
        approved,
        observed,
        repairedAt,
        next,
        next == phase ? phaseSince : now);
  }
}
