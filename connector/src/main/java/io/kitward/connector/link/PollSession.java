package io.kitward.connector.link;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import opamp.proto.v1.Opamp;
import org.jspecify.annotations.Nullable;

/**
 * A dialogue by HTTP polling. One request waits at the server for something to hear, if the server
 * lets it (RFC 7240, {@code Prefer: wait}); what there is to say goes in requests of its own. With
 * a server that answers at once it asks every few seconds.
 */
final class PollSession {

  private static final Duration WAIT = Duration.ofSeconds(20);
  private static final Duration REQUEST_LIMIT = Duration.ofSeconds(45);

  private final Dialogue dialogue;
  private final HttpClient client;
  private final URI server;
  private final Duration pace;
  private @Nullable CompletableFuture<?> listening;
  private long askedAt;
  private volatile boolean heldBack;

  /**
   * @param server where to send requests, {@code https}
   * @param pace the time between requests to a server that does not let them wait
   */
  PollSession(Dialogue dialogue, HttpClient client, URI server, Duration pace) {
    this.dialogue = dialogue;
    this.client = client;
    this.server = server;
    this.pace = pace;
  }

  /**
   * Says everything once.
   *
   * @throws IOException when the server does not answer as one that can be polled
   */
  void open() throws IOException, InterruptedException {
    Opamp.AgentToServer first = dialogue.next();
    hear(client.send(request(first == null ? dialogue.beat() : first, false), answers()));
  }

  /** Polls until the session ends, or it has lasted as long as it may. */
  Dialogue.Ended talk(Duration limit) throws InterruptedException {
    long startedAt = System.nanoTime();
    long beatAt = startedAt;
    try {
      while (!dialogue.over()) {
        Opamp.AgentToServer message = dialogue.next();
        if (message != null) {
          hear(client.send(request(message, false), answers()));
          continue;
        }
        long now = System.nanoTime();
        if (now - startedAt > limit.toNanos()) {
          dialogue.end("trying WebSocket again");
        }
        if (now - beatAt > dialogue.heartbeat().toNanos()) {
          dialogue.again();
          beatAt = now;
        }
        listen(now);
        dialogue.await(pace.compareTo(limit) < 0 ? pace : limit);
      }
      if (dialogue.leaving()) {
        client.send(request(dialogue.goodbye(), false), answers());
      }
    } catch (IOException e) {
      dialogue.end("polling failed: " + e.getMessage());
    } finally {
      if (listening != null) {
        listening.cancel(true);
      }
    }
    return dialogue.outcome();
  }

  /** Asks for what the server has to say, unless a request is on its way or it is too early. */
  private void listen(long now) {
    boolean early = !heldBack && now - askedAt < pace.toNanos();
    if (dialogue.over() || (listening != null && !listening.isDone()) || early) {
      return;
    }
    askedAt = now;
    listening =
        client
            .sendAsync(request(dialogue.beat(), true), answers())
            .handle(
                (response, failure) -> {
                  heardBack(response, failure);
                  return null;
                });
  }

  private void heardBack(@Nullable HttpResponse<byte[]> response, @Nullable Throwable failure) {
    if (response == null) {
      dialogue.end("polling failed: " + (failure == null ? "no answer" : failure.getMessage()));
      return;
    }
    heldBack = response.headers().firstValue("preference-applied").isPresent();
    try {
      hear(response);
    } catch (IOException e) {
      dialogue.end("polling failed: " + e.getMessage());
    }
    dialogue.wake();
  }

  private void hear(HttpResponse<byte[]> response) throws IOException {
    int status = response.statusCode();
    if (status == 200) {
      try {
        dialogue.hear(Opamp.ServerToAgent.parseFrom(response.body()));
      } catch (InvalidProtocolBufferException e) {
        throw new IOException("the answer is no OpAMP message: " + e.getMessage(), e);
      }
    } else if (status == 503 || status == 429) {
      long seconds =
          response
              .headers()
              .firstValue("retry-after")
              .filter(text -> text.matches("[0-9]{1,5}"))
              .map(Long::parseLong)
              .orElse(10L);
      Duration pause = Duration.ofSeconds(Math.min(seconds, 600));
      dialogue.end("the server asks to come back in " + pause.toSeconds() + " s", pause);
    } else {
      throw new IOException("the server answered with status " + status);
    }
  }

  private static HttpResponse.BodyHandler<byte[]> answers() {
    return BodyHandlers.limiting(BodyHandlers.ofByteArray(), SocketSession.LARGEST_MESSAGE);
  }

  private HttpRequest request(Opamp.AgentToServer message, boolean mayWait) {
    var request =
        HttpRequest.newBuilder(server)
            .timeout(REQUEST_LIMIT)
            .header("Content-Type", "application/x-protobuf")
            .POST(BodyPublishers.ofByteArray(message.toByteArray()));
    return mayWait ? request.header("Prefer", "wait=" + WAIT.toSeconds()).build() : request.build();
  }
}
