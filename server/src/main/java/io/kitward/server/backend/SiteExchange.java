package io.kitward.server.backend;

import io.kitward.protocol.ConsoleRequest;
import io.kitward.server.backend.driver.Exchange;
import io.kitward.server.backend.driver.NoWayException;
import io.kitward.server.rollout.ConsoleRequests;
import io.kitward.server.rollout.ConsoleRequests.UnansweredException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import javax.net.ssl.SSLException;

/** To a console through the connector of a node at its site. Thread-safe. */
public final class SiteExchange implements Exchange {

  private final String through;
  private final String caPem;
  private final Function<String, Optional<UUID>> nodes;
  private final ConsoleRequests requests;

  /**
   * Opens nothing: the session is there, or it is not.
   *
   * @param through the node's certname
   * @param caPem certificates that the console's own must be signed by; blank: those that the
   *     node's Java trusts
   * @param nodes finds a node by its certname
   */
  public SiteExchange(
      String through,
      String caPem,
      Function<String, Optional<UUID>> nodes,
      ConsoleRequests requests) {
    this.through = through;
    this.caPem = caPem;
    this.nodes = nodes;
    this.requests = requests;
  }

  @Override
  public Answer send(Request request, Duration limit) throws IOException, InterruptedException {
    UUID node =
        nodes
            .apply(through)
            .orElseThrow(() -> new NoWayException(said("Kitward knows no such node")));
    var asked =
        new ConsoleRequest(
            UUID.randomUUID().toString(),
            request.method(),
            request.uri().toString(),
            request.headers(),
            limit.toMillis(),
            LARGEST,
            caPem);
    try {
      ConsoleRequests.Answer answer = requests.ask(node, asked, request.body());
      return new Answer(answer.status(), answer.headers(), answer.body());
    } catch (UnansweredException e) {
      throw failure(e);
    }
  }

  private String said(String words) {
    return "through " + through + ": " + words;
  }

  private IOException failure(UnansweredException why) {
    String words = said(why.words());
    return why.failure()
        .map(
            failure ->
                switch (failure) {
                  case FORBIDDEN, BUSY -> new NoWayException(words);
                  case UNREACHABLE -> new ConnectException(words);
                  case UNTRUSTED -> new SSLException(words);
                  case LATE -> new HttpTimeoutException(words);
                  case LARGE, BROKEN -> new IOException(words);
                })
        .orElseGet(() -> new NoWayException(words));
  }
}
