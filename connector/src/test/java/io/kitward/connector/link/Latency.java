package io.kitward.connector.link;

import io.kitward.protocol.DesiredState;
import io.kitward.protocol.InstanceDesired;
import io.kitward.protocol.Json;
import io.kitward.protocol.NodeEvent;
import io.kitward.protocol.OpAmp;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import opamp.proto.v1.Opamp;

/**
 * Measures a connector from an offer to its first change, by the stamps of its events: a server
 * that offers a service, waits until it was carried out, takes it away, and so on.
 *
 * <p>Arguments: ADDRESS PORT NAME FOLDER CYCLES [INSTANCE]. The server is called NAME; the
 * connector's identity (for {@code n1.lab}) and a connector.yaml that fits are written into FOLDER
 * first. The service is the one in the JSON file INSTANCE, or consists of /etc/kitward-latency.conf
 * and the unit latency.service, which must be there.
 */
final class Latency {

  private static final int PAUSE_MILLIS = 1_500;

  private Latency() {}

  public static void main(String[] arguments) throws Exception {
    var authority = new Authority("CN=Latency CA");
    var address = new InetSocketAddress(arguments[0], Integer.parseInt(arguments[1]));
    InstanceDesired service =
        arguments.length > 5
            ? Json.MAPPER.readValue(
                Files.readAllBytes(Path.of(arguments[5])), InstanceDesired.class)
            : own();
    identity(authority, arguments[2], address.getPort(), Path.of(arguments[3]));
    BlockingQueue<NodeEvent> events = new LinkedBlockingQueue<>();
    try (var server = new TinyServer(authority.issue(arguments[2]).context(), address)) {
      server.answer(message -> answer(message, events));
      System.out.println("waiting for the connector; its identity lies in " + arguments[3]);
      while (server.connections() == 0) {
        Thread.sleep(5);
      }
      long base = Instant.now().getEpochSecond();
      var figures = new ArrayList<Long>();
      for (int cycle = 0; cycle < Integer.parseInt(arguments[4]); cycle++) {
        figures.add(cycle(server, events, service, base + 2L * cycle));
        Thread.sleep(PAUSE_MILLIS);
      }
      long first = figures.getFirst();
      Collections.sort(figures);
      System.out.printf(
          "RECEIVED to ACTING in ms: first %.1f, least %.1f, median %.1f, most %.1f%n",
          first / 1e3,
          figures.getFirst() / 1e3,
          figures.get(figures.size() / 2) / 1e3,
          figures.getLast() / 1e3);
    }
  }

  /** One round; returns the microseconds from RECEIVED to ACTING. */
  private static long cycle(
      TinyServer server, BlockingQueue<NodeEvent> events, InstanceDesired service, long generation)
      throws InterruptedException {
    Instant offered = Instant.now();
    offer(server, generation, instance(service, generation, InstanceDesired.Ensure.PRESENT));
    Instant received = await(events, generation, NodeEvent.Kind.RECEIVED);
    Instant recorded = await(events, generation, NodeEvent.Kind.RECORDED);
    Instant acting = await(events, generation, NodeEvent.Kind.ACTING);
    Instant healthy = await(events, generation, NodeEvent.Kind.HEALTHY);
    System.out.printf(
        "offered +%.1f received +%.1f recorded +%.1f acting +%.1f healthy (ms)%n",
        micros(offered, received) / 1e3,
        micros(received, recorded) / 1e3,
        micros(recorded, acting) / 1e3,
        micros(acting, healthy) / 1e3);
    offer(server, generation + 1, instance(service, generation, InstanceDesired.Ensure.ABSENT));
    await(events, generation + 1, NodeEvent.Kind.REMOVED);
    return micros(received, acting);
  }

  private static long micros(Instant from, Instant to) {
    return Duration.between(from, to).toNanos() / 1_000;
  }

  private static void offer(TinyServer server, long generation, InstanceDesired instance) {
    var state = new DesiredState(1, generation, List.of(instance));
    server.send(
        Opamp.ServerToAgent.newBuilder()
            .setRemoteConfig(OpAmp.remoteConfig(state, Map.of()))
            .build());
  }

  /** When it happened; what was kept or failed on the way is printed. */
  private static Instant await(
      BlockingQueue<NodeEvent> events, long generation, NodeEvent.Kind kind)
      throws InterruptedException {
    while (true) {
      NodeEvent event = events.poll(60, TimeUnit.SECONDS);
      if (event == null) {
        throw new IllegalStateException("no " + kind + " within a minute");
      }
      if (event.kind() == NodeEvent.Kind.KEPT || event.kind() == NodeEvent.Kind.FAILED) {
        System.out.println(event.kind() + " " + event.message());
      }
      if (event.generation() == generation && event.kind() == kind) {
        return event.at();
      }
    }
  }

  private static Opamp.ServerToAgent answer(
      Opamp.AgentToServer message, BlockingQueue<NodeEvent> events) {
    if (!message.hasCustomMessage()) {
      return Opamp.ServerToAgent.getDefaultInstance();
    }
    var said = OpAmp.events(message.getCustomMessage());
    events.addAll(said);
    return Opamp.ServerToAgent.newBuilder()
        .setCustomMessage(OpAmp.acknowledge(said.getLast().sequence()))
        .build();
  }

  private static InstanceDesired instance(
      InstanceDesired service, long generation, InstanceDesired.Ensure ensure) {
    return new InstanceDesired(
        service.service(),
        ensure + " " + generation,
        ensure,
        service.contract(),
        service.packages(),
        service.directories(),
        service.files(),
        service.units(),
        service.checks());
  }

  private static InstanceDesired own() {
    return new InstanceDesired(
        "latency",
        "",
        InstanceDesired.Ensure.PRESENT,
        InstanceDesired.Contract.PURGE,
        List.of(new InstanceDesired.PackageDesired("bash", "")),
        List.of("/var/lib/kitward-latency"),
        List.of(
            new InstanceDesired.FileDesired(
                "/etc/kitward-latency.conf", "x\n", "root", "root", "0644", List.of(), "")),
        List.of(
            new InstanceDesired.UnitDesired("latency.service", InstanceDesired.OnChange.RESTART)),
        List.of());
  }

  private static void identity(Authority authority, String name, int port, Path folder)
      throws java.io.IOException {
    Files.createDirectories(folder);
    var issued = authority.issue("n1.lab").identity();
    Files.copy(issued.certificate(), folder.resolve("cert.pem"));
    Files.copy(issued.key(), folder.resolve("key.pem"));
    Files.copy(issued.ca(), folder.resolve("ca.pem"));
    Files.writeString(
        folder.resolve("connector.yaml"),
        "server: "
            + name
            + ":"
            + port
            + "\nidentity: {certificate: /etc/kitward/cert.pem, key: /etc/kitward/key.pem, ca:"
            + " /etc/kitward/ca.pem}\n");
  }
}
