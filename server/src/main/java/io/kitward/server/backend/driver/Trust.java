package io.kitward.server.backend.driver;

import io.kitward.server.backend.Unanswered;
import io.kitward.server.pki.Pem;
import io.kitward.server.pki.PkiException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;

/** Which certificates are believed, and why one was not, in words. */
public final class Trust {

  private Trust() {}

  /**
   * TLS to who has a certificate of one of these authorities; of those that Java trusts if none.
   *
   * @param caPem certificates in PEM form; blank: none
   * @throws ConsoleException when they can't be used, in words
   */
  public static SSLContext context(String caPem) throws ConsoleException {
    try {
      if (caPem.isBlank()) {
        return SSLContext.getDefault();
      }
      List<X509Certificate> authorities = Pem.certificates(caPem);
      if (authorities.isEmpty()) {
        throw new ConsoleException("the ca of its Backend document holds no certificate");
      }
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      for (int i = 0; i < authorities.size(); i++) {
        store.setCertificateEntry("ca-" + i, authorities.get(i));
      }
      var trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(store);
      var context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException | PkiException e) {
      throw new ConsoleException(
          "the ca of its Backend document can't be used: " + Unanswered.words(e), e);
    }
  }

  /** Why there is no TLS. */
  public static String words(SSLException refusal) {
    String words = Unanswered.words(refusal);
    if (words.contains("PKIX path")) {
      return "its certificate is not signed by the ca of its Backend document (that"
          + " of an Icinga is /var/lib/icinga2/certs/ca.crt on its host): "
          + words;
    }
    if (words.contains("No subject alternative") || words.contains("No name matching")) {
      return "its certificate is for another name than the one in the url (that of an Icinga is"
          + " for its host's full name): "
          + words;
    }
    return "no TLS with it: " + words;
  }
}
