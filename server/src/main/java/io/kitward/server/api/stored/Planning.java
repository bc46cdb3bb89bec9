package io.kitward.server.api.stored;

import io.kitward.policy.DocumentSet;
import io.kitward.policy.plan.Planner;
import io.kitward.selector.Selector;
import io.kitward.server.api.ApiException;
import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.PlanView;
import io.kitward.server.desired.DocumentTable;
import io.kitward.server.desired.LivePolicy;
import io.kitward.server.fleet.Node;
import io.kitward.server.plan.Change;
import io.kitward.server.plan.Draft;
import io.kitward.server.plan.NodeLook;
import io.kitward.server.plan.PlanTable;
import io.kitward.server.plan.PlannedNode;
import io.kitward.server.plan.Summary;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/** Works out and keeps plans, in the caller's transaction. Thread-safe. */
public final class Planning {

  /** An import changes each node by itself; what it does to them is a list of its own. */
  private static final int EDITS_SHOWN = 100;

  private final LivePolicy policy;
  private final Planner.Limits limits;
  private final Optional<Selector> tickets;

  /**
   * Makes it.
   *
   * @param limits how much may change without a figure to confirm
   * @param tickets on which nodes a change needs a ticket; empty: on none
   */
  public Planning(LivePolicy policy, Planner.Limits limits, Optional<Selector> tickets) {
    this.policy = policy;
    this.limits = limits;
    this.tickets = tickets;
  }

  /** The documents in force, as this server last took them up; read from memory. */
  DocumentSet documents() {
    return policy.get().resolution().documents();
  }

  /** All that a change would do now, where the documents become these. */
  Draft draft(Handle handle, Change change, DocumentSet next, Instant now) {
    return Draft.of(
        handle,
        change,
        policy.inForce(handle),
        policy.proposed(handle, next),
        revision -> policy.at(handle, revision),
        limits,
        now);
  }

  /**
   * Refuses a change of nodes that may only be changed with a ticket, by their tags of before or of
   * after it.
   *
   * @throws ApiException when one is missing
   */
  void requireTicket(Handle handle, List<PlannedNode> nodes, Actor actor, Instant now) {
    if (tickets.isPresent() && actor.ticket().isEmpty()) {
      new TicketDuty(handle, policy.inForce(handle), tickets.get()).check(nodes, now);
    }
  }

  /** What a plan does to a node, by the node's tags of now. */
  NodeLook look(Handle handle, PlanTable.Row plan, Node node, Instant now) {
    DocumentSet documents = LivePolicy.documentsAt(handle, plan.baseRevision());
    return NodeLook.of(
        handle,
        plan,
        node,
        policy.at(handle, plan.baseRevision()),
        policy.proposed(handle, plan.change().documents(documents)),
        now);
  }

  /** Keeps a plan. */
  static PlanView keep(Handle handle, Change change, Draft draft, Actor actor, Instant now) {
    long revision = DocumentTable.revision(handle);
    var maker = new PlanTable.Maker(actor.principal().display(), actor.ticket());
    return view(
        handle, PlanTable.add(handle, change, base(handle, change), revision, draft, maker, now));
  }

  /** The revisions now of the documents that a change is about; 0: never there. */
  static Map<String, Long> base(Handle handle, Change change) {
    var base = new TreeMap<String, Long>();
    change.puts().forEach(put -> base.put(put.kind() + "/" + put.name(), 0L));
    change.deletions().forEach(name -> base.put(name.toString(), 0L));
    base.replaceAll(
        (name, _) -> {
          String[] parts = name.split("/", 2);
          return DocumentTable.newest(handle, parts[0], parts[1])
              .map(DocumentTable.Row::revision)
              .orElse(0L);
        });
    return base;
  }

  /** Whether somebody gave the figure that is asked for. */
  static boolean confirmed(Summary summary, OptionalInt confirm) {
    Summary.Asked asked = summary.confirmation();
    return asked == null || (confirm.isPresent() && confirm.getAsInt() == asked.figure());
  }

  /** A plan that is there. */
  static PlanView view(Handle handle, long id) {
    return view(handle, PlanTable.find(handle, id).orElseThrow());
  }

  static PlanView view(Handle handle, PlanTable.Row row) {
    Optional<PlanTable.Applied> applied = row.applied();
    Summary summary = row.summary();
    return new PlanView(
        "p-" + row.id(),
        applied.isPresent()
            ? "applied"
            : base(handle, row.change()).equals(row.base()) ? "open" : "outdated",
        row.createdAt(),
        row.createdBy(),
        row.ticket().isEmpty() ? null : row.ticket(),
        summary.documents(),
        row.change().tags().stream().limit(EDITS_SHOWN).toList(),
        row.change().tags().size(),
        row.change().sources(),
        row.change().rename(),
        summary.totals(),
        summary.tagged(),
        summary.confirmation(),
        summary.warnings(),
        applied.map(PlanTable.Applied::at).orElse(null),
        applied.map(PlanTable.Applied::by).orElse(null),
        applied
            .map(it -> new PlanView.Result(it.outcome().nodes(), it.outcome().followUp()))
            .orElse(null));
  }

  /** Whether a plan can still be carried out as it was made. */
  static boolean isOpen(Handle handle, long id) {
    return PlanTable.find(handle, id)
        .filter(row -> row.applied().isEmpty() && base(handle, row.change()).equals(row.base()))
        .isPresent();
  }

  /** The number behind an id such as {@code p-12}. */
  static OptionalLong number(String id) {
    try {
      return id.matches("p-[0-9]{1,18}")
          ? OptionalLong.of(Long.parseLong(id.substring(2)))
          : OptionalLong.empty();
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }
}
