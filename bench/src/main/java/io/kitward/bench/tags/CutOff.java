package io.kitward.bench.tags;

import io.kitward.bench.tags.NodeConnection.Reply;
import io.kitward.server.pki.Credential;
import io.kitward.server.pki.Pem;
import io.netty.handler.ssl.SslContext;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.security.KeyStore;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A node with a kept connection and an open session whose certificate is put on the list, as {@code
 * puppetserver ca clean} does.
 */
final class CutOff {

  private static final long PATIENCE_SECONDS = 60;
  private static final char[] NO_PASSWORD = new char[0];

  private final MeasuredServer server;
  private final NodeClient client;
  private final SmallPuppetCa ca;

  CutOff(MeasuredServer server, NodeClient client, SmallPuppetCa ca) {
    this.server = server;
    this.client = client;
    this.ca = ca;
  }

  /**
   * From when the CA took a certificate back, in seconds.
   *
   * @param connection until the kept connection was closed
   * @param session until the session was closed
   * @param refused until a new connection was refused
   */
  record Result(double connection, double session, double refused) {

    double all() {
      return Math.max(Math.max(connection, session), refused);
    }
  }

  Result run(String certname) throws Exception {
    Credential credential = ca.issue(certname);
    SslContext tls = client.identity(credential);
    NodeConnection kept = client.connect(tls).join();
    Reply _ = PuppetNode.expect(kept.send(UnchangedLoad.QUESTION, false).join());
    var session = new Session();
    try (HttpClient http = HttpClient.newBuilder().sslContext(tls(credential)).build()) {
      URI uri = URI.create("wss://localhost:" + server.nodePort() + "/v1/opamp");
      WebSocket _ = http.newWebSocketBuilder().buildAsync(uri, session).join();
      long begin = System.nanoTime();
      ca.revoke(credential.certificate());
      while (letIn(tls)) {
        if (System.nanoTime() - begin > TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
          throw new IllegalStateException(certname + " still gets in");
        }
        Thread.sleep(20);
      }
      long refused = System.nanoTime();
      long closed = kept.ended().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      long ended = session.ended.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      http.shutdownNow();
      return new Result((closed - begin) / 1e9, (ended - begin) / 1e9, (refused - begin) / 1e9);
    }
  }

  private boolean letIn(SslContext tls) {
    try {
      return client.alone(tls, UnchangedLoad.QUESTION).join().status() == 200;
    } catch (CompletionException _) {
      return false;
    }
  }

  private SSLContext tls(Credential credential) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, NO_PASSWORD);
    trusted.setCertificateEntry(
        "kitward", Pem.certificates(Files.readString(server.ca())).getFirst());
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(credential.keyStore(NO_PASSWORD), NO_PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  /** An open session that waits for its end. */
  private static final class Session implements WebSocket.Listener {

    private final CompletableFuture<Long> ended = new CompletableFuture<>();

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
      ended.complete(System.nanoTime());
      return CompletableFuture.completedStage(null);
    }

    @Override
    public void onError(WebSocket socket, Throwable cause) {
      ended.complete(System.nanoTime());
    }
  }
}
