package io.kitward.connector.link;

import io.kitward.connector.config.Route;
import java.io.IOException;
import java.net.SocketException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import opamp.proto.v1.Opamp;
import org.java_websocket.WebSocket;
import org.java_websocket.client.WebSocketClient;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.exceptions.WebsocketNotConnectedException;
import org.java_websocket.framing.CloseFrame;
import org.java_websocket.framing.Framedata;
import org.java_websocket.handshake.ServerHandshake;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A dialogue over a WebSocket: one thread speaks ({@link #talk}), one of its own hears. */
final class SocketSession extends WebSocketClient {

  /** The server answered, but with something else than a WebSocket. */
  static final class Refused extends IOException {

    private static final long serialVersionUID = 1L;

    Refused(String status) {
      super("the server answered with status " + status);
    }
  }

  private static final Logger LOG = LoggerFactory.getLogger(SocketSession.class);

  /** What a message of the server may have, in bytes. */
  static final int LARGEST_MESSAGE = 32 << 20;

  private static final Duration SEND_LIMIT = Duration.ofSeconds(30);
  private static final int DRAIN_MILLIS = 10;
  private static final int LINGER_SECONDS = 2;
  private static final Pattern STATUS = Pattern.compile("^Invalid status code received: (\\d+)");

  /** So many heartbeats without a word or a pong, and the connection counts as dead. */
  private static final double SILENT_HEARTBEATS = 2.5;

  private final Dialogue dialogue;
  private final CompletableFuture<Void> opened = new CompletableFuture<>();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private volatile @Nullable Exception failure;
  private volatile long heardAt = System.nanoTime();

  /**
   * A session that is not connected yet.
   *
   * @param server {@code wss://host:port/path}
   * @param connecting how long the connection itself may take
   */
  SocketSession(URI server, SSLContext tls, Route route, Duration connecting, Dialogue dialogue) {
    super(
        server,
        new Draft_6455(List.of(), LARGEST_MESSAGE),
        null,
        Math.toIntExact(connecting.toMillis()));
    this.dialogue = dialogue;
    setSocketFactory(tls.getSocketFactory());
    setTcpNoDelay(true);
    setDaemon(true);
    setConnectionLostTimeout(0); // the dialogue's heartbeats say whether anybody is there
    route
        .socketProxy()
        .ifPresent(
            proxy -> {
              setProxy(proxy);
              setDnsResolver(null); // the proxy knows the server's name; this node need not
            });
  }

  /**
   * Connects.
   *
   * @throws IOException when no WebSocket could be opened, with the reason
   */
  void open(Duration limit) throws IOException, InterruptedException {
    Thread.ofVirtual().name("socket").start(this);
    boolean open = false;
    try {
      opened.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      open = true;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException reason ? reason : new IOException(e.getCause());
    } catch (TimeoutException e) {
      LOG.debug("no answer within {}", limit, e);
      throw new IOException("no answer"); // the time limit says no more than this
    } finally {
      if (!open) {
        abort();
      }
    }
  }

  /** Speaks until the connection ends. */
  Dialogue.Ended talk() throws InterruptedException {
    long beatAt = System.nanoTime();
    try {
      while (!dialogue.over()) {
        Opamp.AgentToServer message = dialogue.next();
        if (message != null) {
          say(message);
        }
        long beat = dialogue.heartbeat().toNanos();
        long now = System.nanoTime();
        if (now - beatAt >= beat) {
          if (message == null) {
            say(dialogue.beat());
          }
          sendPing();
          dialogue.again();
          beatAt = now;
        }
        if (now - heardAt > SILENT_HEARTBEATS * beat) {
          dialogue.end("nothing heard for " + Duration.ofNanos(now - heardAt).toSeconds() + " s");
        }
        dialogue.await(dialogue.heartbeat());
      }
      if (dialogue.leaving()) {
        say(dialogue.goodbye());
        close();
        closed.get(LINGER_SECONDS, TimeUnit.SECONDS);
      }
    } catch (WebsocketNotConnectedException e) {
      dialogue.end("the connection is gone");
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("the server did not confirm the end", e);
    } finally {
      abort();
    }
    return dialogue.outcome();
  }

  /**
   * Sends when what was said before is on its way: nothing piles up behind a slow network, and what
   * is taken so slowly is no silence.
   */
  private void say(Opamp.AgentToServer message) throws InterruptedException {
    long begin = System.nanoTime();
    while (hasBufferedData() && isOpen()) {
      if (System.nanoTime() - begin > SEND_LIMIT.toNanos()) {
        dialogue.end("sending failed: nothing was taken for " + SEND_LIMIT.toSeconds() + " s");
        return;
      }
      Thread.sleep(DRAIN_MILLIS);
    }
    if (System.nanoTime() - begin > TimeUnit.SECONDS.toNanos(1)) {
      heardAt = System.nanoTime();
    }
    send(Framing.encode(message));
  }

  /** Ends the connection without a word. Never blocks, whatever the other side does. */
  private void abort() {
    closeConnection(CloseFrame.NORMAL, "");
    var socket = getSocket();
    if (socket != null) {
      Thread.ofVirtual()
          .name("hang-up")
          .start(
              () -> {
                try {
                  socket.close();
                } catch (IOException e) {
                  LOG.debug("hanging up", e);
                }
              });
    }
  }

  @Override
  protected void onSetSSLParameters(SSLParameters parameters) {
    super.onSetSSLParameters(parameters); // the certificate has to be of the host that was asked
    try {
      getSocket().setSoLinger(true, LINGER_SECONDS);
      getSocket().setSoTimeout(0); // a proxy's time limit was for its own answer
    } catch (SocketException e) {
      LOG.debug("no linger", e);
    }
  }

  @Override
  public void onOpen(ServerHandshake handshake) {
    heardAt = System.nanoTime();
    opened.complete(null);
  }

  @Override
  public void onMessage(ByteBuffer data) {
    heardAt = System.nanoTime();
    byte[] whole = new byte[data.remaining()];
    data.get(whole);
    try {
      dialogue.hear(Framing.decode(whole));
    } catch (IllegalArgumentException e) {
      LOG.warn("a message of the server was left aside: {}", e.getMessage());
    }
  }

  @Override
  public void onMessage(String text) {
    dialogue.end("the server sent text, which OpAMP does not");
  }

  @Override
  public void onWebsocketPing(WebSocket socket, Framedata frame) {
    heardAt = System.nanoTime();
    super.onWebsocketPing(socket, frame);
  }

  @Override
  public void onWebsocketPong(WebSocket socket, Framedata frame) {
    heardAt = System.nanoTime();
  }

  @Override
  public void onClose(int code, @Nullable String said, boolean remote) {
    String reason = said == null ? "" : said;
    Exception why = failure;
    closed.complete(null);
    if (!opened.isDone()) {
      Matcher status = STATUS.matcher(reason);
      opened.completeExceptionally(
          status.find()
              ? new Refused(status.group(1))
              : why == null ? new IOException(reason.isEmpty() ? "no answer" : reason) : why);
    }
    String detail = code + (reason.isEmpty() ? "" : ", " + reason);
    if (why != null) {
      dialogue.end("the connection broke: " + words(why));
    } else if (code == CloseFrame.ABNORMAL_CLOSE || code == CloseFrame.NEVER_CONNECTED) {
      dialogue.end("the connection broke");
    } else {
      dialogue.end((remote ? "closed by the server (" : "closed here (") + detail + ")");
    }
  }

  @Override
  public void onError(Exception error) {
    failure = error;
  }

  private static String words(Exception error) {
    return error.getMessage() == null ? error.getClass().getSimpleName() : error.getMessage();
  }
}
