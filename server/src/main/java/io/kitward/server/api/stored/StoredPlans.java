package io.kitward.server.api.stored;

import io.kitward.policy.DocumentSet;
import io.kitward.policy.ParsedDocument;
import io.kitward.policy.Problem;
import io.kitward.policy.tags.KeyRename;
import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.DocumentFault;
import io.kitward.server.api.port.DocumentSource;
import io.kitward.server.api.port.PlanNodeDetail;
import io.kitward.server.api.port.PlanView;
import io.kitward.server.api.port.Plans;
import io.kitward.server.desired.DocumentTable;
import io.kitward.server.desired.InstanceTable;
import io.kitward.server.desired.LivePolicy;
import io.kitward.server.desired.NodePins;
import io.kitward.server.fleet.NodeTable;
import io.kitward.server.plan.Change;
import io.kitward.server.plan.Draft;
import io.kitward.server.plan.NodeLook;
import io.kitward.server.plan.PlanTable;
import io.kitward.server.plan.PlannedNode;
import io.kitward.server.store.Store;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/** Plans as they are made, kept and carried out. Thread-safe. */
public final class StoredPlans implements Plans {

  private final Store store;
  private final LivePolicy policy;
  private final Planning planning;
  private final TakeUp takeUp;
  private final Clock clock;

  public StoredPlans(
      Store store, LivePolicy policy, Planning planning, TakeUp takeUp, Clock clock) {
    this.store = store;
    this.policy = policy;
    this.planning = planning;
    this.takeUp = takeUp;
    this.clock = clock;
  }

  @Override
  public CreateOutcome create(Asked asked, Actor actor) {
    List<ParsedDocument> parsed = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    for (DocumentSource source : asked.documents()) {
      var part = io.kitward.policy.Documents.parse(source.name(), source.text());
      parsed.addAll(part.documents());
      problems.addAll(part.problems());
    }
    if (!problems.isEmpty()) {
      return new CreateOutcome.Refused(faults(problems));
    }
    Instant now = clock.instant();
    return store.write(handle -> create(handle, asked, parsed, actor, now));
  }

  private CreateOutcome create(
      Handle handle, Asked asked, List<ParsedDocument> parsed, Actor actor, Instant now) {
    DocumentTable.lock(handle);
    DocumentSet before = LivePolicy.documents(handle);
    List<ParsedDocument> puts = new ArrayList<>(parsed);
    Change.Rename rename = asked.rename();
    if (rename != null) {
      try {
        KeyRename.of(before, rename.from(), rename.to()).changed(before).stream()
            .map(ParsedDocument::of)
            .forEach(puts::add);
      } catch (IllegalArgumentException e) {
        return new CreateOutcome.Impossible(String.valueOf(e.getMessage()));
      }
    }
    puts.removeIf(
        put ->
            before
                .find(put.document().kind(), put.document().name())
                .map(put.document()::equals)
                .orElse(false));
    List<Change.Name> deletions = new ArrayList<>();
    for (String text : asked.deletions()) {
      String[] name = text.split("/", 2);
      if (before.find(Change.kind(name[0]), name[1]).isEmpty()) {
        return new CreateOutcome.Impossible("there is no document " + text + " to delete");
      }
      deletions.add(new Change.Name(name[0], name[1]));
    }
    if (asked.prune()) {
      deletions.addAll(others(before, parsed, deletions));
    }
    for (Change.TagEdit edit : asked.tags()) {
      String node = edit.node();
      if (node != null && NodeTable.find(handle, node).isEmpty()) {
        return new CreateOutcome.Impossible("there is no node " + node + " to tag");
      }
    }
    var change =
        new Change(
            puts.stream().map(put -> Change.Put.of(put.document())).toList(),
            deletions,
            asked.tags(),
            asked.sources(),
            rename);
    DocumentSet next = change.documents(before, puts);
    List<Problem> problems = LivePolicy.problems(next);
    if (!problems.isEmpty()) {
      return new CreateOutcome.Refused(faults(problems));
    }
    Draft draft = planning.draft(handle, change, next, now);
    long id = Planning.keep(handle, change, draft, actor.principal().display(), now);
    return new CreateOutcome.Planned(view(handle, id));
  }

  /** Every document that is not named. */
  private static List<Change.Name> others(
      DocumentSet before, List<ParsedDocument> named, List<Change.Name> deletions) {
    Set<Change.Name> known = new HashSet<>(deletions);
    named.forEach(
        put -> known.add(new Change.Name(put.document().kind().word(), put.document().name())));
    return before.documents().stream()
        .map(document -> new Change.Name(document.kind().word(), document.name()))
        .filter(name -> !known.contains(name))
        .toList();
  }

  private static PlanView view(Handle handle, long id) {
    return Planning.view(handle, PlanTable.find(handle, id).orElseThrow());
  }

  @Override
  public List<PlanView> page(long before, int limit) {
    return store.read(
        handle ->
            PlanTable.page(handle, before, limit).stream()
                .map(row -> Planning.view(handle, row))
                .toList());
  }

  @Override
  public Optional<PlanView> find(String id) {
    return read(id, (handle, row) -> Optional.of(Planning.view(handle, row)));
  }

  @Override
  public Optional<List<PlannedNode>> nodes(String id, String after, int limit) {
    return read(id, (handle, row) -> Optional.of(PlanTable.nodes(handle, row.id(), after, limit)));
  }

