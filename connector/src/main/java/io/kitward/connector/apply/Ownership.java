package io.kitward.connector.apply;

import io.kitward.connector.apply.Care.Told;
import io.kitward.connector.apply.Conditions.Answer;
import io.kitward.connector.state.NodeState;
import io.kitward.protocol.InstanceDesired.Adopt;
import io.kitward.protocol.InstanceObserved.Discovery;
import io.kitward.protocol.InstanceObserved.Relation;
import io.kitward.protocol.InstanceObserved.State;
import io.kitward.protocol.NodeEvent.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Says whose a service is before it is touched: one that was there before with a configuration of
 * its own, or that somebody else manages, waits for a person; so does one of which Puppet removed
 * something, since it would do that in each of its runs.
 */
final class Ownership {

  private static final Duration AGAIN = Duration.ofSeconds(10);
  private static final String UNDONE =
      "what Kitward repairs is undone again and again: somebody or something on this node wants it"
          + " otherwise, or it ends by itself";
  private static final String ACCEPTED = "take it over when a person accepts: ";

  private final Adoption adoption;
  private final Claimants claimants;
  private final NodeState state;
  private final Bulletin bulletin;
  private final Telling telling;

  Ownership(
      Adoption adoption, Claimants claimants, NodeState state, Bulletin bulletin, Telling telling) {
    this.adoption = adoption;
    this.claimants = claimants;
    this.state = state;
    this.bulletin = bulletin;
    this.telling = telling;
  }

  /**
   * Looks; returns how long to wait when the service must not be touched.
   *
   * @param carriedOut whether the service was carried out before
   */
  Optional<Duration> waits(Turn turn, Seen seen, boolean carriedOut) {
    Care care = turn.care();
    boolean asked = turn.desired().conduct().adopt() == Adopt.ASK;
    boolean begun = carriedOut || (asked && adoption.begun(turn.service()));
    PuppetClaims claims = claimants.now();
    List<String> theirs = claims.of(turn.desired(), seen.sources());
    if (!theirs.isEmpty() && asked && !begun) {
      care.discovery = new Discovery(Relation.RIVAL, theirs, changes(turn, seen));
      return wait(
          turn,
          Told.CLAIMED,
          Decision.Phase.INSTALL,
          "Conflict",
          String.join("; ", theirs) + ": it is not touched until a person accepts that");
    }
    Set<String> purged = asked ? claims.swept(turn.desired(), seen.sources()) : Set.of();
    List<String> gone = purged.stream().filter(path -> !seen.there(path)).toList();
    if (!gone.isEmpty()) {
      care.discovery = new Discovery(Relation.RIVAL, theirs, changes(turn, seen));
      return wait(
          turn,
          Told.PURGED,
          seen.gaps().isEmpty() ? Decision.Phase.CONFIGURE : Decision.Phase.INSTALL,
          "Conflict",
          String.join(", ", gone)
              + (gone.size() == 1 ? " is gone" : " are gone")
              + " and not written again until a person accepts that: "
              + String.join("; ", theirs));
    }
    List<String> difference = adoption.difference(turn.desired(), seen, begun);
    if (!difference.isEmpty()) {
      care.discovery = new Discovery(Relation.ADOPTABLE, difference, changes(turn, seen));
      return wait(
          turn,
          Told.ADOPTABLE,
          Decision.Phase.INSTALL,
          "Adoptable",
          "it was there before, with a configuration of its own, which it keeps until a person"
              + " accepts the difference");
    }
    care.discovery =
        care.pace.contested()
            ? new Discovery(Relation.CONTESTED, Recorder.both(theirs, List.of(UNDONE)))
            : theirs.isEmpty() ? Discovery.MANAGED : new Discovery(Relation.RIVAL, theirs);
    if (!theirs.isEmpty() && care.first(Told.CLAIMED, turn.desired().hash())) {
      telling.event(
          turn.service(),
          Kind.DRIFTED,
          turn.generation(),
          "conflict: " + String.join("; ", theirs));
    }
    if (care.next.startsWith(ACCEPTED)) {
      care.next = "";
    }
    return Optional.empty();
  }

  private List<String> changes(Turn turn, Seen seen) {
    return Takeover.changes(turn.desired(), seen, state.secrets());
  }

  private Optional<Duration> wait(
      Turn turn, Told once, Decision.Phase phase, String word, String message) {
    if (turn.care().first(once, turn.desired().hash())) {
      telling.event(turn.service(), Kind.REFUSED, turn.generation(), "not touched: " + message);
    }
    turn.care().next = ACCEPTED + "kitward adopt NODE/" + turn.service();
    bulletin.tell(turn.desired(), turn.care(), State.PENDING, phase, Answer.unknown(word, message));
    return Optional.of(AGAIN);
  }
}
