package io.kitward.server.backend.zabbix;

import io.kitward.server.backend.Sighting;
import io.kitward.server.backend.driver.ConsoleAccess;
import io.kitward.server.backend.driver.ConsoleException;
import io.kitward.server.backend.driver.Driver;
import io.kitward.server.backend.driver.Exchange;
import io.kitward.server.backend.driver.HostChange;
import io.kitward.server.backend.driver.SeenHost;
import io.kitward.server.desired.WantedHost;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * The driver for Zabbix, through its JSON-RPC API with an API token. Proven on 6.0; later versions
 * are spoken to as their documentation says, untried.
 *
 * <p>The mark is the host's tag {@code kitward.id}. Labels are tags of the host, variables its
 * macros. Of a service's fields it knows {@code port}, {@code templates}, {@code item}, {@code
 * psk-identity} and {@code psk}; a host of Zabbix has one agent, so the record shows the services
 * of a node as one, {@code agent}.
 *
 * <p>For one thread at a time.
 */
public final class ZabbixDriver implements Driver {

  /** How long Zabbix has for one answer: a hundred hosts with a large template take 3 s. */
  public static final Duration LIMIT = Duration.ofSeconds(30);

  private final Exchange exchange;
  private final ZabbixApi api;
  private final Hosts hosts;
  private final Creation creation;
  private final Renewal renewal;
  private final Departure departure;
  private final Proofs proofs;
  private final Maintenances maintenances;

  private ZabbixDriver(ConsoleAccess access, Exchange exchange, ZabbixApi api) {
    this.exchange = exchange;
    this.api = api;
    this.hosts = new Hosts(api);
    var names = new Names(api);
    var batches = new Batches(api);
    UnaryOperator<String> secrets = UnreadableSecretException.said(access.secrets());
    this.creation = new Creation(hosts, names, batches, secrets);
    this.renewal = new Renewal(hosts, names, batches, secrets);
    this.departure = new Departure(api, hosts, batches);
    this.proofs = new Proofs(api, hosts, batches);
    this.maintenances = new Maintenances(api, hosts, batches);
  }

  /** A driver; nothing is asked yet. */
  public static ZabbixDriver open(ConsoleAccess access, Exchange exchange) {
    return open(access, exchange, LIMIT, InstantSource.system());
  }

  /**
   * A driver; nothing is asked yet.
   *
   * @param access its credential is the value of an API token, its url that of the front end or of
   *     {@code api_jsonrpc.php}
   * @param exchange the way to it; closed with the driver
   * @param limit after which there was no answer
   * @param clock asked where the console does not say its own time
   */
  public static ZabbixDriver open(
      ConsoleAccess access, Exchange exchange, Duration limit, InstantSource clock) {
    return new ZabbixDriver(access, exchange, new ZabbixApi(access, exchange, limit, clock));
  }

  @Override
  public void close() {
    exchange.close();
  }

  @Override
  public List<SeenHost> observe() throws ConsoleException, InterruptedException {
    return hosts.all().stream().map(RecordedHost::seen).toList();
  }

  @Override
  public List<SeenHost> observe(Collection<WantedHost> wanted)
      throws ConsoleException, InterruptedException {
    return hosts.of(wanted).values().stream().map(RecordedHost::seen).toList();
  }

  @Override
  public SeenHost expected(WantedHost wanted) {
    return Wish.expected(wanted);
  }

  @Override
  public SortedMap<String, String> secrets(WantedHost wanted) {
    return Wish.secrets(wanted);
  }

  @Override
  public Map<HostChange, String> apply(List<HostChange> changes)
      throws ConsoleException, InterruptedException {
    var refused = new LinkedHashMap<HostChange, String>();
    // What goes makes room for names that come.
    refused.putAll(departure.remove(of(HostChange.Remove.class, changes)));
    refused.putAll(departure.disable(of(HostChange.Disable.class, changes)));
    refused.putAll(renewal.apply(of(HostChange.Update.class, changes)));
    refused.putAll(creation.apply(of(HostChange.Create.class, changes)));
    return refused;
  }

  private static <T extends HostChange> List<T> of(Class<T> kind, List<HostChange> changes) {
    return changes.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  @Override
  public Map<UUID, Sighting.Target> prove(Collection<WantedHost> wanted)
      throws ConsoleException, InterruptedException {
    return proofs.prove(wanted);
  }

  @Override
  public void hurry(Collection<WantedHost> wanted) throws ConsoleException, InterruptedException {
    proofs.hurry(wanted);
  }

  @Override
  public void maintain(Map<WantedHost, Instant> until)
      throws ConsoleException, InterruptedException {
    maintenances.keep(until);
  }

  /** How many requests this driver made that change nothing. */
  public long reads() {
    return api.reads();
  }

  /** How many it made that change something, or would have. */
  public long writes() {
    return api.writes();
  }
}