  @Override
  public Optional<PlanNodeDetail> node(String id, String certname) {
    Instant now = clock.instant();
    return read(
        id,
        (handle, row) ->
            NodeTable.find(handle, certname)
                .map(
                    node -> {
                      var before = policy.at(handle, row.baseRevision());
                      var documents = LivePolicy.documentsAt(handle, row.baseRevision());
                      var after = policy.proposed(handle, row.change().documents(documents));
                      return NodeLook.of(handle, row, node, before, after, now);
                    })
                .map(look -> PlanDetails.of(look, PlanTable.digests(handle, row.id()))));
  }

  private interface Reading<T> {
    Optional<T> of(Handle handle, PlanTable.Row row);
  }

  private <T> Optional<T> read(String id, Reading<T> reading) {
    OptionalLong number = Planning.number(id);
    return number.isEmpty()
        ? Optional.empty()
        : store.read(
            handle ->
                PlanTable.find(handle, number.getAsLong()).flatMap(row -> reading.of(handle, row)));
  }

  @Override
  public CarryOutcome carryOut(String id, OptionalInt confirm, Actor actor) {
    OptionalLong number = Planning.number(id);
    if (number.isEmpty()) {
      return new CarryOutcome.Unknown();
    }
    Instant now = clock.instant();
    Carried carried =
        store.write(handle -> carryOut(handle, number.getAsLong(), confirm, actor, now));
    if (carried.outcome() instanceof CarryOutcome.Done) {
      takeUp.changed(carried.acted());
    }
    return carried.outcome();
  }

  /** What became of a plan, and the nodes on which it was carried out. */
  private record Carried(CarryOutcome outcome, List<PlannedNode> acted) {
    Carried(CarryOutcome outcome) {
      this(outcome, List.of());
    }
  }

  private Carried carryOut(Handle handle, long id, OptionalInt confirm, Actor actor, Instant now) {
    DocumentTable.lock(handle);
    Optional<PlanTable.Row> found = PlanTable.lock(handle, id);
    if (found.isEmpty()) {
      return new Carried(new CarryOutcome.Unknown());
    }
    PlanTable.Row row = found.get();
    Change change = row.change();
    if (row.applied().isPresent()) {
      return new Carried(new CarryOutcome.Already(Planning.view(handle, row)));
    }
    Map<String, Long> base = Planning.base(handle, change);
    if (!base.equals(row.base())) {
      List<String> changed =
          base.entrySet().stream()
              .filter(entry -> !entry.getValue().equals(row.base().get(entry.getKey())))
              .map(Map.Entry::getKey)
              .toList();
      return new Carried(
          new CarryOutcome.Outdated(
              String.join(", ", changed)
                  + (changed.size() == 1 ? " was" : " were")
                  + " changed since"));
    }
    if (!Planning.confirmed(row.summary(), confirm)) {
      return new Carried(new CarryOutcome.Unconfirmed(Planning.view(handle, row)));
    }
    DocumentSet before = LivePolicy.documents(handle);
    DocumentSet next = change.documents(before);
    List<Problem> problems = LivePolicy.problems(next);
    if (!problems.isEmpty()) {
      return new Carried(
          new CarryOutcome.Outdated("it does not fit any more: " + problems.getFirst().message()));
    }
    Map<String, String> planned = PlanTable.digests(handle, id);
    if (change.touchesTags()) {
      // Nobody changes the tags of these nodes until this is done.
      var _ = NodeTable.lockNamed(handle, planned.keySet());
    }
    Draft draft = planning.draft(handle, change, next, now);
    List<PlannedNode> acted = draft.as(planned);
    List<Draft.Left> left = draft.not(planned);
    List<String> leftNames = left.stream().map(Draft.Left::node).toList();
    long revision = DocumentTable.revision(handle);
    var writes = new ChangeWrites(handle, actor, now);
    for (Change.Put put : change.puts()) {
      var _ = writes.put(put.parsed().document());
    }
    change.deletions().forEach(name -> writes.delete(before, name));
    if (change.rename() != null) {
      writes.rename(change.rename(), acted.stream().map(PlannedNode::node).toList());
    } else {
      writes.tags(acted);
    }
    if (change.touchesTags()) {
      // Whoever carries a plan out has seen these removals: the brake does not hold them again.
      var lost = new TreeMap<String, List<String>>();
      acted.forEach(node -> lost.put(node.node(), node.lost()));
      lost.values().removeIf(List::isEmpty);
      InstanceTable.approve(handle, lost);
    }
    if (DocumentTable.revision(handle) != revision) {
      NodePins.put(handle, leftNames, revision, id, now);
    }
    NodePins.keepOnly(handle, leftNames);
    PlanTable.applied(
        handle, id, actor.principal().display(), new PlanTable.Outcome(acted.size(), left), now);
    writes.audit(
        "apply-plan",
        "plan/p-" + id,
        Map.of("nodes", String.valueOf(acted.size()), "left", String.valueOf(left.size())));
    return new Carried(new CarryOutcome.Done(view(handle, id)), acted);
  }

  static List<DocumentFault> faults(List<Problem> problems) {
    return problems.stream()
        .sorted(Problem.IN_PLACE)
        .map(
            problem ->
                new DocumentFault(
                    problem.code(),
                    problem.message(),
                    problem.file(),
                    problem.line(),
                    problem.column(),
                    problem.path()))
        .toList();
  }
}
