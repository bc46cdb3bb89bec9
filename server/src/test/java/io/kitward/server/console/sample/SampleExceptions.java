package io.kitward.server.console.sample;

import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.ExceptionView;
import io.kitward.server.api.port.Exceptions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Exceptions in memory, the newest first. Thread-safe. */
public final class SampleExceptions implements Exceptions {
  private final List<ExceptionView> exceptions = new ArrayList<>();
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

  @Override
  public synchronized List<ExceptionView> page(@Nullable String state, String before, int limit) {
    return exceptions.stream()
        .dropWhile(exception -> !before.isEmpty() && !exception.id().equals(before))
        .skip(before.isEmpty() ? 0 : 1)
        .filter(exception -> state == null || state.equals(exception.state()))
        .limit(limit)
        .toList();
  }

  @Override
  public synchronized Optional<ExceptionView> find(String id) {
    return exceptions.stream().filter(exception -> exception.id().equals(id)).findFirst();
  }

  @Override
  public synchronized ReleaseOutcome release(String id, Actor actor) {
    for (ExceptionView known : List.copyOf(exceptions)) {
      if (known.id().equals(id)) {
        if (!known.releasable() || !known.state().equals("open")) {
          return new ReleaseOutcome.NotReleasable(id + " holds nothing back");
        }
        var released =
            new ExceptionView(
                known.id(),
                known.kind(),
                "released",
                known.node(),
                known.service(),
                known.message(),
                known.details(),
                false,
                known.since(),
                clock.instant(),
                actor.principal().display());
        put(released);
        return new ReleaseOutcome.Released(released);
      }
    }
    return new ReleaseOutcome.Unknown();
  }
}
