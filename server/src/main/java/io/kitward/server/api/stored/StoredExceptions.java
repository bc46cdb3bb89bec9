package io.kitward.server.api.stored;

import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.ExceptionView;
import io.kitward.server.api.port.Exceptions;
import io.kitward.server.audit.AuditEntry;
import io.kitward.server.audit.AuditTable;
import io.kitward.server.desired.InstanceTable;
import io.kitward.server.desired.TreatmentTable;
import io.kitward.server.fleet.MachineTable;
import io.kitward.server.fleet.NodeTable;
import io.kitward.server.reconcile.Key;
import io.kitward.server.rollout.ExceptionTable;
import io.kitward.server.rollout.LeavingNodes;
import io.kitward.server.store.Store;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The gaps as read from the store, and the release of what the brake holds. Thread-safe. */
public final class StoredExceptions implements Exceptions {

  private static final Set<String> RELEASABLE =
      Set.of(
          ExceptionTable.BRAKE,
          ExceptionTable.RETIREMENT,
          ExceptionTable.COPY,
          ExceptionTable.IDENTITY,
          ExceptionTable.KEPT,
          ExceptionTable.ADOPTABLE,
          ExceptionTable.RIVAL);

  private final Store store;
  private final Consumer<Key> due;
  private final Clock clock;

  public StoredExceptions(Store store, Consumer<Key> due, Clock clock) {
    this.store = store;
    this.due = due;
    this.clock = clock;
  }

  @Override
  public List<ExceptionView> page(@Nullable String state, String before, int limit) {
    long below = before.isEmpty() ? Long.MAX_VALUE : number(before).orElse(0L);
    return store.read(
        handle ->
            ExceptionTable.page(handle, state, below, limit).stream()
                .map(row -> view(handle, row))
                .toList());
  }

  @Override
  public Optional<ExceptionView> find(String id) {
    return number(id)
        .flatMap(
            number ->
                store.read(
                    handle -> ExceptionTable.find(handle, number).map(row -> view(handle, row))));
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
        String went = words(InstanceTable.heldByService(handle)) + " released";
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
    return new ReleaseOutcome.Released(view(handle, ExceptionTable.find(handle, id).orElseThrow()));
  }

  /** The node's own configuration of a service may be replaced from now on. */
  private static UUID adopt(Handle handle, ExceptionTable.Row row, String by, Instant now) {
    UUID node = NodeTable.find(handle, row.certname()).orElseThrow().id();
    TreatmentTable.adopt(handle, node, row.service(), by, now);
    return node;
  }

  /** What would change of a service's own configuration, line by line. */
  private static List<String> difference(Handle handle, ExceptionTable.Row row) {
    return NodeTable.find(handle, row.certname()).stream()
        .flatMap(node -> InstanceTable.of(handle, node.id()).stream())
        .filter(instance -> instance.service().equals(row.service()))
        .flatMap(instance -> instance.observed().stream())
        .flatMap(
            observed ->
                row.kind().equals(ExceptionTable.RIVAL)
                    ? observed.discovery().changes().stream().flatMap(String::lines)
                    : observed.discovery().lines().stream())
        .toList();
  }

  /** Such as {@code 22 removals (node-exporter 12, rsyslog 10)}. */
  private static String words(SortedMap<String, Integer> held) {
    int all = held.values().stream().mapToInt(Integer::intValue).sum();
    String services =
        held.entrySet().stream()
            .map(entry -> entry.getKey() + " " + entry.getValue())
            .collect(Collectors.joining(", "));
    return all + (all == 1 ? " removal (" : " removals (") + services + ")";
  }

  private static Optional<Long> number(String id) {
    try {
      return id.startsWith("x-") ? Optional.of(Long.parseLong(id.substring(2))) : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static ExceptionView view(Handle handle, ExceptionTable.Row row) {
    boolean open = row.closedAt().isEmpty();
    boolean person = row.closedBy().map(by -> !by.equals("server")).orElse(false);
    boolean brake = open && row.kind().equals(ExceptionTable.BRAKE);
    boolean adoptable =
        row.kind().equals(ExceptionTable.ADOPTABLE) || row.kind().equals(ExceptionTable.RIVAL);
    List<String> details =
        brake
            ? InstanceTable.held(handle)
            : open && adoptable ? difference(handle, row) : List.of();
    SortedMap<String, Integer> held =
        brake ? InstanceTable.heldByService(handle) : Collections.emptySortedMap();
    return new ExceptionView(
        "x-" + row.id(),
        row.kind(),
        open ? "open" : person ? "released" : "closed",
        row.certname(),
        held.size() == 1 ? held.firstKey() : row.service(),
        held.isEmpty() ? row.message() : words(held) + " held: " + row.message(),
        details,
        open && RELEASABLE.contains(row.kind()),
        row.openedAt(),
        row.closedAt().orElse(null),
        row.closedBy().orElse(null));
  }
}
