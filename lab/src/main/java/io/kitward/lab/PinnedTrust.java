package io.kitward.lab;

import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** TLS to whoever has a certificate of one authority, and of no other. */
final class PinnedTrust {

  private PinnedTrust() {}

  /** Reads the authority's certificate from PEM. */
  static SSLContext of(InputStream pem) throws IOException, GeneralSecurityException {
    var certificate = CertificateFactory.getInstance("X.509").generateCertificate(pem);
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("ca", certificate);
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    var context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
