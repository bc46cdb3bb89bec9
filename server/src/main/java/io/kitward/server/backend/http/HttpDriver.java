package io.kitward.server.backend.http;

import io.kitward.policy.HttpConsole;
import io.kitward.policy.RequestTemplate;
import io.kitward.policy.RequestValues;
import io.kitward.server.backend.Sighting;
import io.kitward.server.backend.driver.ConsoleAccess;
import io.kitward.server.backend.driver.ConsoleException;
import io.kitward.server.backend.driver.DirectExchange;
import io.kitward.server.backend.driver.Driver;
import io.kitward.server.backend.driver.Exchange;
import io.kitward.server.backend.driver.HostChange;
import io.kitward.server.backend.driver.SeenHost;
import io.kitward.server.desired.WantedHost;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.UUID;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * The driver for consoles that Kitward has none for: it sends the requests that a Backend document
 * describes, one at a time. It writes a record whole, and sees of it name, address and digest. For
 * one thread at a time.
 */
public final class HttpDriver implements Driver {

  /** How long a console has for one answer. */
  public static final Duration LIMIT = Duration.ofSeconds(30);

  /** So many pages of one answer are read at most. */
  private static final int MOST_PAGES = 1000;

  private static final String OBSERVE = "observe";
  private static final String DELETE = "delete";
  private static final String UNPROVABLE =
      "its Backend document has no request prove, so nothing shows whether data arrives";

  private final HttpConsole requests;
  private final HttpForm form;
  private final Exchange exchange;
  private final HttpCalls calls;
  private final InstantSource clock;

  private HttpDriver(
      HttpConsole requests, Exchange exchange, HttpCalls calls, InstantSource clock) {
    this.requests = requests;
    this.form = new HttpForm(requests);
    this.exchange = exchange;
    this.calls = calls;
    this.clock = clock;
  }

  /**
   * A driver; nothing is asked yet.
   *
   * @param limit after which there was no answer
   * @param clock says how old data are
   * @throws ConsoleException when the certificates that the document names can't be used
   */
  public static HttpDriver open(
      ConsoleAccess access, HttpConsole requests, Duration limit, InstantSource clock)
      throws ConsoleException {
    return open(access, DirectExchange.open(access.caPem(), limit), requests, limit, clock);
  }

  /**
   * A driver; nothing is asked yet.
   *
   * @param exchange the way to it; closed with the driver
   * @param limit after which there was no answer
   * @param clock says how old data are
   */
  public static HttpDriver open(
      ConsoleAccess access,
      Exchange exchange,
      HttpConsole requests,
      Duration limit,
      InstantSource clock) {
    return new HttpDriver(requests, exchange, new HttpCalls(access, exchange, limit), clock);
  }

  @Override
  public void close() {
    exchange.close();
  }

  @Override
  public SeenHost expected(WantedHost wanted) {
    return form.expected(wanted);
  }

  @Override
  public SortedMap<String, String> secrets(WantedHost wanted) {
    return form.secrets(wanted);
  }

  @Override
  public List<SeenHost> observe() throws ConsoleException, InterruptedException {
    return Listings.read(requests.observe(), records());
  }

  /** A document describes one way to look, which lists all. */
  @Override
  public List<SeenHost> observe(Collection<WantedHost> hosts)
      throws ConsoleException, InterruptedException {
    Set<UUID> nodes = hosts.stream().map(WantedHost::node).collect(Collectors.toSet());
    Set<String> names = hosts.stream().map(WantedHost::name).collect(Collectors.toSet());
    return observe().stream()
        .filter(
            seen -> seen.node().map(nodes::contains).orElse(false) || names.contains(seen.name()))
        .toList();
  }

  @Override
  public Map<HostChange, String> apply(List<HostChange> changes)
      throws ConsoleException, InterruptedException {
    Map<HostChange, String> refused = new LinkedHashMap<>();
    for (HostChange change : changes) {
      try {
        carryOut(change).ifPresent(words -> refused.put(change, words));
      } catch (IllegalArgumentException unfit) {
        refused.put(change, String.valueOf(unfit.getMessage()));
      }
    }
    return refused;
  }

  private Optional<String> carryOut(HostChange change)
      throws ConsoleException, InterruptedException {
    return switch (change) {
      case HostChange.Create(var wanted) -> create(wanted);
      case HostChange.Update update -> update(update);
      case HostChange.Remove(var before, var node) -> delete(before, node);
      case HostChange.Disable(var before, var node) -> disable(before, node);
    };
  }

