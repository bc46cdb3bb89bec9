package io.kitward.client;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Where a server is, whom it is trusted by and who asks: what the generated classes of {@code
 * io.kitward.client.api} need, each of which takes {@link #client()}.
 *
 * <pre>{@code
 * var server = Connection.to(URI.create("https://kitward.example.com:8443"), ca, token);
 * Node node = new NodesApi(server.client()).showNode("db1.example.com");
 * }</pre>
 *
 * <p>Whatever the server refuses is an {@link ApiException} with its status and, as its body, the
 * Problem of {@code openapi.yaml}.
 */
public final class Connection {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final ApiClient client;

  private Connection(ApiClient client) {
    this.client = client;
  }

  /**
   * Prepares a connection; nothing is sent yet.
   *
   * @param server {@code https://HOST:PORT}
   * @param ca the server's {@code ca.pem}; only what it signed is believed
   * @param token a file with the token; it is read for each request, so that it may be replaced
   * @throws IOException when the CA can't be read
   */
  public static Connection to(URI server, Path ca, Path token) throws IOException {
    if (!"https".equals(server.getScheme()) || server.getHost() == null) {
      throw new IllegalArgumentException(
          server + " is no address of a server: write https://HOST:PORT");
    }
    var client = new ApiClient();
    client.updateBaseUri(server.toString().replaceFirst("/+$", ""));
    client.setHttpClientBuilder(HttpClient.newBuilder().sslContext(trusting(ca)));
    client.setConnectTimeout(Duration.ofSeconds(5));
    client.setReadTimeout(LIMIT);
    client.setRequestInterceptor(
        request -> request.setHeader("Authorization", "Bearer " + read(token)));
    return new Connection(client);
  }

  /** For the constructors of the generated classes; may be shared by threads. */
  public ApiClient client() {
    return client;
  }

  private static String read(Path token) {
    try {
      return Files.readString(token).strip();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("the token in " + token + " can't be read", e);
    }
  }

  private static SSLContext trusting(Path ca) throws IOException {
    try (InputStream in = Files.newInputStream(ca)) {
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        trusted.setCertificateEntry("ca-" + trusted.size(), one);
      }
      if (trusted.size() == 0) {
        throw new IOException(ca + " holds no certificate");
      }
      var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException(ca + " can't be read as certificates: " + e.getMessage(), e);
    }
  }
}
