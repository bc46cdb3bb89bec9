package io.kitward.server.backend;

import io.kitward.policy.BackendDocument;
import io.kitward.server.backend.driver.ConsoleException;
import io.kitward.server.backend.driver.DirectExchange;
import io.kitward.server.backend.driver.Exchange;
import io.kitward.server.channel.Channel;
import io.kitward.server.desired.Policy;
import io.kitward.server.fleet.Node;
import io.kitward.server.fleet.NodeTable;
import io.kitward.server.rollout.ConsoleRequests;
import io.kitward.server.rollout.SessionTable;
import io.kitward.server.store.Store;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The way to each console, as its document says. Thread-safe. */
public final class Exchanges {

  private final Store store;
  private final HttpClient http;
  private final Channel channel;
  private final ConsoleRequests requests;
  private final String replica;

  /**
   * Knows the ways.
   *
   * @param http for consoles that are asked straight, and have no certificates of their own
   * @param requests for those that only a site can reach
   * @param replica this server, among those on the same store
   */
  public Exchanges(
      Store store, HttpClient http, Channel channel, ConsoleRequests requests, String replica) {
    this.store = store;
    this.http = http;
    this.channel = channel;
    this.requests = requests;
    this.replica = replica;
  }

  /**
   * The way to a console; whoever asks for it closes it.
   *
   * @param connect how long a connection may take
   * @throws ConsoleException when the certificates in its document can't be used
   */
  Exchange to(Policy.Console console, Duration connect) throws ConsoleException {
    String ca = console.login().map(BackendDocument.Login::ca).orElse("");
    if (!console.through().isEmpty()) {
      return new SiteExchange(console.through(), ca, this::node, requests);
    }
    return ca.isBlank() ? DirectExchange.over(http) : DirectExchange.open(ca, connect);
  }

  /**
   * Whether a console that only a site reaches can be asked by this server: the node there has its
   * session here.
   */
  public boolean here(Policy.Console console) {
    Optional<UUID> node = console.through().isEmpty() ? Optional.empty() : node(console.through());
    return node.isPresent()
        && channel.connected(node.get())
        && store
            .read(handle -> SessionTable.held(handle, List.of(node.get()), replica))
            .equals(Set.of(node.get()));
  }

  private Optional<UUID> node(String certname) {
    return store.read(handle -> NodeTable.find(handle, certname).map(Node::id));
  }
}
