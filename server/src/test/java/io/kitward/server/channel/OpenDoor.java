package io.kitward.server.channel;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import org.awaitility.Awaitility;

/** A node door on a free port of the loopback address, with its authority and clients. */
final class OpenDoor implements AutoCloseable {

  static {
    // Only a test that fails waits that long; a busy machine must not make one fail.
    Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
  }

  final Authority authority;
  final RecordingListener listener = new RecordingListener();
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final Set<String> revoked = ConcurrentHashMap.newKeySet();
  final NodeDoor door;

  OpenDoor() {
    this(DoorLimits.standard());
  }

  OpenDoor(DoorLimits limits) {
    this(limits, OpenDoor::echo);
  }

  OpenDoor(DoorLimits limits, NodeHttp http) {
    this(limits, http, Natives.found());
  }

  /** The same door again, with other limits: clients that knew it go on. */
  OpenDoor(DoorLimits limits, Authority authority) {
    this(limits, OpenDoor::echo, Natives.found(), authority);
  }

  OpenDoor(DoorLimits limits, NodeHttp http, Natives natives) {
    this(limits, http, natives, new Authority("Test CA"));
  }

  private OpenDoor(DoorLimits limits, NodeHttp http, Natives natives, Authority authority) {
    this.authority = authority;
    Authority.Credential own = authority.server();
    door =
        NodeDoor.open(
            new NodeDoorConfig(
                new InetSocketAddress("localhost", 0),
                own.keys().getPrivate(),
                own.chain(),
                authority.trust(),
                this::refusal,
                limits),
            http,
            listener,
            meters,
            InstantSource.system(),
            natives);
  }

  private Optional<String> refusal(X509Certificate[] chain) {
    return revoked.contains(Visitor.identity(chain[0]).certname())
        ? Optional.of("the certificate is revoked")
        : Optional.empty();
  }

  /** Says who asked for what, with how many bytes. */
  static NodeHttpReply echo(NodeHttpRequest request) {
    String text =
        request.identity().certname()
            + " "
            + request.method()
            + " "
            + request.uri()
            + " "
            + request.body().length;
    return new NodeHttpReply.Whole(
        200,
        Map.of("content-type", "text/plain", "retry-after", "5"),
        text.getBytes(StandardCharsets.UTF_8));
  }

  URI uri(String scheme, String path) {
    return URI.create(scheme + "://localhost:" + door.address().getPort() + path);
  }

  HttpClient client(String certname) {
    return client(authority.client(authority.node(certname)));
  }

  static HttpClient client(SSLContext tls) {
    return HttpClient.newBuilder().sslContext(tls).connectTimeout(Duration.ofSeconds(20)).build();
  }

  Agent agent(String certname) {
    return new Agent(client(certname), uri("wss", "/v1/opamp"));
  }

  /** An agent of {@code db1.lab} that is admitted and has heard the door's first words. */
  Agent connected() {
    Agent agent = agent("db1.lab").describe();
    Awaitility.await().until(() -> door.connected(RecordingListener.node("db1.lab")));
    Awaitility.await().until(() -> !agent.received.isEmpty());
    return agent;
  }

  double counter(String name) {
    return meters.find(name).counters().stream().mapToDouble(c -> c.count()).sum();
  }

  @Override
  public void close() {
    door.close();
  }
}
