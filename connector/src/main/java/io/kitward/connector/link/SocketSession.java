package io.kitward.connector.link;

import java.io.ByteArrayOutputStream;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import opamp.proto.v1.Opamp;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A dialogue over a WebSocket: one thread sends ({@link #talk}), the HTTP client's threads receive.
 */
final class SocketSession implements WebSocket.Listener {

  private static final Logger LOG = LoggerFactory.getLogger(SocketSession.class);

  /** What a message of the server may have, in bytes. */
  static final int LARGEST_MESSAGE = 32 << 20;

  private static final Duration SEND_LIMIT = Duration.ofSeconds(30);

  /** So many heartbeats without a word or a pong, and the connection counts as dead. */
  private static final double SILENT_HEARTBEATS = 2.5;

  private final Dialogue dialogue;
  private final CompletableFuture<WebSocket> opened = new CompletableFuture<>();
  private final ByteArrayOutputStream incoming = new ByteArrayOutputStream();
  private volatile long heardAt = System.nanoTime();

  SocketSession(Dialogue dialogue) {
    this.dialogue = dialogue;
  }

  /** Sends until the connection ends. */
  Dialogue.Ended talk() throws InterruptedException {
    WebSocket socket = opened.join();
    long beatAt = System.nanoTime();
    try {
      while (!dialogue.over()) {
        Opamp.AgentToServer message = dialogue.next();
        if (message != null) {
          send(socket, message);
        }
        long beat = dialogue.heartbeat().toNanos();
        long now = System.nanoTime();
        if (now - beatAt >= beat) {
          if (message == null) {
            send(socket, dialogue.beat());
          }
          await(socket.sendPing(ByteBuffer.allocate(0)));
          dialogue.again();
          beatAt = now;
        }
        if (now - heardAt > SILENT_HEARTBEATS * beat) {
          dialogue.end("nothing heard for " + Duration.ofNanos(now - heardAt).toSeconds() + " s");
        }
        dialogue.await(dialogue.heartbeat());
      }
      if (dialogue.leaving()) {
        send(socket, dialogue.goodbye());
      }
    } catch (ExecutionException | TimeoutException e) {
      dialogue.end("sending failed: " + e.getMessage());
    } finally {
      socket.abort();
    }
    return dialogue.outcome();
  }

  private static void send(WebSocket socket, Opamp.AgentToServer message)
      throws InterruptedException, ExecutionException, TimeoutException {
    await(socket.sendBinary(Framing.encode(message), true));
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
      dialogue.end("the server sent more than 32 MiB in one message");
      return null;
    }
    byte[] piece = new byte[data.remaining()];
    data.get(piece);
    incoming.writeBytes(piece);
    if (last) {
      byte[] whole = incoming.toByteArray();
      incoming.reset();
      try {
        dialogue.hear(Framing.decode(whole));
      } catch (IllegalArgumentException e) {
        LOG.warn("a message of the server was left aside: {}", e.getMessage());
      }
    }
    socket.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
    dialogue.end("the server sent text, which OpAMP does not");
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
    dialogue.end("closed by the server (" + code + (reason.isEmpty() ? "" : ", " + reason) + ")");
    return null;
  }

  @Override
  public void onError(WebSocket socket, Throwable error) {
    dialogue.end(
        error.getMessage() == null ? error.getClass().getSimpleName() : error.getMessage());
  }
}
