package io.kitward.server.rollout;

import com.google.protobuf.ByteString;
import io.kitward.protocol.ConsoleAnswer;
import io.kitward.protocol.ConsoleMessages;
import io.kitward.protocol.ConsoleRequest;
import io.kitward.server.channel.Channel;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Requests to consoles through connectors of their sites, in memory while they are on their way.
 * People have no way to make one. Thread-safe.
 */
public final class ConsoleRequests {

  /** How long the way to the connector and back may take beyond what the console may. */
  private static final Duration TRANSIT = Duration.ofSeconds(5);

  /** The console's whole answer. */
  @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
  public record Answer(int status, Map<String, String> headers, byte[] body) {}

  /** There is no answer. */
  public static final class UnansweredException extends Exception {
    private static final long serialVersionUID = 1L;
    private final Optional<ConsoleAnswer.Failure> failure;

    UnansweredException(Optional<ConsoleAnswer.Failure> failure, String words) {
      super(words);
      this.failure = failure;
    }

    /** What the connector says; empty when the way to the connector failed. */
    public Optional<ConsoleAnswer.Failure> failure() {
      return failure;
    }

    /** Why, for people. */
    public String words() {
      return String.valueOf(getMessage());
    }
  }

  /** One that is on its way. Pieces come one after another. */
  private static final class Pending {
    private final UUID node;
    private final int largest;
    private final CompletableFuture<Answer> answer = new CompletableFuture<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private int pieces;

    Pending(UUID node, int largest) {
      this.node = node;
      this.largest = largest;
    }

    synchronized void take(ConsoleAnswer piece, ByteString part) {
      ConsoleAnswer.Failure failure = piece.failure();
      if (failure != null) {
        fail(Optional.of(failure), piece.message());
      } else if (piece.piece() != pieces + 1) {
        fail(Optional.of(ConsoleAnswer.Failure.BROKEN), "its answer did not arrive whole");
      } else if (body.size() + (long) part.size() > largest) {
        fail(Optional.of(ConsoleAnswer.Failure.LARGE), "its answer is larger than it may be");
      } else {
        pieces = piece.piece();
        body.writeBytes(part.toByteArray());
        if (piece.last()) {
          answer.complete(new Answer(piece.status(), piece.headers(), body.toByteArray()));
        }
      }
    }

    void fail(Optional<ConsoleAnswer.Failure> failure, String words) {
      answer.completeExceptionally(new UnansweredException(failure, words));
    }
  }

  private final Channel channel;
  private final Map<String, Pending> pending = new ConcurrentHashMap<>();

  public ConsoleRequests(Channel channel) {
    this.channel = channel;
  }

  /** Has a node's connector ask a console, and waits for the answer. */
  public Answer ask(UUID node, ConsoleRequest request, byte[] body)
      throws UnansweredException, InterruptedException {
    if (body.length > ConsoleRequest.LARGEST_BODY) {
      throw new UnansweredException(
          Optional.of(ConsoleAnswer.Failure.BROKEN),
          "a request of %,d bytes is too large for a connector, which takes %,d"
              .formatted(body.length, ConsoleRequest.LARGEST_BODY));
    }
    var waiting = new Pending(node, request.largest());
    // Before it is sent: the answer may be here at once.
    pending.put(request.id(), waiting);
    try {
      handOver(node, request, body);
      return waiting.answer.get(
          TRANSIT.toMillis() + request.timeoutMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof UnansweredException why
          ? new UnansweredException(why.failure(), why.words())
          : new UnansweredException(Optional.empty(), String.valueOf(e.getMessage()));
    } catch (TimeoutException e) {
      throw new UnansweredException(Optional.empty(), "its connector does not answer");
    } finally {
      pending.remove(request.id());
    }
  }

  private void handOver(UUID node, ConsoleRequest request, byte[] body) throws UnansweredException {
    String words =
        switch (channel.console(node, ConsoleMessages.request(request, body))) {
          case TAKEN -> "";
          case AWAY -> "its connector is not connected";
          case TOO_OLD -> "its connector is too old to ask consoles, upgrade it";
          case FULL -> "its connector has too much waiting for it";
        };
    if (!words.isEmpty()) {
      throw new UnansweredException(Optional.empty(), words);
    }
  }

  /** A node answers; what it was not asked is left aside. */
  public void answered(UUID node, ConsoleMessages.Answered answered) {
    Pending waiting = pending.get(answered.answer().id());
    if (waiting != null && waiting.node.equals(node)) {
      waiting.take(answered.answer(), answered.body());
    }
  }

  /** A node's session ended, or another took its place: nobody answers any more. */
  public void lost(UUID node) {
    for (Pending waiting : pending.values()) {
      if (waiting.node.equals(node)) {
        waiting.fail(Optional.empty(), "its connector's session ended before the answer came");
      }
    }
  }
}
