package io.kitward.server.api;

import io.kitward.server.access.Access;
import io.kitward.server.access.Denials;
import io.kitward.server.access.Principal.NodePrincipal;
import io.kitward.server.api.handler.Routes;
import io.kitward.server.api.port.Ports;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** The people's door over real HTTPS and the node door's adapter, on one router. */
final class RunningDoors implements Exchange, AutoCloseable {
  final Router router;
  final PeopleDoor people;
  final HttpClient client;

  private final NodeDoorAdapter node;

  private RunningDoors(Ports ports, Denials denials, SSLContext server, SSLContext clients) {
    var access = new Access(denials);
    var ids = new AtomicLong();
    this.router = new Router(Routes.all(ports), access);
    this.people =
        PeopleDoor.open(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            server,
            router,
            ports.tokens(),
            () -> "r-" + ids.incrementAndGet(),
            new JoinRate(1_000_000, Clock.systemUTC()),
            config -> config.routes.get("/", context -> context.result("console")));
    this.node =
        new NodeDoorAdapter(
            router,
            it -> new NodePrincipal(it.certname(), it.issuer(), it.serial(), null),
            () -> "r-" + ids.incrementAndGet());
    this.client = HttpClient.newBuilder().sslContext(clients).build();
  }

  /** Opens both doors over these ports; what they refuse is written down there. */
  static RunningDoors over(Ports ports, Denials denials) {
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(256);
      var keys = generator.generateKeyPair();
      var name = new X500Principal("CN=localhost");
      Instant now = Instant.now();
      var builder =
          new JcaX509v3CertificateBuilder(
              name,
              BigInteger.ONE,
              Date.from(now.minusSeconds(60)),
              Date.from(now.plusSeconds(86_400)),
              name,
              keys.getPublic());
      builder.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(new GeneralName(GeneralName.dNSName, "localhost")));
      var certificate =
          new JcaX509CertificateConverter()
              .getCertificate(
                  builder.build(
                      new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      char[] password = "test".toCharArray();
      store.setKeyEntry("server", keys.getPrivate(), password, new Certificate[] {certificate});
      var keyManagers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keyManagers.init(store, password);
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      trusted.setCertificateEntry("server", certificate);
      var trustManagers =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trustManagers.init(trusted);
      SSLContext server = SSLContext.getInstance("TLS");
      server.init(keyManagers.getKeyManagers(), null, null);
      SSLContext clients = SSLContext.getInstance("TLS");
      clients.init(null, trustManagers.getTrustManagers(), null);
      return new RunningDoors(ports, denials, server, clients);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  URI uri(String path) {
    return URI.create("https://localhost:" + people.port() + path);
  }

  @Override
  public Answer send(
      Door door,
      String method,
      String path,
      Map<String, String> headers,
      byte[] body,
      String credential) {
    return door == Door.PEOPLE
        ? https(method, path, headers, body, credential)
        : adapter(method, path, headers, body, credential);
  }

  private Answer adapter(
      String method, String path, Map<String, String> headers, byte[] body, String certname) {
    Response response =
        node.handle(
            method,
            path,
            headers.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> List.of(e.getValue()))),
            body,
            new NodeCertificate(
                certname.split("\\|", 2)[0],
                certname.contains("|") ? certname.split("\\|", 2)[1] : "CN=Puppet CA",
                "1f",
                Instant.EPOCH,
                Map.of()));
    return switch (response) {
      case Response.Whole whole -> new Answer(whole.status(), whole.headers(), whole.body());
      case Response.FileBody file -> new Answer(200, file.headers(), read(file.path()));
      case Response.Events _ -> throw new AssertionError("no streams at the node door");
    };
  }

  private static byte[] read(Path path) {
    try {
      return Files.readAllBytes(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Answer https(
      String method, String path, Map<String, String> headers, byte[] body, String token) {
    var request =
        HttpRequest.newBuilder(uri(path))
            .method(
                method,
                body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    headers.forEach(request::header);
    if (!token.isEmpty()) {
      request.header("authorization", "Bearer " + token);
    }
    try {
      var response = client.send(request.build(), BodyHandlers.ofInputStream());
      var received = new TreeMap<String, String>();
      response
          .headers()
          .map()
          .forEach(
              (name, values) -> received.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
      try (InputStream in = response.body()) {
        boolean stream = received.getOrDefault("content-type", "").startsWith("text/event-stream");
        return new Answer(
            response.statusCode(), received, stream ? in.readNBytes(1) : in.readAllBytes());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
    people.close();
  }
}