  private Optional<String> create(WantedHost wanted) throws ConsoleException, InterruptedException {
    return calls.change("create", requests.create(), form.values(wanted, ""), false);
  }

  private Optional<String> update(HostChange.Update update)
      throws ConsoleException, InterruptedException {
    RequestTemplate request = requests.update();
    if (request != null) {
      return calls.change(
          "update", request, form.values(update.wanted(), update.before().id()), false);
    }
    // What can't be made again must not be deleted first.
    SeenHost _ = form.expected(update.wanted());
    Optional<String> refused = delete(update.before(), update.node());
    return refused.isPresent() ? refused : create(update.wanted());
  }

  private Optional<String> delete(SeenHost before, UUID node)
      throws ConsoleException, InterruptedException {
    return calls.change(DELETE, requests.delete(), leaving(before, node), true);
  }

  private Optional<String> disable(SeenHost before, UUID node)
      throws ConsoleException, InterruptedException {
    RequestTemplate request = requests.disable();
    return request == null
        ? Optional.of("its Backend document has no request disable")
        : calls.change("disable", request, leaving(before, node), true);
  }

  private static RequestValues leaving(SeenHost before, UUID node) {
    return RequestValues.leaving(
        node.toString(), before.name(), before.address(), HttpConsole.DISABLED, before.id());
  }

  @Override
  public Map<UUID, Sighting.Target> prove(Collection<WantedHost> hosts)
      throws ConsoleException, InterruptedException {
    List<Pointer.Item> records = records();
    Set<UUID> there =
        Listings.read(requests.observe(), records).stream()
            .flatMap(seen -> seen.node().stream())
            .collect(Collectors.toSet());
    List<WantedHost> known = hosts.stream().filter(host -> there.contains(host.node())).toList();
    HttpConsole.Evidence evidence = requests.prove();
    var targets = new HashMap<UUID, Sighting.Target>();
    String without = evidence == null ? UNPROVABLE : "";
    known.forEach(
        host ->
            host.instances()
                .forEach(id -> targets.put(id, new Sighting.Target(without, Optional.empty()))));
    if (evidence != null && !known.isEmpty()) {
      List<Pointer.Item> data = sameAnswer(evidence) ? records : data(evidence);
      targets.putAll(new Evidences(evidence, clock.instant()).read(known, data));
    }
    return targets;
  }

  private boolean sameAnswer(HttpConsole.Evidence evidence) {
    HttpConsole.Listing listing = requests.observe();
    return evidence.request().equals(listing.request())
        && evidence.items().equals(listing.items())
        && evidence.next().equals(listing.next());
  }

  /** No request of a document makes a console fetch data. */
  @Override
  public void hurry(Collection<WantedHost> hosts) {}

  private List<Pointer.Item> records() throws ConsoleException, InterruptedException {
    HttpConsole.Listing listing = requests.observe();
    return all(OBSERVE, listing.request(), listing.items(), listing.next());
  }

  private List<Pointer.Item> data(HttpConsole.Evidence evidence)
      throws ConsoleException, InterruptedException {
    return all("prove", evidence.request(), evidence.items(), evidence.next());
  }

  private List<Pointer.Item> all(String name, RequestTemplate request, String items, String next)
      throws ConsoleException, InterruptedException {
    var all = new ArrayList<Pointer.Item>();
    Set<URI> pages = new HashSet<>();
    Optional<URI> page = Optional.empty();
    do {
      JsonNode answer = calls.read(name, request, page);
      all.addAll(
          Pointer.items(answer, items)
              .orElseThrow(
                  () ->
                      new ConsoleException(
                          name
                              + ": the answer has no list or object of records at '"
                              + items
                              + "'")));
      URI from = page.orElseGet(() -> calls.address(request));
      Optional<String> path = next.isEmpty() ? Optional.empty() : Pointer.text(answer, next);
      page = Optional.empty();
      if (path.isPresent() && !path.get().isEmpty()) {
        page = Optional.of(calls.page(name, from, path.get()));
        if (!pages.add(page.get()) || pages.size() >= MOST_PAGES) {
          throw new ConsoleException(
              name + ": its pages do not end; read were " + pages.size() + ", up to " + page.get());
        }
      }
    } while (page.isPresent());
    return all;
  }
}
