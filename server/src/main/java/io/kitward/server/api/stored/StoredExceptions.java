package io.kitward.server.api.stored;

import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.ExceptionAct;
import io.kitward.server.api.port.ExceptionCause;
import io.kitward.server.api.port.ExceptionDetail;
import io.kitward.server.api.port.ExceptionFilter;
import io.kitward.server.api.port.ExceptionView;
import io.kitward.server.api.port.Exceptions;
import io.kitward.server.api.port.Until;
import io.kitward.server.audit.AuditEntry;
import io.kitward.server.audit.AuditTable;
import io.kitward.server.desired.InstanceTable;
import io.kitward.server.desired.TreatmentTable;
import io.kitward.server.fleet.MachineTable;
import io.kitward.server.fleet.NodeTable;
import io.kitward.server.reconcile.Key;
import io.kitward.server.rollout.ExceptionCare;
import io.kitward.server.rollout.ExceptionQueries;
import io.kitward.server.rollout.ExceptionTable;
import io.kitward.server.rollout.LeavingNodes;
import io.kitward.server.store.Store;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;

/**
 * The gaps as read from the store, the release of what is held, and what people do with them.
 * Thread-safe.
 */
public final class StoredExceptions implements Exceptions {

  /** One exception for whatever is held: accepted, it would hide what nobody has seen yet. */
  private static final Set<String> ANYTHING_HELD =
      Set.of(ExceptionTable.BRAKE, ExceptionTable.RETIREMENT);

  private final Store store;
  private final Consumer<Key> due;
  private final Clock clock;

  public StoredExceptions(Store store, Consumer<Key> due, Clock clock) {
    this.store = store;
    this.due = due;
    this.clock = clock;
  }

  @Override
  public List<ExceptionView> page(ExceptionFilter filter, String before, int limit) {
    Instant now = clock.instant();
    return store.read(
        handle ->
            ExceptionViews.of(
                handle,
                ExceptionQueries.page(handle, stored(filter), place(before), limit, now),
                now));
  }

  @Override
  public List<ExceptionCause> causes(ExceptionFilter filter, String before, int limit) {
    Instant now = clock.instant();
    return store.read(
        handle ->
            ExceptionQueries.causes(handle, stored(filter), place(before), limit, now).stream()
                .map(ExceptionViews::cause)
                .toList());
  }

  private static ExceptionQueries.Filter stored(ExceptionFilter filter) {
    String state = filter.state();
    return new ExceptionQueries.Filter(
        state == null ? null : ExceptionQueries.State.valueOf(state.toUpperCase(Locale.ROOT)),
        filter.kind(),
        filter.cause());
  }

  private static long place(String before) {
    return before.isEmpty() ? Long.MAX_VALUE : number(before).orElse(0L);
  }

  @Override
  public Optional<ExceptionView> find(String id) {
    Instant now = clock.instant();
    return number(id).flatMap(number -> store.read(handle -> view(handle, number, now)));
  }

  @Override
  public Optional<ExceptionDetail> detail(String id) {
    Instant now = clock.instant();
    return number(id)
        .flatMap(
            number ->
                store.read(
                    handle ->
                        ExceptionQueries.find(handle, number)
                            .map(
                                cared ->
                                    new ExceptionDetail(
                                        ExceptionViews.one(handle, cared, now),
                                        ExceptionHistory.of(handle, cared.row())))));
  }

  @Override
  public ActOutcome act(String id, ExceptionAct act, Actor actor) {
    Optional<Long> number = number(id);
    if (number.isEmpty()) {
      return new ActOutcome.Unknown();
    }
    Instant now = clock.instant();
    return store.write(handle -> act(handle, number.get(), act, actor, now));
  }

