package io.kitward.connector;

import io.kitward.connector.config.Configuration;
import io.kitward.connector.config.Limits;
import io.kitward.connector.host.Host;
import io.kitward.connector.host.debian.DebianHost;
import io.kitward.connector.link.Link;
import io.kitward.connector.state.MemoryStorage;
import io.kitward.protocol.Check;
import io.kitward.protocol.DesiredState;
import io.kitward.protocol.InstanceDesired;
import io.kitward.protocol.OpAmp;
import java.net.URI;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

/**
 * A walk through the connector's paths that changes nothing on the machine; installing the package
 * uses it to fill the cache that makes later starts fast.
 */
final class Rehearsal {

  private Rehearsal() {}

  static void run() {
    Configuration.read(
        """
        server: localhost:1
        identity: {certificate: /a, key: /b, ca: /c}
        limits: {services: ["*"], paths: [/etc], mode: observe}
        """);
    Host host = DebianHost.open();
    var limits = new Limits(false, List.of(), false, List.of(), Limits.Mode.OBSERVE);
    var random = new SecureRandom();
    var node =
        new Node(
            host, new MemoryStorage(), limits, Connector.version(), "x", Clock.systemUTC(), random);
    var instance =
        new InstanceDesired(
            "rehearsal",
            "00",
            InstanceDesired.Ensure.PRESENT,
            InstanceDesired.Contract.KEEP,
            List.of(new InstanceDesired.PackageDesired("none", "")),
            List.of(),
            List.of(
                new InstanceDesired.FileDesired(
                    "/etc/none", "", "root", "root", "0644", List.of(), "")),
            List.of(),
            List.of(new Check.TcpOpen(1)));
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var link =
          new Link(URI.create("wss://localhost:1"), Rehearsal::context, node, executor, random);
      node.listener(link::changed);
      node.offered(OpAmp.remoteConfig(new DesiredState(1, 1, List.of(instance)), Map.of()));
      var worker = Thread.ofPlatform().start(node.caretaker()::run);
      var connection = Thread.ofPlatform().start(link::run);
      WarmUp.run(host, new MemoryStorage(), random);
      host.probes().failing(new Check.HttpAnswers("http://127.0.0.1:1/", "x"));
      node.report();
      worker.join(500);
      link.stop();
      node.caretaker().stop();
      connection.interrupt();
      worker.interrupt();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static SSLContext context() {
    try {
      return SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has TLS", e);
    }
  }
}
