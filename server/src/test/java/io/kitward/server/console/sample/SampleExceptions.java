package io.kitward.server.console.sample;

import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.ExceptionAct;
import io.kitward.server.api.port.ExceptionCause;
import io.kitward.server.api.port.ExceptionDetail;
import io.kitward.server.api.port.ExceptionFilter;
import io.kitward.server.api.port.ExceptionView;
import io.kitward.server.api.port.Exceptions;
import io.kitward.server.api.port.Until;
import io.kitward.server.console.view.Names;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Exceptions in memory, the newest first. Thread-safe. */
public final class SampleExceptions implements Exceptions {
  private final List<ExceptionView> exceptions = new ArrayList<>();
  private final Map<String, List<ExceptionDetail.Entry>> notes = new HashMap<>();
  private final Clock clock;

  public SampleExceptions(Clock clock) {
    this.clock = clock;
  }

  /** Puts an exception; one of the same id is replaced where it stands. */
  public synchronized void put(ExceptionView exception) {
    for (int i = 0; i < exceptions.size(); i++) {
      if (exceptions.get(i).id().equals(exception.id())) {
        exceptions.set(i, exception);
        return;
      }
    }
    exceptions.addFirst(exception);
  }

  private static String cause(ExceptionView each) {
    return Names.digest(each.kind() + "\n" + each.service() + "\n" + each.message())
        .substring(0, 16);
  }

  private List<ExceptionView> like(ExceptionFilter filter) {
    return exceptions.stream()
        .filter(each -> filter.state() == null || filter.state().equals(each.state()))
        .filter(each -> filter.kind() == null || filter.kind().equals(each.kind()))
        .filter(each -> filter.cause() == null || filter.cause().equals(cause(each)))
        .toList();
  }

  @Override
  public synchronized List<ExceptionView> page(ExceptionFilter filter, String before, int limit) {
    return like(filter).stream()
        .dropWhile(exception -> !before.isEmpty() && !exception.id().equals(before))
        .skip(before.isEmpty() ? 0 : 1)
        .limit(limit)
        .toList();
  }

  @Override
  public synchronized List<ExceptionCause> causes(
      ExceptionFilter filter, String before, int limit) {
    Map<String, List<ExceptionView>> groups = new LinkedHashMap<>();
    like(filter)
        .forEach(each -> groups.computeIfAbsent(cause(each), _ -> new ArrayList<>()).add(each));
    return groups.entrySet().stream()
        .map(
            group -> {
              ExceptionView newest = group.getValue().getFirst();
              return new ExceptionCause(
                  group.getKey(),
                  newest.id(),
                  newest.kind(),
                  newest.node(),
                  newest.service(),
                  newest.message(),
                  group.getValue().size(),
                  group.getValue().stream()
                      .map(ExceptionView::since)
                      .min(Comparator.naturalOrder())
                      .orElseThrow(),
                  newest.care() == null ? "" : newest.care().assignee());
            })
        .dropWhile(cause -> !before.isEmpty() && !cause.newest().equals(before))
        .skip(before.isEmpty() ? 0 : 1)
        .limit(limit)
        .toList();
  }

  @Override
  public synchronized Optional<ExceptionView> find(String id) {
    return exceptions.stream().filter(exception -> exception.id().equals(id)).findFirst();
  }

  @Override
  public synchronized Optional<ExceptionDetail> detail(String id) {
    return find(id)
        .map(
            exception -> {
              var history = new ArrayList<>(notes.getOrDefault(id, List.of()));
              history.add(
                  new ExceptionDetail.Entry(exception.since(), "server", "opened", exception.id()));
              return new ExceptionDetail(exception, history);
            });
  }

  @Override
  public synchronized ReleaseOutcome release(String id, Actor actor) {
    Optional<ExceptionView> known = find(id);
    if (known.isEmpty()) {
      return new ReleaseOutcome.Unknown();
    }
    if (!known.get().releasable() || !known.get().standing()) {
      return new ReleaseOutcome.NotReleasable(id + " holds nothing back");
    }
    ExceptionView released =
        changed(known.get(), "released", clock.instant(), actor.principal().display(), null);
    put(released);
    return new ReleaseOutcome.Released(released);
  }

  @Override
  public synchronized ActOutcome act(String id, ExceptionAct act, Actor actor) {
    Optional<ExceptionView> found = find(id);
    if (found.isEmpty()) {
      return new ActOutcome.Unknown();
    }
    ExceptionView known = found.get();
    if (!known.standing() && !(act instanceof ExceptionAct.Comment)) {
      return new ActOutcome.Closed();
    }
    String assignee = known.care() == null ? "" : known.care().assignee();
    String by = actor.principal().display();
    switch (act) {
      case ExceptionAct.Assign(String to) -> {
        put(
            changed(
                known, known.state(), null, null, new ExceptionView.Care(to, null, null, null)));
        note(id, by, "assigned", to);
      }
      case ExceptionAct.Comment(String text) -> note(id, by, "commented", text);
      case ExceptionAct.Accept(String text, String reason) -> {
        Optional<Instant> until = Until.read(text, clock.instant());
        if (until.isEmpty()) {
          return new ActOutcome.NoTime();
        }
        put(
            changed(
                known,
                "accepted",
                null,
                null,
                new ExceptionView.Care(assignee, until.get(), by, reason)));
        note(id, by, "accepted", reason);
      }
      case ExceptionAct.Reopen() -> {
        put(changed(known, "open", null, null, new ExceptionView.Care(assignee, null, null, null)));
        note(id, by, "reopened", "");
      }
    }
    return new ActOutcome.Done(find(id).orElseThrow());
  }

  private void note(String id, String by, String what, String text) {
    notes
        .computeIfAbsent(id, _ -> new ArrayList<>())
        .addFirst(new ExceptionDetail.Entry(clock.instant(), by, what, text));
  }

  private static ExceptionView changed(
      ExceptionView known,
      String state,
      @Nullable Instant closedAt,
      @Nullable String closedBy,
      ExceptionView.@Nullable Care care) {
    return new ExceptionView(
        known.id(),
        known.kind(),
        state,
        known.node(),
        known.service(),
        known.message(),
        known.details(),
        known.releasable() && closedAt == null,
        known.since(),
        closedAt,
        closedBy,
        care);
  }
}