  private static ActOutcome act(
      Handle handle, long id, ExceptionAct act, Actor actor, Instant now) {
    Optional<ExceptionTable.Row> found = ExceptionTable.find(handle, id);
    if (found.isEmpty()) {
      return new ActOutcome.Unknown();
    }
    ExceptionTable.Row row = found.get();
    if (row.closedAt().isPresent() && !(act instanceof ExceptionAct.Comment)) {
      return new ActOutcome.Closed();
    }
    String by = actor.principal().display();
    Map<String, String> detail = new TreeMap<>(Map.of("request", actor.requestId()));
    switch (act) {
      case ExceptionAct.Assign(String to) -> {
        ExceptionCare.assign(handle, row.kind(), row.subject(), to, by, now);
        detail.put("to", to);
      }
      case ExceptionAct.Comment(String text) -> {
        ExceptionCare.comment(handle, row.kind(), row.subject(), text, by, now);
        detail.put("text", text);
      }
      case ExceptionAct.Accept(String text, String reason) -> {
        if (ANYTHING_HELD.contains(row.kind())) {
          return new ActOutcome.NotAcceptable(
              "an acceptance would hide what is held later too; release it, or end its cause: "
                  + row.message());
        }
        Optional<Instant> until = Until.read(text, now);
        if (until.isEmpty()) {
          return new ActOutcome.NoTime();
        }
        ExceptionCare.accept(handle, row.kind(), row.subject(), until.get(), reason, by, now);
        detail.put("until", until.get().toString());
        detail.put("reason", reason);
      }
      case ExceptionAct.Reopen() ->
          ExceptionCare.reopen(handle, row.kind(), row.subject(), by, now);
    }
    AuditTable.add(
        handle,
        new AuditEntry(now, by, "people", act.action(), "exception/x-" + id, "done", detail));
    return new ActOutcome.Done(view(handle, id, now).orElseThrow());
  }

  private static Optional<ExceptionView> view(Handle handle, long id, Instant now) {
    return ExceptionQueries.find(handle, id).map(cared -> ExceptionViews.one(handle, cared, now));
  }

  @Override
  public ReleaseOutcome release(String id, Actor actor) {
    Optional<Long> number = number(id);
    if (number.isEmpty()) {
      return new ReleaseOutcome.Unknown();
    }
    Instant now = clock.instant();
    var nodes = new ArrayList<UUID>();
    ReleaseOutcome outcome =
        store.write(
            handle -> {
              nodes.clear();
              return release(handle, number.get(), actor, now, nodes);
            });
    nodes.forEach(node -> due.accept(new Key.NodeKey(node)));
    return outcome;
  }

  private static ReleaseOutcome release(
      Handle handle, long id, Actor actor, Instant now, List<UUID> nodes) {
    Optional<ExceptionTable.Row> row = ExceptionTable.find(handle, id);
    if (row.isEmpty()) {
      return new ReleaseOutcome.Unknown();
    }
    if (row.get().closedAt().isPresent()) {
      return new ReleaseOutcome.NotReleasable("it is closed already");
    }
    String by = actor.principal().display();
    switch (row.get().kind()) {
      case ExceptionTable.BRAKE -> {
        ExceptionTable.lockBrake(handle);
        String went = ExceptionViews.words(InstanceTable.heldByService(handle)) + " released";
        nodes.addAll(InstanceTable.approveHeld(handle));
        boolean _ =
            ExceptionTable.open(
                handle, row.get().kind(), row.get().subject(), Optional.empty(), "", went, now);
      }
      case ExceptionTable.RETIREMENT -> nodes.addAll(LeavingNodes.release(handle, now));
      case ExceptionTable.COPY ->
          NodeTable.find(handle, row.get().subject())
              .ifPresent(node -> MachineTable.accept(handle, node.id()));
      case ExceptionTable.KEPT, ExceptionTable.IDENTITY -> {}
      case ExceptionTable.ADOPTABLE, ExceptionTable.RIVAL ->
          nodes.add(adopt(handle, row.get(), by, now));
      default -> {
        return new ReleaseOutcome.NotReleasable(
            "it closes by itself when its cause is gone: " + row.get().message());
      }
    }
    ExceptionTable.close(handle, row.get().kind(), row.get().subject(), by, now);
    AuditTable.add(
        handle,
        new AuditEntry(
            now,
            by,
            "people",
            "release-exception",
            "exception/x-" + id,
            "done",
            Map.of(
                "kind",
                row.get().kind(),
                "nodes",
                String.valueOf(nodes.size()),
                "request",
                actor.requestId())));
    return new ReleaseOutcome.Released(view(handle, id, now).orElseThrow());
  }

  /** The node's own configuration of a service may be replaced from now on. */
  private static UUID adopt(Handle handle, ExceptionTable.Row row, String by, Instant now) {
    UUID node = NodeTable.find(handle, row.certname()).orElseThrow().id();
    TreatmentTable.adopt(handle, node, row.service(), by, now);
    return node;
  }

  private static Optional<Long> number(String id) {
    try {
      return id.startsWith("x-") ? Optional.of(Long.parseLong(id.substring(2))) : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
