package io.kitward.server.channel;

import io.kitward.server.channel.Inbox.Item;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import opamp.proto.v1.Opamp;
import org.jspecify.annotations.Nullable;

/**
 * One agent that polls: each of its requests brings a message and takes away what waits for it. A
 * request that prefers to wait is answered as soon as there is something to say. Thread-safe.
 */
final class Poll implements Wire {

  /** The answer to one request. */
  record Answer(Opamp.ServerToAgent message) {

    /** Whether the agent is told to come back later. */
    boolean unavailable() {
      return message.getErrorResponse().getType()
          == Opamp.ServerErrorResponseType.ServerErrorResponseType_Unavailable;
    }

    long retryAfterSeconds() {
      long nanoseconds = message.getErrorResponse().getRetryInfo().getRetryAfterNanoseconds();
      return Math.max(1, Duration.ofNanos(nanoseconds).toSeconds());
    }
  }

  /** A request that is worked on and not answered yet. */
  private record Waiting(long number, Consumer<Answer> answer, ScheduledFuture<?> limit) {}

  private final DoorParts door;
  private final Visitor visitor;
  private final Session session;
  private final Runnable forget;
  private volatile long heardAt = System.nanoTime();

  /** At most one; guarded by this. */
  private @Nullable Waiting waiting;

  private long requests;
  private boolean closed;

  /**
   * @param forget called once, when it is over
   */
  Poll(DoorParts door, Visitor visitor, Runnable forget) {
    this.door = door;
    this.visitor = visitor;
    this.forget = forget;
    session = new Session(door, visitor, this);
    session.outbox().repeats();
  }

  Visitor visitor() {
    return visitor;
  }

  Session session() {
    return session;
  }

  /** Whether nothing came for so long that the agent counts as gone. */
  boolean silent(Duration limit) {
    return System.nanoTime() - heardAt > limit.toNanos();
  }

  /**
   * Takes a request.
   *
   * @param wait how long the answer may wait for something to say
   * @param answer called exactly once, on any thread
   */
  void hear(
      Item.Message message,
      Duration wait,
      ScheduledExecutorService timer,
      Consumer<Answer> answer) {
    heardAt = System.nanoTime();
    session.take(message.whenWorkedOn(() -> worked(wait, timer, answer)));
  }

  private void worked(Duration wait, ScheduledExecutorService timer, Consumer<Answer> answer) {
    heardAt = System.nanoTime();
    Waiting older;
    Opamp.ServerToAgent now;
    boolean waits;
    synchronized (this) {
      older = waiting;
      waiting = null;
      now = session.outbox().take();
      waits = now == null && wait.isPositive() && !closed;
      if (waits) {
        long number = ++requests;
        var limit = timer.schedule(() -> late(number), wait.toMillis(), TimeUnit.MILLISECONDS);
        waiting = new Waiting(number, answer, limit);
      }
    }
    if (older != null) {
      answer(older, session.outbox().nothing());
    }
    if (!waits) {
      answer(answer, now);
    }
  }

  private void late(long number) {
    Waiting request;
    synchronized (this) {
      request = waiting;
      if (request == null || request.number() != number) {
        return;
      }
      waiting = null;
    }
    answer(request.answer(), null);
  }

  private void answer(Consumer<Answer> answer, Opamp.@Nullable ServerToAgent message) {
    door.meters().sent.increment();
    answer.accept(new Answer(message == null ? session.outbox().nothing() : message));
  }

  private void answer(Waiting request, Opamp.ServerToAgent message) {
    request.limit().cancel(false);
    answer(request.answer(), message);
  }

  @Override
  public void flush() {
    Waiting request;
    Opamp.ServerToAgent message;
    synchronized (this) {
      request = waiting;
      if (request == null) {
        return;
      }
      message = session.outbox().take();
      if (message == null) {
        return;
      }
      waiting = null;
    }
    answer(request, message);
  }

  @Override
  public void resume() {}

  @Override
  public void close(int code, String reason) {
    Waiting request;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      request = waiting;
      waiting = null;
    }
    forget.run();
    if (request != null) {
      Opamp.ServerToAgent message = session.outbox().take();
      answer(request, message == null ? session.outbox().nothing() : message);
    }
    session.take(Item.End.GONE);
  }
}
