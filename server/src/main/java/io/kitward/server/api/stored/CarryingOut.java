package io.kitward.server.api.stored;

import io.kitward.policy.DocumentSet;
import io.kitward.policy.Problem;
import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.Plans.CarryOutcome;
import io.kitward.server.desired.DocumentTable;
import io.kitward.server.desired.InstanceTable;
import io.kitward.server.desired.LivePolicy;
import io.kitward.server.desired.NodePins;
import io.kitward.server.fleet.NodeTable;
import io.kitward.server.plan.Change;
import io.kitward.server.plan.Draft;
import io.kitward.server.plan.PlanTable;
import io.kitward.server.plan.PlannedNode;
import io.kitward.server.repository.RepositoryTable;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/**
 * Carries a plan out, in the caller's transaction: on exactly the nodes whose own difference is
 * still the planned one.
 */
final class CarryingOut {

  /** Whoever needs a ticket is told so before a figure is asked for; so many nodes are enough. */
  private static final int TICKET_LOOK = 1_000;

  private final Handle handle;
  private final Planning planning;
  private Actor actor;
  private final Instant now;

  CarryingOut(Handle handle, Planning planning, Actor actor, Instant now) {
    this.handle = handle;
    this.planning = planning;
    this.actor = actor;
    this.now = now;
  }

  CarryOutcome plan(long id, OptionalInt confirm, boolean held, TakingEffect.Touched touched) {
    DocumentTable.lock(handle);
    Optional<PlanTable.Row> found = PlanTable.lock(handle, id);
    if (found.isEmpty()) {
      return new CarryOutcome.Unknown();
    }
    PlanTable.Row row = found.get();
    actor = actor.orTicket(row.ticket());
    if (row.applied().isPresent()) {
      return new CarryOutcome.Already(Planning.view(handle, row));
    }
    List<String> changed = changed(row);
    if (!changed.isEmpty()) {
      return new CarryOutcome.Outdated(
          String.join(", ", changed) + (changed.size() == 1 ? " was" : " were") + " changed since");
    }
    if (!Planning.confirmed(row.summary(), confirm)) {
      planning.requireTicket(handle, PlanTable.nodes(handle, id, "", TICKET_LOOK), actor, now);
      return new CarryOutcome.Unconfirmed(Planning.view(handle, row));
    }
    DocumentSet before = LivePolicy.documents(handle);
    DocumentSet next = row.change().documents(before);
    Optional<String> refusal =
        PrivilegedWrites.refusal(
            handle,
            before,
            row.change().puts().stream().map(put -> put.parsed().document()).toList(),
            actor,
            now);
    if (refusal.isPresent()) {
      return new CarryOutcome.NotPermitted(refusal.get());
    }
    Ownership.require(handle, before, row.change());
    List<Problem> problems = LivePolicy.problems(next);
    if (!problems.isEmpty()) {
      return new CarryOutcome.Outdated(
          "it does not fit any more: " + problems.getFirst().message());
    }
    touched.by(write(row, held, before, next));
    return new CarryOutcome.Done(Planning.view(handle, id));
  }

  /** The documents of the plan that are others by now. */
  private List<String> changed(PlanTable.Row row) {
    return Planning.base(handle, row.change()).entrySet().stream()
        .filter(entry -> !entry.getValue().equals(row.base().get(entry.getKey())))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Writes it; the nodes on which it is carried out. */
  private List<PlannedNode> write(
      PlanTable.Row row, boolean held, DocumentSet before, DocumentSet next) {
    Change change = row.change();
    Map<String, String> planned = PlanTable.digests(handle, row.id());
    if (change.touchesTags()) {
      // Nobody changes the tags of these nodes until this is done.
      var _ = NodeTable.lockNamed(handle, planned.keySet());
    }
    Draft draft = planning.draft(handle, change, next, now);
    List<PlannedNode> acted = draft.as(planned);
    List<Draft.Left> left = draft.not(planned);
    planning.requireTicket(handle, acted, actor, now);
    long revision = DocumentTable.revision(handle);
    var writes = new ChangeWrites(handle, actor, now);
    change.puts().forEach(put -> writes.put(put.parsed().document()));
    change.deletions().forEach(name -> writes.delete(before, name));
    Ownership.note(handle, change);
    RepositoryTable.applied(handle, row.id(), actor.principal().display(), now);
    if (change.rename() != null) {
      writes.rename(change.rename(), acted.stream().map(PlannedNode::node).toList());
    } else {
      writes.tags(acted);
    }
    if (change.touchesTags() && !held) {
      approve(acted);
    }
    pin(left, revision, row.id());
    PlanTable.applied(
        handle,
        row.id(),
        new PlanTable.Maker(actor.principal().display(), actor.ticket()),
        new PlanTable.Outcome(acted.size(), left),
        now);
    writes.audit(
        "apply-plan",
        "plan/p-" + row.id(),
        Map.of("nodes", String.valueOf(acted.size()), "left", String.valueOf(left.size())));
    return acted;
  }

  /** Whoever carries a plan out has seen its removals: the brake does not hold them again. */
  private void approve(List<PlannedNode> acted) {
    var lost = new TreeMap<String, List<String>>();
    acted.forEach(node -> lost.put(node.node(), node.lost()));
    lost.values().removeIf(List::isEmpty);
    InstanceTable.approve(handle, lost);
  }

  /** The nodes that were left stay with the documents of the revision before this plan. */
  private void pin(List<Draft.Left> left, long revision, long plan) {
    List<String> names = left.stream().map(Draft.Left::node).toList();
    if (DocumentTable.revision(handle) != revision) {
      NodePins.put(handle, names, revision, plan, now);
    }
    NodePins.keepOnly(handle, names);
  }
}
