package io.kitward.server.api.stored;

import io.kitward.protocol.InstanceObserved;
import io.kitward.server.api.port.ExceptionCause;
import io.kitward.server.api.port.ExceptionView;
import io.kitward.server.desired.InstanceTable;
import io.kitward.server.rollout.ExceptionCareTable.Care;
import io.kitward.server.rollout.ExceptionQueries;
import io.kitward.server.rollout.ExceptionQueries.Cared;
import io.kitward.server.rollout.ExceptionTable;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Exceptions in the words of the API: what is held or would change is read for a whole page. */
final class ExceptionViews {

  private static final Set<String> RELEASABLE =
      Set.of(
          ExceptionTable.BRAKE,
          ExceptionTable.RETIREMENT,
          ExceptionTable.COPY,
          ExceptionTable.IDENTITY,
          ExceptionTable.KEPT,
          ExceptionTable.ADOPTABLE,
          ExceptionTable.RIVAL);

  private ExceptionViews() {}

  static List<ExceptionView> of(Handle handle, List<Cared> page, Instant now) {
    Map<Long, InstanceObserved> observed =
        ExceptionQueries.observed(
            handle,
            page.stream()
                .map(Cared::row)
                .filter(ExceptionViews::changes)
                .map(ExceptionTable.Row::id)
                .toList());
    return page.stream()
        .map(cared -> view(handle, cared, Optional.ofNullable(observed.get(cared.row().id())), now))
        .toList();
  }

  static ExceptionView one(Handle handle, Cared cared, Instant now) {
    return of(handle, List.of(cared), now).getFirst();
  }

  static ExceptionCause cause(ExceptionQueries.Group group) {
    return new ExceptionCause(
        group.cause(),
        "x-" + group.newest(),
        group.kind(),
        group.certname(),
        group.service(),
        group.message(),
        group.count(),
        group.since(),
        group.assignee());
  }

  /** Such as {@code 22 removals (node-exporter 12, rsyslog 10)}. */
  static String words(SortedMap<String, Integer> held) {
    int all = held.values().stream().mapToInt(Integer::intValue).sum();
    String services =
        held.entrySet().stream()
            .map(entry -> entry.getKey() + " " + entry.getValue())
            .collect(Collectors.joining(", "));
    return all + (all == 1 ? " removal (" : " removals (") + services + ")";
  }

  /** Whether it asks a person to accept changes of a service's own configuration. */
  private static boolean changes(ExceptionTable.Row row) {
    return row.closedAt().isEmpty()
        && (row.kind().equals(ExceptionTable.ADOPTABLE) || row.kind().equals(ExceptionTable.RIVAL));
  }

  private static ExceptionView view(
      Handle handle, Cared cared, Optional<InstanceObserved> observed, Instant now) {
    ExceptionTable.Row row = cared.row();
    boolean standing = row.closedAt().isEmpty();
    boolean brake = standing && row.kind().equals(ExceptionTable.BRAKE);
    List<String> details =
        brake
            ? InstanceTable.held(handle)
            : observed.map(seen -> difference(row, seen)).orElse(List.of());
    SortedMap<String, Integer> held =
        brake ? InstanceTable.heldByService(handle) : Collections.emptySortedMap();
    return new ExceptionView(
        "x-" + row.id(),
        row.kind(),
        state(cared, now),
        row.certname(),
        held.size() == 1 ? held.firstKey() : row.service(),
        held.isEmpty() ? row.message() : words(held) + " held: " + row.message(),
        details,
        standing && RELEASABLE.contains(row.kind()),
        row.openedAt(),
        row.closedAt().orElse(null),
        row.closedBy().orElse(null),
        care(cared.care(), standing && cared.care().accepted(now)));
  }

  private static String state(Cared cared, Instant now) {
    if (cared.row().closedAt().isPresent()) {
      return cared.row().closedBy().map(by -> !by.equals("server")).orElse(false)
          ? "released"
          : "closed";
    }
    return cared.care().accepted(now) ? "accepted" : "open";
  }

  private static ExceptionView.@Nullable Care care(Care care, boolean accepted) {
    if (!accepted) {
      return care.assignee().isEmpty()
          ? null
          : new ExceptionView.Care(care.assignee(), null, null, null);
    }
    return new ExceptionView.Care(
        care.assignee(), care.acceptedUntil().orElse(null), care.acceptedBy(), care.reason());
  }

  /** What would change of a service's own configuration, line by line. */
  private static List<String> difference(ExceptionTable.Row row, InstanceObserved observed) {
    return row.kind().equals(ExceptionTable.RIVAL)
        ? observed.discovery().changes().stream().flatMap(String::lines).toList()
        : observed.discovery().lines();
  }
}
