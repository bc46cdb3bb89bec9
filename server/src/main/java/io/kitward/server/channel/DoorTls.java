package io.kitward.server.channel;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSslServerContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.X509ExtendedTrustManager;

/** The door's TLS: 1.2 and 1.3, a client certificate required. */
final class DoorTls {

  private DoorTls() {}

  /**
   * Builds the context.
   *
   * @throws IllegalArgumentException when key and certificate cannot be used
   */
  static SslContext context(NodeDoorConfig config, boolean boringSsl) {
    try {
      SslContext context =
          SslContextBuilder.forServer(config.key(), config.chain())
              .sslProvider(boringSsl ? SslProvider.OPENSSL : SslProvider.JDK)
              .protocols("TLSv1.3", "TLSv1.2")
              .clientAuth(ClientAuth.REQUIRE)
              .trustManager(new AnyIssuer(config.trust()))
              .build();
      if (context instanceof OpenSslServerContext server) {
        // Each handshake is a whole one: a resumed one would not ask the trust manager.
        server.sessionContext().setSessionCacheEnabled(false);
      }
      return context;
    } catch (SSLException e) {
      throw new IllegalArgumentException(
          "the node door cannot use its key and certificate (%s): %s"
              .formatted(
                  config.chain().getFirst().getSubjectX500Principal().getName(), e.getMessage()),
          e);
    }
  }

  /**
   * A trust manager that names no issuers in the handshake, so that clients send what they have:
   * the names would be those of the day on which the door opened, while the trusted CAs change.
   */
  private static final class AnyIssuer extends X509ExtendedTrustManager {

    private static final X509Certificate[] UNNAMED = {};

    private final X509ExtendedTrustManager trust;

    AnyIssuer(X509ExtendedTrustManager trust) {
      this.trust = trust;
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return UNNAMED;
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      trust.checkClientTrusted(chain, type, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      trust.checkClientTrusted(chain, type, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      trust.checkClientTrusted(chain, type);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      throw notAClient();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      throw notAClient();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      throw notAClient();
    }

    private static CertificateException notAClient() {
      return new CertificateException("the node door judges clients only");
    }
  }
}
