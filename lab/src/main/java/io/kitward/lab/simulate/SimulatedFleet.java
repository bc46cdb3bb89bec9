package io.kitward.lab.simulate;

import io.kitward.connector.Node;
import io.kitward.connector.config.Limits;
import io.kitward.connector.host.Host;
import io.kitward.connector.host.Units;
import io.kitward.connector.link.Link;
import io.kitward.connector.state.MemoryStorage;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

/**
 * Simulated nodes in one process: each is a real connector (its link, state and caretaker) with its
 * own certificate, on a machine in memory. All run on virtual threads. Thread-safe.
 */
public final class SimulatedFleet implements AutoCloseable {

  /**
   * A node to be simulated.
   *
   * @param identity the TLS context that shows its certificate
   * @param facts what it says of itself beyond what every simulated node does
   */
  public record Member(String certname, SSLContext identity, Map<String, String> facts) {}

  private record Simulated(Host host, Node node, Link link) {}

  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, Simulated> fleet = new LinkedHashMap<>();

  private SimulatedFleet() {}

  /**
   * Starts the nodes; they connect by themselves and again after losses.
   *
   * @param server the node door, {@code wss://host:port}
   * @param version told as the connector's version
   * @param seed makes the times that installations take repeatable
   */
  public static SimulatedFleet start(URI server, List<Member> members, String version, long seed) {
    var fleet = new SimulatedFleet();
    for (int number = 0; number < members.size(); number++) {
      fleet.add(server, members.get(number), version, new Random(seed + number), number);
    }
    return fleet;
  }

  private void add(URI server, Member member, String version, Random random, int number) {
    Host host = SimulatedHost.of(member.certname(), number, member.facts(), random);
    var node =
        new Node(
            host,
            new MemoryStorage(),
            Limits.NONE,
            version,
            member.certname(),
            Clock.systemUTC(),
            random);
    var link = new Link(server, member::identity, node, executor, random);
    node.listener(link::changed);
    fleet.put(member.certname(), new Simulated(host, node, link));
    executor.execute(node.caretaker()::run);
    executor.execute(link::run);
  }

  /** How many nodes are connected now. */
  public int connected() {
    return (int)
        fleet.values().stream().filter(one -> one.link().status().startsWith("connected")).count();
  }

  /** One of the nodes, to ask what it observes. */
  public Node node(String certname) {
    return find(certname).node();
  }

  /** The text of a file on a node, if there is one. */
  public Optional<String> read(String certname, String path) {
    return find(certname)
        .host()
        .files()
        .look(path)
        .map(seen -> new String(seen.content(), StandardCharsets.UTF_8));
  }

  /** Stops a unit on a node as a person would; the node finds out and repairs it. */
  public void stopUnit(String certname, String unit) {
    Simulated one = find(certname);
    one.host().units().act(Units.Verb.STOP, unit);
    one.node().caretaker().lookAtAll();
  }

  @Override
  public void close() {
    fleet
        .values()
        .forEach(
            one -> {
              one.link().stop();
              one.node().caretaker().stop();
            });
    executor.shutdownNow();
    executor.close();
  }

  private Simulated find(String certname) {
    return Optional.ofNullable(fleet.get(certname))
        .orElseThrow(() -> new IllegalArgumentException("no simulated node is called " + certname));
  }
}
