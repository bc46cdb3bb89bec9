package io.kitward.server.rollout;

import io.kitward.protocol.Operation;
import io.kitward.protocol.OperationReply;
import io.kitward.server.channel.Channel;
import io.kitward.server.rollout.AskedOperation.State;
import java.io.ByteArrayOutputStream;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What people asked of nodes lately, in memory: an operation lives as long as the session that
 * carries it, and its result until newer ones need the room. Thread-safe.
 */
public final class Operations {

  /** Operations that are remembered; of those that are over the oldest goes first. */
  private static final int REMEMBERED = 200;

  /** Bytes of all results together. */
  private static final long ROOM = 64L << 20;

  /** Operations of one node that are not over. */
  private static final int AT_ONCE = 4;

  private static final class Entry {
    private final UUID node;
    private final Operation operation;
    private final Instant askedAt;
    private final ByteArrayOutputStream result = new ByteArrayOutputStream();
    private State state = State.SENT;
    private String message = "";
    private String contentType = "";
    private int pieces;

    Entry(UUID node, Operation operation, Instant askedAt) {
      this.node = node;
      this.operation = operation;
      this.askedAt = askedAt;
    }

    AskedOperation seen() {
      return new AskedOperation(
          node,
          operation,
          askedAt,
          state,
          message,
          state == State.DONE ? contentType : "",
          state == State.DONE ? result.size() : 0);
    }

    void end(State how, String why) {
      state = how;
      message = why;
      if (how != State.DONE) {
        result.reset();
      }
    }
  }

  private final Channel channel;
  private final Clock clock;

  /** The oldest first; guarded by this. */
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  public Operations(Channel channel, Clock clock) {
    this.channel = channel;
    this.clock = clock;
  }

  /** Whether a node's connector has its session with this server. */
  public boolean reaches(UUID node) {
    return channel.connected(node);
  }

  /**
   * Asks a node.
   *
   * @return empty when its connector has no session, does not take operations, or has too many
   */
  public Optional<AskedOperation> ask(UUID node, Operation operation) {
    Instant now = clock.instant();
    synchronized (this) {
      overdue(now);
      long open =
          entries.values().stream()
              .filter(entry -> entry.node.equals(node) && !entry.state.over())
              .count();
      if (open >= AT_ONCE) {
        return Optional.empty();
      }
      // Before it is sent: the answer may be here at once.
      entries.put(operation.id(), new Entry(node, operation, now));
      makeRoom();
    }
    if (channel.ask(node, operation)) {
      return find(operation.id());
    }
    synchronized (this) {
      entries.remove(operation.id());
    }
    return Optional.empty();
  }

  /** How far an operation is; empty when it is not remembered. */
  public synchronized Optional<AskedOperation> find(String id) {
    overdue(clock.instant());
    return Optional.ofNullable(entries.get(id)).map(Entry::seen);
  }

  /** Nobody asks for it any more: it makes room for what people ask. */
  public synchronized void forget(String id) {
    entries.remove(id);
  }

  /** The result of an operation that is done and has one. */
  public synchronized Optional<byte[]> result(String id) {
    return Optional.ofNullable(entries.get(id))
        .filter(entry -> entry.state == State.DONE && !entry.contentType.isEmpty())
        .map(entry -> entry.result.toByteArray());
  }

  /** A node answers; what is not asked of it, or over, or out of order, is left aside. */
  public synchronized void answered(UUID node, OperationReply reply) {
    overdue(clock.instant());
    Entry entry = entries.get(reply.id());
    if (entry == null || !entry.node.equals(node) || entry.state.over()) {
      return;
    }
    switch (reply.state()) {
      case ACKNOWLEDGED -> entry.state = State.ACKNOWLEDGED;
      case FAILED -> entry.end(State.FAILED, reply.message());
      case NOT_SUPPORTED -> entry.end(State.NOT_SUPPORTED, reply.message());
      case DONE -> done(entry, reply);
    }
  }

  private void done(Entry entry, OperationReply reply) {
    if (reply.pieces() == 0) {
      entry.end(State.DONE, reply.message());
      return;
    }
    byte @Nullable [] piece = decoded(reply.data());
    boolean next = reply.piece() == entry.pieces + 1;
    if (piece == null || !next || reply.pieces() > OperationReply.PIECES) {
      entry.end(State.FAILED, "its result did not arrive whole");
      return;
    }
    entry.pieces = reply.piece();
    entry.result.writeBytes(piece);
    entry.contentType = reply.contentType();
    if (reply.piece() == reply.pieces()) {
      entry.end(State.DONE, reply.message());
    }
    makeRoom();
  }

  private static byte @Nullable [] decoded(String data) {
    try {
      byte[] piece = Base64.getDecoder().decode(data);
      return piece.length <= OperationReply.PIECE ? piece : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** A node's session ended, or another took its place: nobody answers any more. */
  public synchronized void lost(UUID node) {
    for (Entry entry : entries.values()) {
      if (entry.node.equals(node) && !entry.state.over()) {
        entry.end(
            State.LOST,
            "the node's session ended before it answered; whether it was carried out is not known");
      }
    }
  }

  private void overdue(Instant now) {
    for (Entry entry : entries.values()) {
      if (!entry.state.over() && now.isAfter(entry.operation.deadline())) {
        entry.end(State.OVERDUE, "the node did not answer in time");
      }
    }
  }

  private void makeRoom() {
    long held = entries.values().stream().mapToLong(entry -> entry.result.size()).sum();
    var oldest = entries.values().iterator();
    while (oldest.hasNext() && (entries.size() > REMEMBERED || held > ROOM)) {
      Entry entry = oldest.next();
      if (entry.state.over()) {
        held -= entry.result.size();
        oldest.remove();
      }
    }
  }
}
