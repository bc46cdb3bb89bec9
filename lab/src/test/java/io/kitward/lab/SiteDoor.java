package io.kitward.lab;

import io.kitward.lab.simulate.SimulatedFleet;
import io.kitward.protocol.ConsoleMessages;
import io.kitward.protocol.InstanceObserved;
import io.kitward.protocol.NodeEvent;
import io.kitward.server.backend.SiteExchange;
import io.kitward.server.backend.driver.Exchange;
import io.kitward.server.channel.DoorLimits;
import io.kitward.server.channel.NodeDoor;
import io.kitward.server.channel.NodeDoorConfig;
import io.kitward.server.channel.NodeHttpReply;
import io.kitward.server.channel.NodeIdentity;
import io.kitward.server.channel.NodeListener;
import io.kitward.server.channel.RemoteConfigReport;
import io.kitward.server.pki.CertificateAuthority;
import io.kitward.server.pki.Credential;
import io.kitward.server.rollout.ConsoleRequests;
import io.kitward.server.rollout.LateChannel;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * A node door in this process, and a connector that is connected to it over mutual TLS: the way to
 * a console through a site, with nothing else of a server.
 */
final class SiteDoor implements AutoCloseable {

  private static final String GATE = "gate.lab";
  private static final UUID NODE = new UUID(0, 1);
  private static final Duration LIFE = Duration.ofDays(1);
  private static final char[] NO_PASSWORD = new char[0];

  private final LateChannel channel = new LateChannel();
  private final ConsoleRequests requests = new ConsoleRequests(channel);
  private final NodeDoor door;
  private final SimulatedFleet fleet;

  private SiteDoor() throws GeneralSecurityException {
    var random = new SecureRandom();
    var authority = CertificateAuthority.create("Kitward lab site", Clock.systemUTC(), random);
    var trust = TrustManagerFactory.getInstance("PKIX");
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    try {
      trusted.load(null, null);
    } catch (java.io.IOException e) {
      throw new IllegalStateException("an empty key store can be made", e);
    }
    trusted.setCertificateEntry("ca", authority.certificate());
    trust.init(trusted);
    Credential own = authority.issueServer(List.of("localhost"), Set.of(), LIFE);
    this.door =
        NodeDoor.open(
            new NodeDoorConfig(
                new InetSocketAddress("localhost", 0),
                own.key(),
                own.chain(),
                (X509ExtendedTrustManager) trust.getTrustManagers()[0],
                _ -> Optional.empty(),
                DoorLimits.standard()),
            _ -> new NodeHttpReply.Whole(404, Map.of(), new byte[0]),
            new Listener(requests),
            new SimpleMeterRegistry(),
            Clock.systemUTC());
    channel.opened(door);
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(authority.issueClient(GATE, LIFE).keyStore(NO_PASSWORD), NO_PASSWORD);
    SSLContext identity = SSLContext.getInstance("TLS");
    identity.init(keys.getKeyManagers(), trust.getTrustManagers(), random);
    this.fleet =
        SimulatedFleet.start(
            URI.create("wss://localhost:" + door.address().getPort()),
            List.of(new SimulatedFleet.Member(GATE, identity, Map.of())),
            "0.1.0-lab",
            7);
  }

  /** Opens the door; when this returns the connector is connected. */
  static SiteDoor open() throws GeneralSecurityException {
    var site = new SiteDoor();
    Mission.await(
        "the connector's session",
        Duration.ofMinutes(1),
        () -> site.channel.connected(NODE),
        () -> "none");
    return site;
  }

  /** The way through it. */
  Exchange to(String caPem) {
    return new SiteExchange(
        GATE,
        caPem,
        certname -> certname.equals(GATE) ? Optional.of(NODE) : Optional.empty(),
        requests);
  }

  /** Lets the one node in and hands on what consoles answer. */
  private record Listener(ConsoleRequests requests) implements NodeListener {

    @Override
    public Admission connected(NodeIdentity identity, UUID instanceUid, String remoteAddress) {
      return new Admission.Admitted(NODE);
    }

    @Override
    public void described(
        UUID node, Map<String, String> facts, String connectorVersion, boolean simulated) {}

    @Override
    public void status(UUID node, RemoteConfigReport report) {}

    @Override
    public void observed(UUID node, List<InstanceObserved> observed) {}

    @Override
    public long events(UUID node, List<NodeEvent> events) {
      return events.getLast().sequence();
    }

    @Override
    public void answered(UUID node, ConsoleMessages.Answered piece) {
      requests.answered(node, piece);
    }

    @Override
    public void seen(UUID node, Instant at) {}

    @Override
    public void disconnected(UUID node) {
      requests.lost(node);
    }
  }

  @Override
  public void close() {
    fleet.close();
    door.close();
  }
}
