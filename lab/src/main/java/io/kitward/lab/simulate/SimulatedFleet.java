package io.kitward.lab.simulate;

import io.kitward.connector.Node;
import io.kitward.connector.config.Limits;
import io.kitward.connector.host.Host;
import io.kitward.connector.host.Units;
import io.kitward.connector.link.Link;
import io.kitward.connector.state.MemoryStorage;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

/**
 * Simulated nodes in one process: each is a real connector (its link, state and caretaker) with its
 * own certificate, on a machine in memory. All run on virtual threads. Thread-safe.
 */
public final class SimulatedFleet implements AutoCloseable {

  /** A node to be simulated: its certname and the TLS context that shows its certificate. */
  public record Member(String certname, SSLContext identity) {}

  private record Simulated(String certname, Host host, Node node, Link link) {}

  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Simulated> fleet = new ArrayList<>();

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
    Host host = SimulatedHost.of(member.certname(), number, random);
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
    fleet.add(new Simulated(member.certname(), host, node, link));
    executor.execute(node.caretaker()::run);
    executor.execute(link::run);
  }

  /** How many nodes are connected now. */
  public int connected() {
    return (int) fleet.stream().filter(one -> one.link().status().startsWith("connected")).count();
  }

  /** One of the nodes, to ask what it observes. */
  public Node node(String certname) {
    return find(certname).node();
  }

  /** Stops a unit on a node as a person would; the node finds out and repairs it. */
  public void stopUnit(String certname, String unit) {
    Simulated one = find(certname);
    one.host().units().act(Units.Verb.STOP, unit);
    one.node().caretaker().lookAtAll();
  }

  @Override
  public void close() {
    fleet.forEach(
        one -> {
          one.link().stop();
          one.node().caretaker().stop();
        });
    executor.shutdownNow();
    executor.close();
  }

  private Simulated find(String certname) {
    return fleet.stream()
        .filter(one -> one.certname().equals(certname))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no simulated node is called " + certname));
  }
}
