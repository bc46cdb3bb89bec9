package io.kitward.server;

import io.kitward.server.desired.Phase;
import io.kitward.server.pki.RevocationFollower;
import io.kitward.server.reconcile.ReconcileQueue;
import io.kitward.server.store.Store;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * What the server says of itself and of its fleet at {@code /metrics}; docs/reference/metrics.md
 * lists exactly these and those of the node door. What has to be counted in the store is counted by
 * {@link #look}, so that nobody's scrape costs anything. Thread-safe.
 */
final class ServerMeters {

  private static final int PROBE_MILLIS = 2_000;

  private final Store store;
  private final Engine engine;
  private final Clock clock;
  private final MeterRegistry registry;
  private final MultiGauge reachable;
  private final MultiGauge waiting;
  private volatile FleetFigures figures = FleetFigures.NONE;
  private volatile Supplier<Boolean> nodeDoor = () -> false;
  private volatile boolean nodeDoorUp;

  ServerMeters(Store store, Engine engine, String version, MeterRegistry registry, Clock clock) {
    this.store = store;
    this.engine = engine;
    this.registry = registry;
    this.clock = clock;
    this.reachable =
        MultiGauge.builder("kitward.backend.reachable")
            .description("1 where the console or receiver answered when it was asked last")
            .register(registry);
    this.waiting =
        MultiGauge.builder("kitward.backend.queue")
            .description("Hosts that the console does not have yet as it shall")
            .register(registry);
    gauge("kitward.build", "The server's version; always 1", Tags.of("version", version), _ -> 1);
    gauge(
        "kitward.ready",
        "1 once the server has looked at every node that was due",
        Tags.empty(),
        _ -> engine.unready().isEmpty() ? 1 : 0);
    gauge(
        "kitward.nodedoor.up",
        "1 while the node door takes connections",
        Tags.empty(),
        meters -> meters.nodeDoorUp ? 1 : 0);
    queue();
    fleet();
  }

  private void queue() {
    keys("due", ReconcileQueue.Standing::ready);
    keys("in-time", ReconcileQueue.Standing::inTime);
    keys("working", ReconcileQueue.Standing::working);
    keys("later", ReconcileQueue.Standing::later);
    gauge(
        "kitward.reconcile.retrying",
        "Nodes and consoles whose last step failed, and is tried again",
        Tags.empty(),
        _ -> engine.standing().failing());
    gauge(
        "kitward.reconcile.lag.seconds",
        "For how long the oldest node or console that is due has been waiting",
        Tags.empty(),
        _ -> seconds(engine.standing().lag()));
  }

  private void keys(String state, ToDoubleFunction<ReconcileQueue.Standing> count) {
    gauge(
        "kitward.reconcile.queue",
        "Nodes and consoles that are to be looked at",
        Tags.of("state", state),
        _ -> count.applyAsDouble(engine.standing()));
  }

  private void fleet() {
    counted("kitward.nodes", "Nodes that have not left", FleetFigures::nodes);
    counted("kitward.nodes.stale", "Those of them that can't be reached", FleetFigures::stale);
    for (Phase phase : Phase.values()) {
      gauge(
          "kitward.instances",
          "Services on nodes by their phase, as of the last minute's sample",
          Tags.of("phase", phase.word()),
          meters -> meters.figures.instances().getOrDefault(phase.word(), 0.0));
    }
    counted(
        "kitward.exceptions",
        "Exceptions that are open and not accepted",
        FleetFigures::exceptions);
    counted(
        "kitward.proofs.expired",
        "Nodes with tags whose proof is too old, since Puppet said nothing new there",
        FleetFigures::expiredProofs);
    counted(
        "kitward.proofs.lapsing",
        "Those of them whose tags stop counting within two days",
        FleetFigures::lapsingProofs);
    counted(
        "kitward.certificates.expiring",
        "Nodes whose certificate of Kitward's own CA ends within a week",
        FleetFigures::expiringCertificates);
    counted(
        "kitward.notifications.waiting",
        "Notifications of exceptions that wait to be sent",
        FleetFigures::notifications);
    counted("kitward.store.bytes", "Size of the database", FleetFigures::bytes);
    gauge(
        "kitward.figures.age.seconds",
        "How old the figures are that are counted in the database",
        Tags.empty(),
        meters -> seconds(Duration.between(meters.figures.at(), clock.instant())));
  }

  private void counted(String name, String words, ToDoubleFunction<FleetFigures> figure) {
    gauge(name, words, Tags.empty(), meters -> figure.applyAsDouble(meters.figures));
  }

  private void gauge(String name, String words, Tags tags, ToDoubleFunction<ServerMeters> value) {
    Gauge.builder(name, this, value)
        .description(words)
        .tags(tags)
        .strongReference(true)
        .register(registry);
  }

  /** Says when a door's certificate ends. */
  void certificate(String door, X509Certificate certificate) {
    Instant ends = certificate.getNotAfter().toInstant();
    gauge(
        "kitward.door.certificate.seconds",
        "For how long the door's certificate is still good",
        Tags.of("door", door),
        _ -> seconds(Duration.between(clock.instant(), ends)));
  }

  /** Says how old is what CAs said of the certificates that they took back. */
  void revocations(Map<String, RevocationFollower> followers) {
    Instant started = clock.instant();
    followers.forEach(
        (authority, follower) ->
            gauge(
                "kitward.revocations.age.seconds",
                "How long ago the CA last said which certificates it took back",
                Tags.of("authority", authority),
                _ ->
                    seconds(
                        Duration.between(
                            follower.status().lastAnswer().orElse(started), clock.instant()))));
  }

  /** Says where the node door is, so that it is tried. */
  void nodeDoor(InetSocketAddress address) {
    InetAddress host =
        address.getAddress().isAnyLocalAddress()
            ? InetAddress.getLoopbackAddress()
            : address.getAddress();
    nodeDoor = () -> takes(new InetSocketAddress(host, address.getPort()));
  }

  private static boolean takes(InetSocketAddress address) {
    try (var socket = new Socket()) {
      socket.connect(address, PROBE_MILLIS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Counts anew, and tries the node door. */
  void look() {
    nodeDoorUp = nodeDoor.get();
    Map<String, Boolean> answers = engine.consolesAnswer();
    figures = FleetFigures.of(store, clock.instant());
    var reached = new ArrayList<MultiGauge.Row<?>>();
    var queues = new ArrayList<MultiGauge.Row<?>>();
    answers.forEach(
        (backend, yes) -> reached.add(MultiGauge.Row.of(Tags.of("backend", backend), yes ? 1 : 0)));
    var backends = new TreeSet<>(answers.keySet());
    backends.addAll(figures.waitingHosts().keySet());
    for (String backend : backends) {
      queues.add(
          MultiGauge.Row.of(
              Tags.of("backend", backend), figures.waitingHosts().getOrDefault(backend, 0L)));
    }
    reachable.register(List.copyOf(reached), true);
    waiting.register(List.copyOf(queues), true);
  }

  private static double seconds(Duration time) {
    return time.toMillis() / 1_000.0;
  }
}
