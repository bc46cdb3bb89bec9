package io.kitward.connector.relay;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;

/** Whose certificates are believed when a console is asked. */
final class Authorities {

  private Authorities() {}

  /**
   * TLS to who has a certificate of one of these; of those that Java trusts if none.
   *
   * @param pem certificates; blank: none
   * @throws SSLException when they can't be used
   */
  static SSLContext context(String pem) throws SSLException {
    try {
      if (pem.isBlank()) {
        return SSLContext.getDefault();
      }
      Collection<? extends Certificate> certificates =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(
                  new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
      if (certificates.isEmpty()) {
        throw new SSLException("the ca of its Backend document holds no certificate");
      }
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      for (Certificate certificate : certificates) {
        store.setCertificateEntry("ca-" + store.size(), certificate);
      }
      var trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(store);
      var context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (SSLException e) {
      throw e;
    } catch (GeneralSecurityException | IOException e) {
      throw new SSLException("the ca of its Backend document can't be used", e);
    }
  }
}
