package io.kitward.connector.link;

import com.google.protobuf.ByteString;
import io.kitward.protocol.NodeEvent;
import io.kitward.protocol.OpAmp;
import java.io.ByteArrayOutputStream;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import opamp.proto.v1.Opamp;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection: one thread sends ({@link #talk}), the HTTP client's threads receive. The first
 * message holds everything, later ones what changed; changes within {@value #COALESCE_MILLIS} ms go
 * together.
 */
final class Session implements WebSocket.Listener {

  /** How a connection ended, and how long the server wants us to stay away. */
  record Ended(String reason, Duration pause) {}

  private static final Logger LOG = LoggerFactory.getLogger(Session.class);
  private static final int COALESCE_MILLIS = 20;
  private static final int LARGEST_MESSAGE = 32 << 20;
  private static final int EVENTS_AT_ONCE = 200;
  private static final Duration HEARTBEAT = Duration.ofSeconds(30);
  private static final Duration SILENCE = Duration.ofSeconds(75);
  private static final Duration SEND_LIMIT = Duration.ofSeconds(30);

  private final Party party;
  private final AtomicLong sequence;
  private final ArrayBlockingQueue<Boolean> wakes = new ArrayBlockingQueue<>(1);
  private final CompletableFuture<Ended> ended = new CompletableFuture<>();
  private final CompletableFuture<WebSocket> opened = new CompletableFuture<>();
  private final AtomicBoolean fullWanted = new AtomicBoolean(true);
  private final ByteArrayOutputStream incoming = new ByteArrayOutputStream();
  private volatile long heardAt = System.nanoTime();
  private volatile Duration pause = Duration.ZERO;
  private @Nullable Report sent;
  private long sentEvents;

  Session(Party party, AtomicLong sequence) {
    this.party = party;
    this.sequence = sequence;
  }

  void wake() {
    wakes.offer(true);
  }

  void end(String reason) {
    ended.complete(new Ended(reason, pause));
    wake();
  }

  /** Sends until the connection ends. */
  Ended talk() throws InterruptedException {
    WebSocket socket = opened.join();
    sentEvents = party.journal().acknowledged();
    long beatAt = System.nanoTime();
    try {
      while (!ended.isDone()) {
        boolean said = speak(socket);
        long now = System.nanoTime();
        if (now - beatAt >= HEARTBEAT.toNanos()) {
          if (!said) {
            send(socket, Messages.heartbeat());
          }
          await(socket.sendPing(ByteBuffer.allocate(0)));
          sentEvents = party.journal().acknowledged(); // unacknowledged ones go once more
          beatAt = now;
        }
        if (now - heardAt > SILENCE.toNanos()) {
          end("nothing heard for " + SILENCE.toSeconds() + " s");
        }
        if (!more()) {
          Boolean woken = wakes.poll(HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS);
          if (woken != null && !ended.isDone()) {
            Thread.sleep(COALESCE_MILLIS);
            wakes.clear();
          }
        }
      }
    } catch (ExecutionException | TimeoutException e) {
      end("sending failed: " + e.getMessage());
    } finally {
      socket.abort();
    }
    return ended.join();
  }

  private boolean more() {
    return party.journal().holdsAfter(sentEvents);
  }

  private boolean speak(WebSocket socket)
      throws InterruptedException, ExecutionException, TimeoutException {
    Report now = party.report();
    boolean full = fullWanted.getAndSet(false);
    Opamp.AgentToServer.Builder message =
        full ? Messages.full(now) : Messages.changed(sent, now).orElse(null);
    List<NodeEvent> events = party.journal().after(sentEvents, EVENTS_AT_ONCE);
    if (!events.isEmpty()) {
      message = message == null ? Messages.heartbeat() : message;
      message.setCustomMessage(OpAmp.events(events));
      sentEvents = events.getLast().sequence();
    }
    if (message == null) {
      return false;
    }
    send(socket, message);
    sent = now;
    return true;
  }

  private void send(WebSocket socket, Opamp.AgentToServer.Builder message)
      throws InterruptedException, ExecutionException, TimeoutException {
    UUID uid = party.instanceUid();
    ByteBuffer bytes =
        ByteBuffer.allocate(16)
            .putLong(uid.getMostSignificantBits())
            .putLong(uid.getLeastSignificantBits())
            .flip();
    message.setInstanceUid(ByteString.copyFrom(bytes)).setSequenceNum(sequence.incrementAndGet());
    await(socket.sendBinary(Framing.encode(message.build()), true));
  }

  private static void await(CompletableFuture<WebSocket> sending)
      throws InterruptedException, ExecutionException, TimeoutException {
    sending.get(SEND_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void onOpen(WebSocket socket) {
    opened.complete(socket);
    socket.request(1);
  }

  @Override
  public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
    heardAt = System.nanoTime();
    if (incoming.size() + data.remaining() > LARGEST_MESSAGE) {
      end("the server sent more than 32 MiB in one message");
      return null;
    }
    byte[] piece = new byte[data.remaining()];
    data.get(piece);
    incoming.writeBytes(piece);
    if (last) {
      byte[] whole = incoming.toByteArray();
      incoming.reset();
      try {
        received(Framing.decode(whole));
      } catch (RuntimeException e) {
        LOG.warn("a message of the server was left aside: {}", e.getMessage());
      }
    }
    socket.request(1);
    return null;
  }

  private void received(Opamp.ServerToAgent message) {
    if (message.hasErrorResponse()) {
      var error = message.getErrorResponse();
      LOG.warn("the server answers: {}", error.getErrorMessage());
      if (error.hasRetryInfo()) {
        long nanos = error.getRetryInfo().getRetryAfterNanoseconds();
        pause = Duration.ofNanos(Math.clamp(nanos, 0, Duration.ofMinutes(10).toNanos()));
        end("the server asks to come back in " + pause.toSeconds() + " s");
        return;
      }
    }
    if ((message.getFlags() & Opamp.ServerToAgentFlags.ServerToAgentFlags_ReportFullState_VALUE)
        != 0) {
      fullWanted.set(true);
      wake();
    }
    if (message.hasCustomMessage()) {
      var custom = message.getCustomMessage();
      if (custom.getCapability().equals(OpAmp.EVENTS_CAPABILITY)
          && custom.getType().equals(OpAmp.ACKNOWLEDGE_TYPE)) {
        party.journal().acknowledge(OpAmp.acknowledged(custom));
      }
    }
    if (message.hasRemoteConfig()) {
      party.offered(message.getRemoteConfig());
      wake();
    }
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
    end("the server sent text, which OpAMP does not");
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onPong(WebSocket socket, ByteBuffer message) {
    heardAt = System.nanoTime();
    socket.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onPing(WebSocket socket, ByteBuffer message) {
    heardAt = System.nanoTime();
    socket.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
    end("closed by the server (" + code + (reason.isEmpty() ? "" : ", " + reason) + ")");
    return null;
  }

  @Override
  public void onError(WebSocket socket, Throwable error) {
    end(error.getMessage() == null ? error.getClass().getSimpleName() : error.getMessage());
  }
}
