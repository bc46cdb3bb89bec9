package io.kitward.server.pki;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Trusts the Puppet server by its CA and by the name in its certificate, even when it is reached by
 * address.
 */
final class PuppetServerTrust extends X509ExtendedTrustManager {
  private final Optional<X509TrustManager> chainCheck;
  private final String expectedName;

  private PuppetServerTrust(Optional<X509TrustManager> chainCheck, String expectedName) {
    this.chainCheck = chainCheck;
    this.expectedName = expectedName;
  }

  /** TLS to a server whose certificate these authorities issued for that name. */
  static SSLContext context(
      List<X509Certificate> authorities, String expectedName, SecureRandom random) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      for (int i = 0; i < authorities.size(); i++) {
        store.setCertificateEntry("ca-" + i, authorities.get(i));
      }
      TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
      factory.init(store);
      return context(
          new PuppetServerTrust(
              Optional.of((X509TrustManager) factory.getTrustManagers()[0]), expectedName),
          random);
    } catch (GeneralSecurityException | java.io.IOException e) {
      throw new IllegalStateException("Every Java has PKIX", e);
    }
  }

  /**
   * TLS that believes anybody: only to fetch the CA certificates, which are then held against a
   * fingerprint.
   */
  static SSLContext unverified(SecureRandom random) {
    return context(new PuppetServerTrust(Optional.empty(), ""), random);
  }

  private static SSLContext context(TrustManager trust, SecureRandom random) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {trust}, random);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java has TLS", e);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    if (chainCheck.isEmpty()) {
      return;
    }
    chainCheck.get().checkServerTrusted(chain, authType);
    if (!CertificateNames.of(chain[0]).contains(expectedName)) {
      throw new CertificateException(
          "The server's certificate is not for "
              + expectedName
              + " but for "
              + CertificateNames.of(chain[0]));
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    checkServerTrusted(chain, authType);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    checkServerTrusted(chain, authType);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("This judges servers only");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    checkClientTrusted(chain, authType);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    checkClientTrusted(chain, authType);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
